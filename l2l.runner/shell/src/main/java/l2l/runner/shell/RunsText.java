package l2l.runner.shell;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import l2l.runner.report.Terminal;
import l2l.runner.runs.Pause;
import l2l.runner.runs.Run;
import l2l.runner.store.JsonText;

/** The runs in words: a line each, and below it why it waits or how it ended, where that is not plain. */
final class RunsText {

  private static final String INDENT = "     ";

  private RunsText() {}

  static String of(List<Run> runs, Terminal terminal) {
    if (runs.isEmpty()) {
      return "no run yet; run NAME starts one\n";
    }
    List<List<String>> lines = new ArrayList<>(List.of(List.of("RUN", "STATE", "DIRECTORY", "STEP", "LEFT", "DOING")));
    runs.forEach(r -> lines.add(List.of("" + r.id(), state(r), directory(r), step(r), left(r), doing(r))));
    String[] rows = PartsText.columns(lines).split("\n");
    StringBuilder text = new StringBuilder(rows[0]).append('\n');
    for (int i = 0; i < runs.size(); i++) {
      text.append(rows[i + 1]).append('\n');
      String reason = reason(runs.get(i));
      if (!reason.isEmpty()) {
        text.append(terminal.interactive() ? wrapped(reason, terminal.width()) : INDENT + reason).append('\n');
      }
    }
    return text.toString();
  }

  private static String state(Run r) {
    return r.state() + r.pause().map(p -> " " + p.reason()).orElse("") + (r.mixed() ? " mixed" : "");
  }

  /** The last name of its directory, which has that of the experiment in it unless the user chose another. */
  private static String directory(Run r) {
    return r.directory().map(Path::getFileName).map(Path::toString).orElse(r.name());
  }

  private static String step(Run r) {
    return r.state().over() ? "-" : r.progress().map(p -> p.done() + " of " + p.total()).orElse("-");
  }

  private static String left(Run r) {
    double seconds = r.progress().map(Run.Progress::secondsLeft).orElse(Double.NaN);
    return Double.isNaN(seconds) || r.state() != Run.State.RUNNING ? "-" : time(Math.max(0, Math.round(seconds)));
  }

  /** "40 s", "7 min", "2 h 5 min", "3 d 4 h" */
  static String time(long s) {
    if (s < 60) {
      return s + " s";
    } else if (s < 3600) {
      return s / 60 + " min";
    }
    return s < 86_400 ? s / 3600 + " h " + s % 3600 / 60 + " min" : s / 86_400 + " d " + s % 86_400 / 3600 + " h";
  }

  private static String doing(Run r) {
    List<String> words = new ArrayList<>();
    r.progress().filter(p -> !r.state().over()).ifPresent(p -> words.add(p.phase()
        + (Double.isNaN(p.value()) ? "" : String.format(Locale.ROOT, " %.4g", p.value()))));
    r.parent().ifPresent(id -> words.add("from run " + id));
    return String.join(", ", words);
  }

  /** What the columns do not tell: nothing of a run that computes, or is done and left a report. */
  private static String reason(Run r) {
    boolean plain = r.state() == Run.State.RUNNING || r.state() == Run.State.QUEUED || r.line().startsWith("report: ");
    return plain ? "" : r.line();
  }

  private static String wrapped(String sentence, int width) {
    StringBuilder text = new StringBuilder(INDENT);
    int at = INDENT.length();
    for (String word : sentence.split(" ")) {
      if (at > INDENT.length() && at + word.length() + 1 > width) {
        text.append('\n').append(INDENT).append(word);
        at = INDENT.length() + word.length();
      } else {
        text.append(at > INDENT.length() ? " " : "").append(word);
        at += word.length() + 1;
      }
    }
    return text.toString();
  }

  static String json(List<Run> runs) {
    return JsonText.page(runs.stream().map(RunsText::plain).toList());
  }

  private static Map<String, Object> plain(Run r) {
    Optional<Run.Progress> p = r.progress();
    return JsonText.object("id", r.id(), "name", r.name(), "state", r.state().name(),
        "reason", r.pause().map(Pause::reason).map(Enum::name).orElse(null), "sentence", r.line(),
        "phase", p.map(Run.Progress::phase).orElse(null), "step", p.map(Run.Progress::done).orElse(null),
        "total", p.map(Run.Progress::total).orElse(null), "value", p.map(Run.Progress::value).orElse(null),
        "secondsLeft", p.map(Run.Progress::secondsLeft).filter(Double::isFinite).orElse(null), "mixed", r.mixed(),
        "parent", r.parent().isPresent() ? r.parent().getAsLong() : null, "directory", r.directory().map(Path::toString).orElse(null));
  }
}
