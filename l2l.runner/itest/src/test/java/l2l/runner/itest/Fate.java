package l2l.runner.itest;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What must become of a plugin of the zoo, as its first lines say; see l2l.runner/itest/src/zoo/README.md.
 *
 * @param words of the message, or ""
 * @param quick whether a workbench finds it before it lets the part in
 * @param also further laws that the same fault may break; "*" for all
 */
record Fate(String code, String detail, String words, boolean quick, Set<String> also) {

  static Fate of(String zoo) {
    String source = PluginForge.zoo(zoo).sources().values().stream().filter(s -> s.startsWith("// fails: ")).findFirst()
        .orElseThrow(() -> new IllegalStateException("no source of zoo." + zoo + " says what it fails at"));
    String fails = line(source, "fails").orElseThrow();
    return new Fate(fails.replaceAll(" .*", ""), fails.contains(" ") ? fails.substring(fails.indexOf(' ') + 1) : "",
        line(source, "words").orElse(""), !line(source, "quick").orElse("").equals("no"),
        Arrays.stream(line(source, "also").orElse("").split(", *")).filter(s -> !s.isBlank()).collect(Collectors.toSet()));
  }

  private static Optional<String> line(String source, String key) {
    return source.lines().filter(l -> l.startsWith("// " + key + ": ")).map(l -> l.substring(key.length() + 5).strip()).findFirst();
  }

  /** Whether breaking this law is part of it. */
  boolean allows(String law) {
    return law.equals(detail) || also.contains("*") || also.contains(law);
  }
}
