package l2l.runner.report;

import java.util.Arrays;

/**
 * How a loss over many tasks is summed up in a few numbers, with nothing trimmed.
 *
 * <p>A task has diverged if its loss is not finite (infinite of either sign, or not a number); it counts as the largest loss there is.
 * Hence with one diverged task the mean is infinite and its standard error undefined, while the median stays finite up to half of them.
 *
 * <pre>
 *   mean = (1/n) sum_i v_i      sem = sqrt( sum_i (v_i - mean)^2 / (n - 1) ) / sqrt(n)
 *   quantile(p) = v_(k) + (h - k) (v_(k+1) - v_(k)),   h = (n - 1) p,  k = floor(h),  v_(0) the least value
 *   median = quantile(1/2): the middle value, or the mean of the middle two
 * </pre>
 *
 * <p>Quantiles: Hyndman, Fan 1996, "Sample quantiles in statistical packages", definition 7 (the default of R and NumPy).
 */
public final class Statistics {

  private Statistics() {}

  /** A mean and its standard error. */
  public record Mean(double value, double error) {}

  /** Arithmetic mean; positive infinity if any value is not finite. */
  public static double mean(double... values) {
    checkAny("mean", values);
    double sum = 0;
    for (double v : values) {
      if (!Double.isFinite(v)) {
        return Double.POSITIVE_INFINITY;
      }
      sum += v;
    }
    return sum / values.length;
  }

  /** Standard error of the mean, from the deviation with n - 1; NaN for a single value and where one is not finite. */
  public static double sem(double... values) {
    double mean = mean(values);
    if (values.length < 2 || Double.isInfinite(mean)) {
      return Double.NaN;
    }
    double squares = 0;
    for (double v : values) {
      squares += (v - mean) * (v - mean);
    }
    return Math.sqrt(squares / (values.length - 1)) / Math.sqrt(values.length);
  }

  /** The middle value, or the mean of the middle two; infinite once half of the values or more are not finite. */
  public static double median(double... values) {
    return quantiles(values, 0.5)[0];
  }

  /**
   * The values below which the given shares of the sample lie.
   *
   * @param shares each in 0 … 1
   * @throws IllegalArgumentException for no values, or a share outside 0 … 1
   */
  public static double[] quantiles(double[] values, double... shares) {
    checkAny("quantiles", values);
    double[] sorted = values.clone();
    for (int i = 0; i < sorted.length; i++) {
      sorted[i] = Double.isFinite(sorted[i]) ? sorted[i] : Double.POSITIVE_INFINITY;
    }
    Arrays.sort(sorted);
    return Arrays.stream(shares).map(share -> quantile(sorted, share)).toArray();
  }

  /**
   * Mean of values[i] - reference[i] with its standard error: both ran on the same tasks, so their common luck cancels.
   *
   * <p>With diverged tasks the mean is plus infinity where only the values have some, minus infinity where only the reference has some,
   * NaN where both have; the error is then NaN.
   *
   * @throws IllegalArgumentException where the two are not of one length
   */
  public static Mean paired(double[] values, double[] reference) {
    if (values.length != reference.length) {
      throw new IllegalArgumentException("paired difference: " + values.length + " tasks and " + reference.length
          + " of the reference; both must have run on the same tasks");
    }
    double difference = mean(values) - mean(reference);
    if (!Double.isFinite(difference)) {
      return new Mean(difference, Double.NaN);
    }
    double[] differences = new double[values.length];
    Arrays.setAll(differences, i -> values[i] - reference[i]);
    return new Mean(mean(differences), sem(differences));
  }

  /** How many of the values are not finite. */
  public static int diverged(double... values) {
    return (int) Arrays.stream(values).filter(v -> !Double.isFinite(v)).count();
  }

  private static double quantile(double[] sorted, double share) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException("quantiles: the share " + share + " is not in 0 … 1");
    }
    double h = (sorted.length - 1) * share;
    int k = (int) Math.floor(h);
    if (h == k || sorted[k] == sorted[k + 1]) {
      return sorted[k];
    }
    return sorted[k] + (h - k) * (sorted[k + 1] - sorted[k]);
  }

  private static void checkAny(String operation, double[] values) {
    if (values.length == 0) {
      throw new IllegalArgumentException(operation + ": no values; give one for each task");
    }
  }
}
