package l2l.runner.report;

import java.util.List;

/** The curves as a tidy table, a line for each optimizer and step. */
public final class Csv {

  private Csv() {}

  /**
   * RFC 4180 with columns optimizer, step, mean, median, p10, p90, mixed; unrounded; "inf" and "nan" where not finite.
   *
   * @param mixed how many swaps the run has in it; 0 where no code changed hands
   */
  public static String of(List<Curve> curves, int mixed) {
    StringBuilder csv = new StringBuilder("optimizer,step,mean,median,p10,p90,mixed\n");
    for (Curve curve : curves) {
      for (int t = 0; t < curve.steps().length; t++) {
        csv.append(quoted(curve.name()));
        for (double v : new double[] {curve.steps()[t], curve.mean()[t], curve.median()[t], curve.low()[t], curve.high()[t]}) {
          csv.append(',').append(number(v));
        }
        csv.append(',').append(mixed).append('\n');
      }
    }
    return csv.toString();
  }

  private static String number(double v) {
    if (!Double.isFinite(v)) {
      return Double.isNaN(v) ? "nan" : v > 0 ? "inf" : "-inf";
    }
    return v == Math.rint(v) && Math.abs(v) < 1e15 ? Long.toString((long) v) : Double.toString(v);
  }

  private static String quoted(String text) {
    return text.matches("[^\",\r\n]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
