package l2l.runner.loop;

import java.util.Arrays;

/**
 * What trainings came to.
 *
 * @param losses f(x_t), [task][t = 0 … horizon]
 * @param verdicts what each task is judged by, [task]
 * @param accuracies at the last point on the judging examples, [task], or empty where the optimizee knows none
 */
public record Curves(double[][] losses, double[] verdicts, double[] accuracies) {

  /** Of no tasks. */
  static final Curves NONE = new Curves(new double[0][], new double[0], new double[0]);

  /** These tasks and those. */
  Curves and(Curves that) {
    double[][] all = Arrays.copyOf(losses, losses.length + that.losses.length);
    System.arraycopy(that.losses, 0, all, losses.length, that.losses.length);
    return new Curves(all, joined(verdicts, that.verdicts), joined(accuracies, that.accuracies));
  }

  private static double[] joined(double[] a, double[] b) {
    double[] all = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, all, a.length, b.length);
    return all;
  }

  /** How many tasks there are. */
  public int tasks() {
    return verdicts.length;
  }

  /** Tasks whose verdict, or a loss on the way, is not finite. */
  public int diverged() {
    int n = 0;
    for (int i = 0; i < verdicts.length; i++) {
      boolean finite = Double.isFinite(verdicts[i]);
      for (double f : losses[i]) {
        finite &= Double.isFinite(f);
      }
      n += finite ? 0 : 1;
    }
    return n;
  }

  /** The mean verdict; infinite if any task diverged, never trimmed. */
  public double mean() {
    if (diverged() > 0) {
      return Double.POSITIVE_INFINITY;
    }
    double sum = 0;
    for (double v : verdicts) {
      sum += v;
    }
    return sum / verdicts.length;
  }
}
