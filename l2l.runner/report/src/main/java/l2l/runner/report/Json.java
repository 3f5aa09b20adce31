package l2l.runner.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;

/** Writes the data of a page's charts as JSON that may stand inside a script element. */
final class Json {

  /** How many points a line may have on the page. */
  private static final int POINTS = 2000;

  /** Steps up to this one are always there: a logarithmic axis shows them. */
  private static final double DENSE = 100;

  private Json() {}

  /** One chart; small ones have less height, "cut" ones let diverging curves leave, "dots" mark every point and the best of them. */
  record Chart(String x, String y, boolean log, boolean small, boolean cut, boolean dots, int best, List<Line> lines,
      List<Training.Mark> marks) {

    String json() {
      StringJoiner all = new StringJoiner(",", "[", "]");
      lines.forEach(line -> all.add(line.json()));
      StringJoiner swaps = new StringJoiner(",", "[", "]");
      marks.forEach(mark -> swaps.add("{\"at\":" + Figures.json(mark.before() - 0.5) + ",\"words\":" + string(mark.words()) + "}"));
      return String.format(Locale.ROOT,
          "{\"x\":%s,\"y\":%s,\"log\":%b,\"small\":%b,\"cut\":%b,\"dots\":%b,\"best\":%d,\"lines\":%s,\"marks\":%s}",
          string(x), string(y), log, small, cut, dots, best, all, swaps);
    }
  }

  /** A curve in one of the palette's colours; a strong one is the reference. */
  record Line(Curve curve, int colour, boolean strong) {

    String json() {
      int[] points = points(curve.steps());
      return "{\"name\":" + string(curve.name()) + ",\"strong\":" + strong + ",\"colour\":" + colour % Palette.LIGHT.size()
          + ",\"x\":" + numbers(curve.steps(), points)
          + ",\"mid\":" + numbers(curve.median(), points)
          + ",\"mean\":" + numbers(curve.mean(), points)
          + ",\"low\":" + numbers(curve.low(), points)
          + ",\"high\":" + numbers(curve.high(), points) + "}";
    }
  }

  /** All points, or where there are too many the early ones, every k-th and the last. */
  private static int[] points(double[] steps) {
    int every = (steps.length + POINTS - 1) / POINTS;
    List<Integer> points = new ArrayList<>();
    for (int i = 0; i < steps.length; i++) {
      if (i % every == 0 || steps[i] <= DENSE || i == steps.length - 1) {
        points.add(i);
      }
    }
    return points.stream().mapToInt(Integer::intValue).toArray();
  }

  private static String numbers(double[] values, int[] points) {
    StringJoiner numbers = new StringJoiner(",", "[", "]");
    for (int i : points) {
      numbers.add(Figures.json(values[i]));
    }
    return numbers.toString();
  }

  /** A JSON string without "<", so that nothing in it ends the script element around it. */
  static String string(String text) {
    StringBuilder json = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      boolean plain = c >= ' ' && c < 127 && c != '"' && c != '\\' && c != '<' && c != '>' && c != '&';
      json.append(plain ? String.valueOf(c) : String.format(Locale.ROOT, "\\u%04x", (int) c));
    }
    return json.append('"').toString();
  }
}
