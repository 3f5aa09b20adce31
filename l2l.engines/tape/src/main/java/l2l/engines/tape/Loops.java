package l2l.engines.tape;

import java.util.Map;
import java.util.function.ObjIntConsumer;
import java.util.function.Supplier;
import l2l.api.tensor.Buffer;
import l2l.api.tensor.Kernel;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * The loops over raw numbers that differ by precision; an engine is {@link TapeEngine} over one of these. Arrays are float[] or double[],
 * as {@link Kernel#precision} says, row-major; all shape arithmetic has been done by the caller.
 */
@ConsumerType
public interface Loops extends Kernel {

  @Override
  default Panel panel(Buffer in) {
    return in instanceof Mirrored m ? m.panel(this) : Kernel.super.panel(in);
  }

  /** Whether numbers cross over to another memory for a product of matrices. */
  default boolean crosses() {
    return false;
  }

  /** A fresh array of n zeros. */
  Object array(int n);

  /** A fresh array of these numbers, rounded. */
  Object array(double[] values);

  /** A fresh array of these numbers. */
  Object array(float[] values);

  /** to[at + i] = from[index + i], i &lt; n. */
  void copy(float[] from, int index, Object to, int at, int n);

  /** The first n numbers as doubles; a fresh array. */
  double[] doubles(Object a, int n);

  /** Numbers from to from + n - 1 as doubles; a fresh array. */
  double[] doubles(Object a, int from, int n);

  void fill(Object a, int from, int n, double value);

  /** out[o, i] = a[o]. */
  void repeat(Object a, Object out, int outer, int times);

  /** out[i] = operation(a[i]). */
  void unary(Unary operation, Object a, Object out, int n);

  /** out[i] = a[i] operation b[i], from &lt;= i &lt; to; out may be a or b. */
  void binary(Binary operation, Object a, Object b, Object out, int from, int to);

  /** out[i] = mask[i] != 0 ? a[i] : b[i]. */
  void choose(Object mask, Object a, Object b, Object out, int n);

  /** out[o, i] = a[o, i] * by[o]. */
  default void scaled(Object a, Object by, Object out, int outer, int inner) {
    rows(a, by, out, Math.max(1, inner), 0, outer * inner);
  }

  /** out[i] = a[i] * by[(first + i) / length], i &lt; n. */
  void rows(Object a, Object by, Object out, int length, int first, int n);

  /** out[i] = a[i] + b[i] * by[(first + i) / length], i &lt; n, both roundings done; out may be a or b. */
  void plusRows(Object a, Object b, Object by, Object out, int length, int first, int n);

  /** to[toFrom + i] += a[from + i]. */
  void add(Object a, int from, Object to, int toFrom, int n);

  /** to[at + r toStride + i] = from[index + r fromStride + i], r &lt; runs, i &lt; n. */
  default void copyRuns(Object from, int index, int fromStride, Object to, int at, int toStride, int runs, int n) {
    for (int r = 0; r < runs; r++) {
      System.arraycopy(from, index + r * fromStride, to, at + r * toStride, n);
    }
  }

  /** to[at + r toStride + i] += from[index + r fromStride + i], r &lt; runs, i &lt; n, run by run. */
  default void addRuns(Object from, int index, int fromStride, Object to, int at, int toStride, int runs, int n) {
    for (int r = 0; r < runs; r++) {
      add(from, index + r * fromStride, to, at + r * toStride, n);
    }
  }

  /** out[o] = sum of a[o, i] over i, in a fixed order. */
  void sumRows(Object a, Object out, int outer, int inner);

  /** What {@link #scaled} makes of a and {@link #dots} of a and b. */
  default void scaledAndDots(Object a, Object by, Object b, Object scaled, Object dots, int outer, int inner) {
    scaled(a, by, scaled, outer, inner);
    dots(a, b, dots, outer, inner);
  }

  /** out[o] = sum of a[o, i] b[o, i] over i, in the order of {@link #sumRows}. */
  void dots(Object a, Object b, Object out, int outer, int inner);

  /** out[o, i] = sum of a[o, t, i] over t, in a fixed order. */
  void sumMiddle(Object a, Object out, int outer, int times, int inner);

  /** out[i] = a[index[i]]. */
  void gather(Object a, int[] index, Object out);

  /** to[index[i]] += a[i], in order. */
  void scatter(Object a, int[] index, Object to);

  /** out[o] = log of the sum of e^a[o, i] over i, shifted by the greatest. */
  void logSumExp(Object a, Object out, int outer, int inner);

  /** For every o the i of the greatest a[o, i]: the first of equals, the first NaN if there is one. */
  int[] argmax(Object a, int outer, int inner);

  /** For every o and i, row by row, the t of the greatest a[o, t, i]: the first of equals, the first NaN if there is one. */
  int[] argmaxMiddle(Object a, int outer, int times, int inner);

  /** out = op(a) op(b), of [m, k] and [k, n] after transposing; or of b such pairs. */
  void matmul(Dense a, boolean transposeA, Dense b, boolean transposeB, Dense out);

  /** Does tasks [from, to) of a {@link #parallel} on this thread: makes its scratch, unless there are none, and closes it behind them. */
  static <S> void range(int from, int to, Supplier<S> scratch, ObjIntConsumer<S> body) {
    if (from >= to) {
      return;
    }
    S own = scratch.get();
    try {
      for (int i = from; i < to; i++) {
        body.accept(own, i);
      }
    } finally {
      close(own);
    }
  }

  private static void close(Object scratch) {
    if (scratch instanceof AutoCloseable c) {
      try {
        c.close();
      } catch (RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IllegalStateException("parallel: a worker's scratch does not close", e);
      }
    }
  }

  /** What decides the bits, for the record; see {@link l2l.api.tensor.Engine#facts}. */
  Map<String, String> facts();
}
