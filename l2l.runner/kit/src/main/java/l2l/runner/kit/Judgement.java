package l2l.runner.kit;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The verdict on a jar.
 *
 * @param jar as it was named
 * @param bundle symbolic name, or "" where it is no bundle
 * @param version of the bundle, or ""
 */
public record Judgement(String jar, String bundle, String version, List<Finding> findings) {

  private static final int MOST_NAMED = 3;

  public Judgement {
    findings = List.copyOf(findings);
  }

  /** Whether nothing is to be mended. */
  public boolean passes() {
    return !findings.isEmpty() && findings.stream().noneMatch(Finding::broken);
  }

  private long laws(Finding.Mark mark) {
    return findings.stream().filter(f -> f.law() && f.mark() == mark).count();
  }

  /** The whole in a line: "acme.momentum 1.0.0 passes: 21 of 21 laws". */
  public String summary() {
    String title = bundle.isEmpty() ? jar : bundle + " " + version;
    long kept = laws(Finding.Mark.KEPT);
    long all = kept + laws(Finding.Mark.BROKEN);
    String laws = kept + " of " + all + " laws";
    if (passes()) {
      return title + " passes: " + laws;
    }
    List<String> broken = findings.stream().filter(Finding::broken).map(f -> f.law() ? f.subject() : f.code() + " (" + f.subject() + ")")
        .distinct().toList();
    String named = broken.stream().limit(MOST_NAMED).collect(Collectors.joining(", "));
    String more = broken.size() > MOST_NAMED ? " and " + (broken.size() - MOST_NAMED) + " more" : "";
    return title + " fails: " + named + more + (all == 0 ? "; no law was tried" : "; " + laws + " kept");
  }

  /** For people: a line a finding, and under what is to be mended what was seen and what to do. */
  public String text() {
    StringBuilder text = new StringBuilder();
    String about = "";
    for (Finding f : findings) {
      if (!f.part().equals(about)) {
        text.append('\n').append(f.part()).append('\n');
        about = f.part();
      }
      boolean plain = f.mark() == Finding.Mark.KEPT || f.mark() == Finding.Mark.EXCUSED;
      text.append("  ").append(f.mark().sign()).append(' ').append(f.subject());
      if (plain) {
        text.append(f.saw().isEmpty() ? "" : ": " + f.saw()).append('\n');
      } else {
        text.append('\n');
        f.saw().lines().forEach(l -> text.append("      ").append(l).append('\n'));
        if (!f.mend().isEmpty()) {
          text.append("      → ").append(f.mend()).append('\n');
        }
      }
    }
    return text.append('\n').append(summary()).append('\n').toString();
  }

  /** For programs. */
  public String json() {
    ObjectNode all = new ObjectMapper().createObjectNode().put("jar", jar).put("bundle", bundle).put("version", version)
        .put("passes", passes()).put("summary", summary()).put("lawsKept", laws(Finding.Mark.KEPT))
        .put("lawsBroken", laws(Finding.Mark.BROKEN)).put("lawsExcused", laws(Finding.Mark.EXCUSED));
    ArrayNode list = all.putArray("findings");
    findings.forEach(f -> list.addObject().put("mark", f.mark().name()).put("code", f.code()).put("part", f.part())
        .put("subject", f.subject()).put("saw", f.saw()).put("mend", f.mend()));
    return all.toPrettyString() + "\n";
  }
}
