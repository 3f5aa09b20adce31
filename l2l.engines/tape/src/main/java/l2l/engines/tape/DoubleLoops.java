package l2l.engines.tape;

import java.util.Map;
import java.util.function.ObjIntConsumer;
import java.util.function.Supplier;
import l2l.api.tensor.Precision;

/** The reference: plain loops in double, one thread, the JDK's own accurate functions. */
public class DoubleLoops implements Loops {

  /** Numbers of a row up to which it is summed by itself: additions wait for one another, but the next row's begin meanwhile. */
  private static final int SHORT = 64;

  @Override
  public Precision precision() {
    return Precision.DOUBLE;
  }

  @Override
  public Object array(int n) {
    return new double[n];
  }

  @Override
  public Object array(double[] values) {
    return values.clone();
  }

  @Override
  public Object array(float[] values) {
    double[] d = new double[values.length];
    for (int i = 0; i < d.length; i++) {
      d[i] = values[i];
    }
    return d;
  }

  @Override
  public void copy(float[] from, int index, Object to, int at, int n) {
    double[] numbers = (double[]) to;
    for (int i = 0; i < n; i++) {
      numbers[at + i] = from[index + i];
    }
  }

  @Override
  public double[] doubles(Object a, int n) {
    return java.util.Arrays.copyOf((double[]) a, n);
  }

  @Override
  public double[] doubles(Object a, int from, int n) {
    return java.util.Arrays.copyOfRange((double[]) a, from, from + n);
  }

  @Override
  public void fill(Object a, int from, int n, double value) {
    java.util.Arrays.fill((double[]) a, from, from + n, value);
  }

  @Override
  public void repeat(Object from, Object to, int outer, int times) {
    double[] a = (double[]) from;
    double[] y = (double[]) to;
    for (int o = 0, k = 0; o < outer; o++) {
      for (int i = 0; i < times; i++, k++) {
        y[k] = a[o];
      }
    }
  }

  @Override
  public void unary(Unary operation, Object from, Object to, int n) {
    double[] x = (double[]) from;
    double[] y = (double[]) to;
    double a = operation.a();
    double b = operation.b();
    switch (operation.kind()) {
      case PLUS -> { for (int i = 0; i < n; i++) y[i] = x[i] + a; }
      case TIMES -> { for (int i = 0; i < n; i++) y[i] = x[i] * a; }
      case POWER -> { for (int i = 0; i < n; i++) y[i] = Math.pow(x[i], a); }
      case CLIP -> { for (int i = 0; i < n; i++) y[i] = Math.min(Math.max(x[i], a), b); }
      case EXP -> { for (int i = 0; i < n; i++) y[i] = Math.exp(x[i]); }
      case LOG -> { for (int i = 0; i < n; i++) y[i] = Math.log(x[i]); }
      case SQRT, ROOT_OR_ZERO -> { for (int i = 0; i < n; i++) y[i] = Math.sqrt(x[i]); }
      case TANH -> { for (int i = 0; i < n; i++) y[i] = Math.tanh(x[i]); }
      case SIGMOID -> { for (int i = 0; i < n; i++) y[i] = 1 / (1 + Math.exp(-x[i])); }
      case RELU -> { for (int i = 0; i < n; i++) y[i] = Math.max(x[i], 0); }
      case ABS -> { for (int i = 0; i < n; i++) y[i] = Math.abs(x[i]); }
      case SIGN -> { for (int i = 0; i < n; i++) y[i] = Math.signum(x[i]); }
      case POSITIVE -> { for (int i = 0; i < n; i++) y[i] = x[i] > 0 ? 1 : 0; }
    }
  }

  @Override
  public void binary(Binary operation, Object left, Object right, Object out, int from, int to) {
    double[] a = (double[]) left;
    double[] b = (double[]) right;
    double[] y = (double[]) out;
    switch (operation) {
      case PLUS -> { for (int i = from; i < to; i++) y[i] = a[i] + b[i]; }
      case MINUS -> { for (int i = from; i < to; i++) y[i] = a[i] - b[i]; }
      case TIMES -> { for (int i = from; i < to; i++) y[i] = a[i] * b[i]; }
      case OVER -> { for (int i = from; i < to; i++) y[i] = a[i] / b[i]; }
      case TANH_BACK -> { for (int i = from; i < to; i++) y[i] = a[i] * (1 - b[i] * b[i]); }
      case SIGMOID_BACK -> { for (int i = from; i < to; i++) y[i] = a[i] * b[i] * (1 - b[i]); }
      case RELU_BACK -> { for (int i = from; i < to; i++) y[i] = a[i] * (b[i] > 0 ? 1 : 0); }
    }
  }

  @Override
  public void choose(Object mask, Object left, Object right, Object to, int n) {
    double[] m = (double[]) mask;
    double[] a = (double[]) left;
    double[] b = (double[]) right;
    double[] y = (double[]) to;
    for (int i = 0; i < n; i++) {
      y[i] = m[i] != 0 ? a[i] : b[i];
    }
  }

  @Override
  public void rows(Object from, Object by, Object to, int length, int first, int n) {
    double[] a = (double[]) from;
    double[] s = (double[]) by;
    double[] y = (double[]) to;
    for (int k = 0, row = first / length; k < n; row++) {
      double f = s[row];
      for (int end = Math.min(n, (row + 1) * length - first); k < end; k++) {
        y[k] = a[k] * f;
      }
    }
  }

  @Override
  public void plusRows(Object from, Object scaled, Object by, Object to, int length, int first, int n) {
    double[] a = (double[]) from;
    double[] b = (double[]) scaled;
    double[] s = (double[]) by;
    double[] y = (double[]) to;
    for (int k = 0, row = first / length; k < n; row++) {
      double f = s[row];
      for (int end = Math.min(n, (row + 1) * length - first); k < end; k++) {
        y[k] = a[k] + b[k] * f;
      }
    }
  }

  @Override
  public void add(Object from, int fromIndex, Object to, int toIndex, int n) {
    double[] a = (double[]) from;
    double[] y = (double[]) to;
    for (int i = 0; i < n; i++) {
      y[toIndex + i] += a[fromIndex + i];
    }
  }

  @Override
  public void sumRows(Object from, Object to, int outer, int inner) {
    double[] a = (double[]) from;
    double[] y = (double[]) to;
    for (int o = 0, k = 0; o < outer; o++) {
      double sum = 0;
      for (int i = 0; i < inner; i++, k++) {
        sum += a[k];
      }
      y[o] = sum;
    }
  }

  @Override
  public void dots(Object left, Object right, Object to, int outer, int inner) {
    double[] a = (double[]) left;
    double[] b = (double[]) right;
    double[] y = (double[]) to;
    int o = 0;
    // four rows side by side: each sum waits for its own last addition only
    for (; o + 3 < outer; o += 4) {
      four(a, b, y, o, inner);
    }
    for (; o < outer; o++) {
      double sum = 0;
      for (int k = o * inner, end = k + inner; k < end; k++) {
        sum += a[k] * b[k];
      }
      y[o] = sum;
    }
  }

  private static void four(double[] a, double[] b, double[] y, int o, int inner) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    for (int k = o * inner, end = k + inner; k < end; k++) {
      s0 += a[k] * b[k];
      s1 += a[k + inner] * b[k + inner];
      s2 += a[k + 2 * inner] * b[k + 2 * inner];
      s3 += a[k + 3 * inner] * b[k + 3 * inner];
    }
    y[o] = s0;
    y[o + 1] = s1;
    y[o + 2] = s2;
    y[o + 3] = s3;
  }

  @Override
  public void scaledAndDots(Object left, Object by, Object right, Object scaled, Object dots, int outer, int inner) {
    if (inner > SHORT) {
      Loops.super.scaledAndDots(left, by, right, scaled, dots, outer, inner);
      return;
    }
    double[] a = (double[]) left;
    double[] s = (double[]) by;
    double[] b = (double[]) right;
    double[] y = (double[]) scaled;
    double[] sums = (double[]) dots;
    for (int o = 0, k = 0; o < outer; o++) {
      double f = s[o];
      double sum = 0;
      for (int end = k + inner; k < end; k++) {
        y[k] = a[k] * f;
        sum += a[k] * b[k];
      }
      sums[o] = sum;
    }
  }

  @Override
  public void sumMiddle(Object from, Object to, int outer, int times, int inner) {
    double[] a = (double[]) from;
    double[] y = (double[]) to;
    for (int o = 0, k = 0; o < outer; o++) {
      java.util.Arrays.fill(y, o * inner, (o + 1) * inner, 0);
      for (int t = 0; t < times; t++) {
        for (int i = 0; i < inner; i++, k++) {
          y[o * inner + i] += a[k];
        }
      }
    }
  }

  @Override
  public void gather(Object from, int[] index, Object to) {
    double[] a = (double[]) from;
    double[] y = (double[]) to;
    for (int i = 0; i < index.length; i++) {
      y[i] = a[index[i]];
    }
  }

  @Override
  public void scatter(Object from, int[] index, Object to) {
    double[] a = (double[]) from;
    double[] y = (double[]) to;
    for (int i = 0; i < index.length; i++) {
      y[index[i]] += a[i];
    }
  }

  @Override
  public void logSumExp(Object from, Object to, int outer, int inner) {
    double[] a = (double[]) from;
    double[] y = (double[]) to;
    for (int o = 0; o < outer; o++) {
      double greatest = Double.NEGATIVE_INFINITY;
      for (int i = 0; i < inner; i++) {
        greatest = Math.max(greatest, a[o * inner + i]);
      }
      double sum = 0;
      for (int i = 0; i < inner; i++) {
        sum += Math.exp(a[o * inner + i] - greatest);
      }
      y[o] = Double.isInfinite(greatest) ? greatest : greatest + Math.log(sum);
    }
  }

  @Override
  public int[] argmax(Object from, int outer, int inner) {
    double[] a = (double[]) from;
    int[] index = new int[outer];
    for (int o = 0; o < outer; o++) {
      int best = o * inner;
      for (int k = best; k < (o + 1) * inner && !Double.isNaN(a[best]); k++) {
        best = a[k] > a[best] || Double.isNaN(a[k]) ? k : best;
      }
      index[o] = best - o * inner;
    }
    return index;
  }

  @Override
  public int[] argmaxMiddle(Object from, int outer, int times, int inner) {
    double[] a = (double[]) from;
    int[] index = new int[outer * inner];
    for (int k = 0; k < index.length; k++) {
      int base = k / inner * times * inner + k % inner;
      for (int t = 1; t < times && !Double.isNaN(a[base + index[k] * inner]); t++) {
        double best = a[base + index[k] * inner];
        double v = a[base + t * inner];
        index[k] = v > best || Double.isNaN(v) ? t : index[k];
      }
    }
    return index;
  }

  @Override
  public void matmul(Dense a, boolean transposeA, Dense b, boolean transposeB, Dense out) {
    int[] s = out.shapeArray();
    int r = s.length;
    int m = s[r - 2];
    int n = s[r - 1];
    int pairs = r == 3 ? s[0] : 1;
    int k = a.shapeArray()[r - (transposeA ? 2 : 1)];
    var shape = new Gemm(transposeA, transposeB, m, n, k, transposeA ? m : k, transposeB ? k : n, n, false);
    for (int p = 0; p < pairs; p++) {
      gemm(shape, (double[]) a.data(), p * m * k, (double[]) b.data(), p * k * n, (double[]) out.data(), p * m * n);
    }
  }

  @Override
  public <S> void parallel(int tasks, Supplier<S> scratch, ObjIntConsumer<S> body) {
    Loops.range(0, tasks, scratch, body);
  }

  @Override
  public void gemm(Gemm shape, float[] a, int fromA, float[] b, int fromB, float[] c, int fromC) {
    throw new IllegalStateException("gemm: this engine computes in double; ask Kernel.precision first");
  }

  /** Row times row, the inner loop along a row of B where it can; of each number the products are added in order. */
  @Override
  public void gemm(Gemm g, double[] a, int fromA, double[] b, int fromB, double[] c, int fromC) {
    if (g.n() == 1 && !g.transposeA() && (g.transposeB() || g.strideB() == 1)) {
      vector(g, a, fromA, b, fromB, c, fromC);
      return;
    }
    for (int i = 0; i < g.m(); i++) {
      int row = fromC + i * g.strideC();
      if (!g.add()) {
        java.util.Arrays.fill(c, row, row + g.n(), 0);
      }
      for (int l = 0; l < g.k(); l++) {
        double f = a[fromA + (g.transposeA() ? l * g.strideA() + i : i * g.strideA() + l)];
        int from = fromB + (g.transposeB() ? l : l * g.strideB());
        int stride = g.transposeB() ? g.strideB() : 1;
        if (stride == 1) {
          for (int j = 0; j < g.n(); j++) {
            c[row + j] += f * b[from + j];
          }
        } else {
          for (int j = 0; j < g.n(); j++) {
            c[row + j] += f * b[from + j * stride];
          }
        }
      }
    }
  }

  /** Rows times a vector, four side by side: each sum waits for its own last addition only. */
  private static void vector(Gemm g, double[] a, int fromA, double[] b, int fromB, double[] c, int fromC) {
    int down = g.strideC();
    int i = 0;
    for (; i + 3 < g.m(); i += 4) {
      int at = fromC + i * down;
      int r0 = fromA + i * g.strideA();
      int r1 = r0 + g.strideA();
      int r2 = r1 + g.strideA();
      int r3 = r2 + g.strideA();
      double s0 = g.add() ? c[at] : 0;
      double s1 = g.add() ? c[at + down] : 0;
      double s2 = g.add() ? c[at + 2 * down] : 0;
      double s3 = g.add() ? c[at + 3 * down] : 0;
      for (int l = 0; l < g.k(); l++) {
        double f = b[fromB + l];
        s0 += a[r0 + l] * f;
        s1 += a[r1 + l] * f;
        s2 += a[r2 + l] * f;
        s3 += a[r3 + l] * f;
      }
      c[at] = s0;
      c[at + down] = s1;
      c[at + 2 * down] = s2;
      c[at + 3 * down] = s3;
    }
    for (; i < g.m(); i++) {
      double sum = g.add() ? c[fromC + i * down] : 0;
      for (int l = 0; l < g.k(); l++) {
        sum += a[fromA + i * g.strideA() + l] * b[fromB + l];
      }
      c[fromC + i * down] = sum;
    }
  }

  @Override
  public Map<String, String> facts() {
    return Map.of("engine", "java", "precision", "double", "gemm", "plain loops");
  }
}
