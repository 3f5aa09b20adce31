package l2l.optimizees.cnn;

import java.util.Arrays;

/**
 * Elementwise loops over rows of floats, each in an array of its own from index 0 and without branches: only so does the JIT compiler
 * vectorise them, several times faster than at an offset. What belongs to a channel (mean, factor, …) is repeated to the length of a row.
 */
final class Rows {
  /** Any positive number times this twice is at least 1. */
  private static final float HUGE = 0x1p100f;

  private Rows() {}

  /** to[i] += from[i]. */
  static void add(float[] from, float[] to, int n) {
    for (int i = 0; i < n; i++) {
      to[i] += from[i];
    }
  }

  /** sum[i] += (y[i] - mean[i])^2. */
  static void addSquares(float[] y, float[] mean, float[] sum, int n) {
    for (int i = 0; i < n; i++) {
      float d = y[i] - mean[i];
      sum[i] = Math.fma(d, d, sum[i]);
    }
  }

  /** a[i] = max(a[i], b[i]). */
  static void greater(float[] a, float[] b, int n) {
    for (int i = 0; i < n; i++) {
      a[i] = Math.max(a[i], b[i]);
    }
  }

  /** p[i] = relu((p[i] - mean[i]) factor[i] + shift[i]). */
  static void activate(float[] p, Affine by, int n) {
    float[] mean = by.mean(), factor = by.factor(), shift = by.shift();
    for (int i = 0; i < n; i++) {
      p[i] = Math.max(0f, Math.fma(p[i] - mean[i], factor[i], shift[i]));
    }
  }

  /** p[i] -= mean[i], and d[i] = 0 where relu(p[i] factor[i] + shift[i]) then is 0. */
  static void mask(float[] p, Affine by, float[] d, int n) {
    float[] mean = by.mean(), factor = by.factor(), shift = by.shift();
    for (int i = 0; i < n; i++) {
      p[i] -= mean[i];
    }
    for (int i = 0; i < n; i++) {
      d[i] *= Math.min(1f, Math.max(0f, Math.fma(p[i], factor[i], shift[i])) * HUGE * HUGE);
    }
  }

  /** sum[i] += a[i] b[i]. */
  static void addProducts(float[] a, float[] b, float[] sum, int n) {
    for (int i = 0; i < n; i++) {
      sum[i] = Math.fma(a[i], b[i], sum[i]);
    }
  }

  /**
   * Where y[i] is the greatest, p[i], what rest[i] holds goes there and leaves 0: y[i] = factor[i] rest[i] + slope[i] (y[i] - mean[i])
   * + level[i]. Elsewhere the same with 0 for rest[i], which stays. So of equals the first gets it.
   *
   * @param here room for n numbers
   */
  static void unpool(float[] y, float[] p, float[] rest, float[] here, Slopes by, int n) {
    float[] factor = by.factor();
    for (int i = 0; i < n; i++) {
      here[i] = rest[i] * Math.max(0f, 1f - (p[i] - y[i]) * HUGE * HUGE);
    }
    for (int i = 0; i < n; i++) {
      rest[i] -= here[i];
    }
    slope(y, by, n);
    for (int i = 0; i < n; i++) {
      y[i] = Math.fma(factor[i], here[i], y[i]);
    }
  }

  /** y[i] = slope[i] (y[i] - mean[i]) + level[i]. */
  static void slope(float[] y, Slopes by, int n) {
    float[] mean = by.mean(), slope = by.slope(), level = by.level();
    for (int i = 0; i < n; i++) {
      y[i] = Math.fma(slope[i], y[i] - mean[i], level[i]);
    }
  }

  /** What stands for a channel, in rows of so many numbers. */
  static float[] repeated(float[] channels, int n) {
    float[] row = Arrays.copyOf(channels, n);
    for (int done = channels.length; done < n; done *= 2) {
      System.arraycopy(row, 0, row, done, Math.min(done, n - done));
    }
    return row;
  }

  /** The sums of a row's numbers by channel. */
  static double[] byChannel(float[] row, int n, int channels) {
    double[] sums = new double[channels];
    for (int i = 0; i < n; i += channels) {
      for (int c = 0; c < channels; c++) {
        sums[c] += row[i + c];
      }
    }
    return sums;
  }

  /** Of each channel, in rows: what normalises it. */
  record Affine(float[] mean, float[] factor, float[] shift) {}

  /** Of each channel, in rows: what its convolution's adjoint is made of. */
  record Slopes(float[] mean, float[] factor, float[] slope, float[] level) {}
}
