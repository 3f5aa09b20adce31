package l2l.runner.report;

import java.util.Arrays;

/**
 * A line with a band: what many values at each of a row of steps come to.
 *
 * @param name what the line is called in a legend
 * @param steps where the values are, ascending
 * @param mean the mean at each step; infinite where a task has diverged
 * @param median the middle value
 * @param low the 10 % quantile
 * @param high the 90 % quantile
 * @throws IllegalArgumentException where the arrays are empty or differ in length
 */
public record Curve(String name, double[] steps, double[] mean, double[] median, double[] low, double[] high) {

  /** The share of the values below the band, and above it. */
  static final double TAIL = 0.1;

  public Curve {
    int n = steps.length;
    if (n == 0 || mean.length != n || median.length != n || low.length != n || high.length != n) {
      throw new IllegalArgumentException("curve " + name + ": " + n + " steps, but " + mean.length + " means, " + median.length
          + " medians, " + low.length + " low and " + high.length + " high ends; give one of each for each step, at least one");
    }
  }

  /** The curve over tasks: its steps are 0 … T. */
  public static Curve of(Series series) {
    int n = series.horizon() + 1;
    double[] steps = new double[n];
    double[][] columns = new double[n][];
    for (int t = 0; t < n; t++) {
      steps[t] = t;
      columns[t] = series.at(t);
    }
    return of(series.name(), steps, columns);
  }

  /**
   * One value a step, drawn in at most so many groups of neighbours: a long, noisy record becomes a median with its band.
   *
   * <p>A group's step is its last one; the values of a group are those of its steps. With no more steps than groups the band is empty.
   */
  public static Curve grouped(String name, double[] steps, double[] values, int groups) {
    int size = Math.max(1, (steps.length + groups - 1) / groups);
    int n = (steps.length + size - 1) / size;
    double[] ends = new double[n];
    double[][] columns = new double[n][];
    for (int g = 0; g < n; g++) {
      int end = Math.min(steps.length, (g + 1) * size);
      ends[g] = steps[end - 1];
      columns[g] = Arrays.copyOfRange(values, g * size, end);
    }
    return of(name, ends, columns);
  }

  private static Curve of(String name, double[] steps, double[][] columns) {
    int n = steps.length;
    Curve curve = new Curve(name, steps, new double[n], new double[n], new double[n], new double[n]);
    for (int t = 0; t < n; t++) {
      double[] quantiles = Statistics.quantiles(columns[t], TAIL, 0.5, 1 - TAIL);
      curve.mean[t] = Statistics.mean(columns[t]);
      curve.low[t] = quantiles[0];
      curve.median[t] = quantiles[1];
      curve.high[t] = quantiles[2];
    }
    return curve;
  }
}
