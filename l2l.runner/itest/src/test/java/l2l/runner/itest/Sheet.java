package l2l.runner.itest;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What a measure expects and what came, a row each; a table to paste into a note. */
final class Sheet {

  /** The form that takes long: -Pendurance. */
  static final boolean FULL = Boolean.getBoolean("l2l.endurance");

  /** Where tables are written, and what threads did. */
  static final Path FIGURES = Path.of(System.getProperty("l2l.figures", "target/endurance"));

  private final String title;
  private final List<String> rows = new ArrayList<>();
  private final List<String> wrong = new ArrayList<>();

  Sheet(String title) {
    this.title = title + (FULL ? ", full form" : ", short form");
  }

  /** Which of two sizes counts. */
  static int size(int small, int full) {
    return FULL ? full : small;
  }

  /** Tells a figure that nothing is expected of. */
  void tell(String what, String came) {
    rows.add("| " + what + " | - | " + came + " | |");
  }

  void expect(String what, String expected, String came, boolean met) {
    String row = "| " + what + " | " + expected + " | " + came + " | " + (met ? "met" : "**not met**") + " |";
    rows.add(row);
    if (!met) {
      wrong.add(row);
    }
  }

  /** The same of a time: a busy machine does not fail the short form, which is part of every build; the row says it all the same. */
  void expectTime(String what, String expected, String came, boolean met) {
    expect(what, expected, came, met);
    if (!FULL && !met) {
      wrong.remove(wrong.size() - 1);
    }
  }

  void expectEqual(String what, Object expected, Object came) {
    expect(what, String.valueOf(expected), String.valueOf(came), expected.equals(came));
  }

  /** Nothing is wrong: no sentence that says so. */
  void expectNone(String what, List<String> sentences) {
    expect(what, "none", sentences.isEmpty() ? "none" : sentences.size() + ": " + sentences.get(0), sentences.isEmpty());
  }

  /** Prints the table; fails where something expected did not come. */
  void close() {
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    tell("processors, load average at the end", number("%.0f, %.1f", Runtime.getRuntime().availableProcessors(), load));
    String page = "\n### " + title + "\n\n| what | expected | came | |\n|---|---|---|---|\n" + String.join("\n", rows) + "\n";
    System.out.println(page);
    try {
      Path folder = Files.createDirectories(FIGURES);
      Files.writeString(folder.resolve(title.replaceAll("[^A-Za-z0-9]+", "-") + ".md"), page);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    assertTrue(!rows.isEmpty() && wrong.isEmpty(), () -> title + ":\n" + String.join("\n", wrong));
  }

  static String number(String format, double... values) {
    return String.format(Locale.ROOT, format, Arrays.stream(values).boxed().toArray());
  }

  static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int n = sorted.size();
    return n == 0 ? Double.NaN : (sorted.get((n - 1) / 2) + sorted.get(n / 2)) / 2;
  }

  static double most(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).max().orElse(Double.NaN);
  }

  /** A least-squares line: its slope and the standard error of the slope. */
  record Slope(double slope, double error) {
    static Slope of(List<double[]> points) {
      int n = points.size();
      double x = points.stream().mapToDouble(p -> p[0]).average().orElseThrow();
      double y = points.stream().mapToDouble(p -> p[1]).average().orElseThrow();
      double xx = points.stream().mapToDouble(p -> (p[0] - x) * (p[0] - x)).sum();
      double slope = points.stream().mapToDouble(p -> (p[0] - x) * (p[1] - y)).sum() / xx;
      double rest = points.stream().mapToDouble(p -> Math.pow(p[1] - y - slope * (p[0] - x), 2)).sum();
      return new Slope(slope, Math.sqrt(rest / (n - 2) / xx));
    }
  }
}
