package l2l.api.tensor;

import java.util.function.ObjIntConsumer;
import java.util.function.Supplier;
import org.osgi.annotation.versioning.ProviderType;

/** What an engine lends a {@link Primitive}: its matrix product and its threads. */
@ProviderType
public interface Kernel {

  Precision precision();

  /**
   * Does body(scratch, i) for i = 0 … tasks - 1, each once, on the engine's threads. Which thread does which task is open; results
   * must not depend on it: a task writes only its own range, and partial sums are kept per task and added in order afterwards.
   *
   * @param scratch makes a worker's own memory, once for each worker of a call that does any; one that is {@link AutoCloseable} is closed behind the
   *     worker's last task
   */
  <S> void parallel(int tasks, Supplier<S> scratch, ObjIntConsumer<S> body);

  /** C = A B, or C += A B, as {@code shape} says; each array from its offset. */
  void gemm(Gemm shape, float[] a, int fromA, float[] b, int fromB, float[] c, int fromC);

  /** C = A B, or C += A B, as {@code shape} says; each array from its offset. */
  void gemm(Gemm shape, double[] a, int fromA, double[] b, int fromB, double[] c, int fromC);

  /**
   * Room for n numbers in the memory in which this engine multiplies matrices: an operand of several products crosses over once. Holds
   * anything at first. Belongs to one worker, whose scratch makes it and closes it.
   */
  default Panel panel(int n) {
    return new HeapPanel(precision(), n);
  }

  /**
   * An input's numbers in that memory, to be read only. They cross over once, however often they are asked for while a derivative that
   * knows the input is under way; the engine gives the room back. Not for several threads at once: ask before {@link #parallel}.
   */
  default Panel panel(Buffer in) {
    Panel panel = panel(in.size());
    if (precision() == Precision.FLOAT) {
      panel.put(0, in.floats(), 0, in.size());
    } else {
      panel.put(0, in.doubles(), 0, in.size());
    }
    return panel;
  }

  /** C = A B, or C += A B, as {@code shape} says; of panels of this kernel, each from its offset. */
  default void gemm(Gemm shape, Panel a, int fromA, Panel b, int fromB, Panel c, int fromC) {
    HeapPanel.gemm(this, shape, a, fromA, b, fromB, c, fromC);
  }

  /** Numbers in an engine's own memory. Arrays of the other precision are refused with {@link IllegalStateException}. */
  @ProviderType
  interface Panel extends AutoCloseable {

    /** this[at + i] = from[index + i], 0 ≤ i &lt; n. */
    void put(int at, float[] from, int index, int n);

    /** this[at + i] = from[index + i], 0 ≤ i &lt; n. */
    void put(int at, double[] from, int index, int n);

    /** to[index + i] = this[at + i], 0 ≤ i &lt; n. */
    void get(int at, float[] to, int index, int n);

    /** to[index + i] = this[at + i], 0 ≤ i &lt; n. */
    void get(int at, double[] to, int index, int n);

    /** Gives the room back to the engine. */
    @Override
    void close();
  }

  /**
   * The shape of a matrix product C [m, n] = A [m, k] B [k, n] of row-major arrays.
   *
   * @param transposeA A is stored as [k, m]
   * @param transposeB B is stored as [n, k]
   * @param strideA distance between two stored rows of A, in numbers
   * @param add the product is added to C instead of replacing it
   */
  record Gemm(boolean transposeA, boolean transposeB, int m, int n, int k, int strideA, int strideB, int strideC, boolean add) {}
}
