package l2l.optimizers.lstm;

/**
 * Loops over rows of floats. A compiler makes vector instructions of those whose arrays all begin at index 0; copying a row there and
 * back takes less than a third of what it saves.
 */
final class Rows {

  private Rows() {}

  /** to += a, of n numbers. */
  static void add(float[] a, float[] to, int n) {
    for (int i = 0; i < n; i++) {
      to[i] += a[i];
    }
  }

  /** to += f a, of n numbers. */
  static void addTimes(float f, float[] a, float[] to, int n) {
    for (int i = 0; i < n; i++) {
      to[i] = Math.fma(f, a[i], to[i]);
    }
  }

  /** to += a a, of n numbers. */
  static void addSquares(float[] a, float[] to, int n) {
    for (int i = 0; i < n; i++) {
      to[i] = Math.fma(a[i], a[i], to[i]);
    }
  }

  /** Whether none of n numbers exceeds the limit, or is NaN. */
  static boolean within(float[] a, double limit, int n) {
    for (int i = 0; i < n; i++) {
      if (!(a[i] <= limit)) {
        return false;
      }
    }
    return true;
  }

  /** to = f a, of n numbers. */
  static void times(float f, float[] a, float[] to, int n) {
    for (int i = 0; i < n; i++) {
      to[i] = f * a[i];
    }
  }

  /** The sum of a b, a from {@code from}, of n numbers: in eight sums, which a processor adds side by side. */
  static float dot(float[] a, int from, float[] b, int n) {
    float s0 = 0, s1 = 0, s2 = 0, s3 = 0, s4 = 0, s5 = 0, s6 = 0, s7 = 0;
    int i = 0;
    for (; i + 7 < n; i += 8) {
      s0 += a[from + i] * b[i];
      s1 += a[from + i + 1] * b[i + 1];
      s2 += a[from + i + 2] * b[i + 2];
      s3 += a[from + i + 3] * b[i + 3];
      s4 += a[from + i + 4] * b[i + 4];
      s5 += a[from + i + 5] * b[i + 5];
      s6 += a[from + i + 6] * b[i + 6];
      s7 += a[from + i + 7] * b[i + 7];
    }
    for (; i < n; i++) {
      s0 += a[from + i] * b[i];
    }
    return ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7));
  }
}
