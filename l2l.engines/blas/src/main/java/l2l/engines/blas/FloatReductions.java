package l2l.engines.blas;

import java.util.Arrays;

/** Sums, logarithms of sums and greatest numbers of floats, in an order that depends on lengths alone. */
final class FloatReductions {

  /** Numbers that are added side by side, so that short rows make long loops. */
  private static final int WIDE = 256;

  /** Rows that are added in float before their sum is added to the total. */
  private static final int BLOCK = 64;

  private FloatReductions() {}

  /** The sum of n numbers: eight interleaved partial sums in double, added in order. */
  static double sum(float[] a, int from, int n) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    double s4 = 0;
    double s5 = 0;
    double s6 = 0;
    double s7 = 0;
    int end = from + n;
    int i = from;
    for (; i + 7 < end; i += 8) {
      s0 += a[i];
      s1 += a[i + 1];
      s2 += a[i + 2];
      s3 += a[i + 3];
      s4 += a[i + 4];
      s5 += a[i + 5];
      s6 += a[i + 6];
      s7 += a[i + 7];
    }
    for (; i < end; i++) {
      s0 += a[i];
    }
    return ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7));
  }

  /** The sum of n products, each rounded, in the order of {@link #sum}. */
  static double dot(float[] a, float[] b, int from, int n) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    double s4 = 0;
    double s5 = 0;
    double s6 = 0;
    double s7 = 0;
    int end = from + n;
    int i = from;
    for (; i + 7 < end; i += 8) {
      s0 += a[i] * b[i];
      s1 += a[i + 1] * b[i + 1];
      s2 += a[i + 2] * b[i + 2];
      s3 += a[i + 3] * b[i + 3];
      s4 += a[i + 4] * b[i + 4];
      s5 += a[i + 5] * b[i + 5];
      s6 += a[i + 6] * b[i + 6];
      s7 += a[i + 7] * b[i + 7];
    }
    for (; i < end; i++) {
      s0 += a[i] * b[i];
    }
    return ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7));
  }

  /**
   * out[o, i] = sum of a[o, t, i] over t: several rows side by side, in blocks of so many, block after block; then what stood side by
   * side, then the rest. In float, for every sum is one of few sums of few.
   */
  static void sumMiddle(float[] a, float[] out, int outer, int times, int inner) {
    int beside = Math.min(Math.max(1, WIDE / Math.max(1, inner)), Math.max(1, times / 4));
    int wide = beside * inner;
    int rows = times / beside;
    float[] block = new float[wide];
    float[] total = new float[wide];
    for (int o = 0; o < outer; o++) {
      int base = o * times * inner;
      Arrays.fill(total, 0);
      for (int first = 0; first < rows; first += BLOCK) {
        Arrays.fill(block, 0);
        for (int r = first; r < Math.min(rows, first + BLOCK); r++) {
          add(a, base + r * wide, block, 0, wide);
        }
        add(block, 0, total, 0, wide);
      }
      System.arraycopy(total, 0, out, o * inner, inner);
      for (int b = 1; b < beside; b++) {
        add(total, b * inner, out, o * inner, inner);
      }
      for (int t = rows * beside; t < times; t++) {
        add(a, base + t * inner, out, o * inner, inner);
      }
    }
  }

  /** to[at + i] += from[index + i]. */
  static void add(float[] from, int index, float[] to, int at, int n) {
    for (int i = 0; i < n; i++) {
      to[at + i] += from[index + i];
    }
  }

  static void logSumExp(float[] a, float[] out, int outer, int inner) {
    for (int o = 0; o < outer; o++) {
      float greatest = Float.NEGATIVE_INFINITY;
      for (int i = 0; i < inner; i++) {
        greatest = Math.max(greatest, a[o * inner + i]);
      }
      double sum = 0;
      for (int i = 0; i < inner && !Float.isInfinite(greatest); i++) {
        sum += Math.exp(a[o * inner + i] - greatest);
      }
      out[o] = Float.isInfinite(greatest) ? greatest : (float) (greatest + Math.log(sum));
    }
  }

  static int[] argmax(float[] a, int outer, int inner) {
    int[] index = new int[outer];
    for (int o = 0; o < outer; o++) {
      int best = o * inner;
      for (int k = best; k < (o + 1) * inner && !Float.isNaN(a[best]); k++) {
        best = a[k] > a[best] || Float.isNaN(a[k]) ? k : best;
      }
      index[o] = best - o * inner;
    }
    return index;
  }

  static int[] argmaxMiddle(float[] a, int outer, int times, int inner) {
    int[] index = new int[outer * inner];
    int[] best = new int[inner];
    for (int o = 0; o < outer; o++) {
      for (int i = 0; i < inner; i++) {
        best[i] = rank(a[o * times * inner + i]);
      }
      for (int t = 1; t < times; t++) {
        greater(a, (o * times + t) * inner, best, index, o * inner, t);
      }
    }
    return index;
  }

  /** Without branches: which one is greater cannot be predicted. */
  private static void greater(float[] a, int from, int[] best, int[] index, int at, int t) {
    for (int i = 0; i < best.length; i++) {
      int v = rank(a[from + i]);
      int greater = (int) ((best[i] - (long) v) >>> 63);
      best[i] = Math.max(best[i], v);
      index[at + i] += (t - index[at + i]) * greater;
    }
  }

  /** A number of the same order: equal for 0 and -0, greatest for NaN. */
  private static int rank(float v) {
    int bits = Float.floatToIntBits(v + 0f);
    return bits ^ (bits >> 31 & 0x7fffffff);
  }
}
