package l2l.engines.blas;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ObjIntConsumer;
import java.util.function.Supplier;
import l2l.api.tensor.Precision;
import l2l.engines.tape.Binary;
import l2l.engines.tape.Dense;
import l2l.engines.tape.Loops;
import l2l.engines.tape.Unary;

/**
 * Loops over floats, written so that the JIT compiler vectorises them. Sums along a last axis are accumulated in double, in eight
 * interleaved partial sums added in order; others in float, in blocks of fixed size. tanh and sigmoid are rational functions, within
 * 3e-7 of the exact value; the others are the JDK's, rounded.
 */
final class Floats implements Loops {
  /** Numbers up to which a call to copy them takes longer than copying them one by one. */
  private static final int SHORT = 12;

  private final Workers workers;
  private final OpenBlas blas;
  private final Products<float[]> products;

  Floats(Workers workers, OpenBlas blas) {
    this.workers = workers;
    this.blas = blas;
    this.products = new Products<>(blas, workers, new FloatProduct(), (n, home) -> new FloatPanel(n, blas, home));
  }

  @Override
  public Precision precision() {
    return Precision.FLOAT;
  }

  @Override
  public Object array(int n) {
    return new float[n];
  }

  @Override
  public Object array(double[] values) {
    float[] f = new float[values.length];
    for (int i = 0; i < f.length; i++) {
      f[i] = (float) values[i];
    }
    return f;
  }

  @Override
  public Object array(float[] values) {
    return values.clone();
  }

  @Override
  public void copy(float[] from, int index, Object to, int at, int n) {
    System.arraycopy(from, index, to, at, n);
  }

  @Override
  public double[] doubles(Object a, int n) {
    return doubles(a, 0, n);
  }

  @Override
  public double[] doubles(Object a, int from, int n) {
    float[] f = (float[]) a;
    double[] d = new double[n];
    for (int i = 0; i < n; i++) {
      d[i] = f[from + i];
    }
    return d;
  }

  @Override
  public void fill(Object a, int from, int n, double value) {
    Arrays.fill((float[]) a, from, from + n, (float) value);
  }

  @Override
  public void repeat(Object from, Object to, int outer, int times) {
    float[] a = (float[]) from;
    float[] y = (float[]) to;
    for (int o = 0, k = 0; o < outer; o++) {
      float v = a[o];
      for (int end = k + times; k < end; k++) {
        y[k] = v;
      }
    }
  }

  @Override
  public void unary(Unary operation, Object from, Object to, int n) {
    float[] x = (float[]) from;
    float[] y = (float[]) to;
    workers.chunks(n, (first, end) -> FloatFunctions.apply(operation, x, y, first, end));
  }

  @Override
  public void binary(Binary operation, Object left, Object right, Object out, int from, int to) {
    float[] a = (float[]) left;
    float[] b = (float[]) right;
    float[] y = (float[]) out;
    workers.chunks(to - from, (first, end) -> FloatFunctions.apply(operation, a, b, y, from + first, from + end));
  }

  @Override
  public void choose(Object mask, Object left, Object right, Object to, int n) {
    float[] m = (float[]) mask;
    float[] a = (float[]) left;
    float[] b = (float[]) right;
    float[] y = (float[]) to;
    for (int i = 0; i < n; i++) {
      y[i] = m[i] != 0 ? a[i] : b[i];
    }
  }

  @Override
  public void scaled(Object from, Object by, Object to, int outer, int inner) {
    if (inner == 1) {
      FloatFunctions.apply(Binary.TIMES, (float[]) from, (float[]) by, (float[]) to, 0, outer);
    } else {
      Loops.super.scaled(from, by, to, outer, inner);
    }
  }

  @Override
  public void rows(Object from, Object by, Object to, int length, int first, int n) {
    float[] a = (float[]) from;
    float[] s = (float[]) by;
    float[] y = (float[]) to;
    for (int k = 0, row = first / length; k < n; row++) {
      float f = s[row];
      for (int end = Math.min(n, (row + 1) * length - first); k < end; k++) {
        y[k] = a[k] * f;
      }
    }
  }

  @Override
  public void plusRows(Object from, Object scaled, Object by, Object to, int length, int first, int n) {
    float[] a = (float[]) from;
    float[] b = (float[]) scaled;
    float[] s = (float[]) by;
    float[] y = (float[]) to;
    for (int k = 0, row = first / length; k < n; row++) {
      float f = s[row];
      for (int end = Math.min(n, (row + 1) * length - first); k < end; k++) {
        y[k] = a[k] + b[k] * f;
      }
    }
  }

  @Override
  public void add(Object from, int fromIndex, Object to, int toIndex, int n) {
    FloatReductions.add((float[]) from, fromIndex, (float[]) to, toIndex, n);
  }

  @Override
  public void copyRuns(Object from, int index, int fromStride, Object to, int at, int toStride, int runs, int n) {
    float[] a = (float[]) from;
    float[] y = (float[]) to;
    for (int r = 0; r < runs; r++) {
      if (n > SHORT) {
        System.arraycopy(a, index + r * fromStride, y, at + r * toStride, n);
      } else {
        for (int i = index + r * fromStride, k = at + r * toStride, end = i + n; i < end; i++, k++) {
          y[k] = a[i];
        }
      }
    }
  }

  @Override
  public void addRuns(Object from, int index, int fromStride, Object to, int at, int toStride, int runs, int n) {
    float[] a = (float[]) from;
    float[] y = (float[]) to;
    for (int r = 0; r < runs; r++) {
      FloatReductions.add(a, index + r * fromStride, y, at + r * toStride, n);
    }
  }

  @Override
  public void sumRows(Object from, Object to, int outer, int inner) {
    float[] a = (float[]) from;
    float[] y = (float[]) to;
    for (int o = 0; o < outer; o++) {
      y[o] = (float) FloatReductions.sum(a, o * inner, inner);
    }
  }

  @Override
  public void dots(Object left, Object right, Object to, int outer, int inner) {
    float[] a = (float[]) left;
    float[] b = (float[]) right;
    float[] y = (float[]) to;
    for (int o = 0; o < outer; o++) {
      y[o] = (float) FloatReductions.dot(a, b, o * inner, inner);
    }
  }

  @Override
  public void sumMiddle(Object from, Object to, int outer, int times, int inner) {
    FloatReductions.sumMiddle((float[]) from, (float[]) to, outer, times, inner);
  }

  @Override
  public void gather(Object from, int[] index, Object to) {
    float[] a = (float[]) from;
    float[] y = (float[]) to;
    workers.chunks(index.length, (first, end) -> {
      for (int i = first; i < end; i++) {
        y[i] = a[index[i]];
      }
    });
  }

  @Override
  public void scatter(Object from, int[] index, Object to) {
    float[] a = (float[]) from;
    float[] y = (float[]) to;
    for (int i = 0; i < index.length; i++) {
      y[index[i]] += a[i];
    }
  }

  @Override
  public void logSumExp(Object from, Object to, int outer, int inner) {
    FloatReductions.logSumExp((float[]) from, (float[]) to, outer, inner);
  }

  @Override
  public int[] argmax(Object from, int outer, int inner) {
    return FloatReductions.argmax((float[]) from, outer, inner);
  }

  @Override
  public int[] argmaxMiddle(Object from, int outer, int times, int inner) {
    return FloatReductions.argmaxMiddle((float[]) from, outer, times, inner);
  }

  @Override
  public void matmul(Dense a, boolean transposeA, Dense b, boolean transposeB, Dense out) {
    int[] s = out.shape();
    int r = s.length;
    int k = a.shape()[r - (transposeA ? 2 : 1)];
    products.matmul(operand(a), transposeA, operand(b), transposeB, out.floats(), r == 3 ? s[0] : 1, s[r - 2], s[r - 1], k);
  }

  private static Products.Operand<float[]> operand(Dense d) {
    return new Products.Operand<>(d.floats(), d.mirror().filter(FloatPanel.class::isInstance).map(FloatPanel.class::cast));
  }

  @Override
  public <S> void parallel(int tasks, Supplier<S> scratch, ObjIntConsumer<S> body) {
    workers.parallel(tasks, scratch, body);
  }

  @Override
  public boolean crosses() {
    return blas.ready();
  }

  @Override
  public Panel panel(int n) {
    return blas.ready() ? products.panel(n) : Loops.super.panel(n);
  }

  @Override
  public void gemm(Gemm shape, Panel a, int fromA, Panel b, int fromB, Panel c, int fromC) {
    if (c instanceof FloatPanel to) {
      to.multiply(shape, (FloatPanel) a, fromA, (FloatPanel) b, fromB, fromC);
    } else {
      Loops.super.gemm(shape, a, fromA, b, fromB, c, fromC);
    }
  }

  @Override
  public void gemm(Gemm shape, float[] a, int fromA, float[] b, int fromB, float[] c, int fromC) {
    products.gemm(shape, a, fromA, b, fromB, c, fromC);
  }

  @Override
  public void gemm(Gemm shape, double[] a, int fromA, double[] b, int fromB, double[] c, int fromC) {
    throw new IllegalStateException("gemm: this engine computes in float; ask Kernel.precision first");
  }

  @Override
  public Map<String, String> facts() {
    return facts(Precision.FLOAT, blas);
  }

  static Map<String, String> facts(Precision precision, OpenBlas blas) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("engine", "nd4j");
    facts.put("precision", precision.name().toLowerCase(java.util.Locale.ROOT));
    facts.put("gemm", blas.kernel());
    facts.put("nd4j", OpenBlas.nd4j());
    return facts;
  }
}
