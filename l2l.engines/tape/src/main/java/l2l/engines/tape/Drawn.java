package l2l.engines.tape;

import java.lang.invoke.VarHandle;
import java.util.function.IntConsumer;
import l2l.api.tensor.Kernel;

/**
 * Rows of an array of examples, copied once somebody asks for them: onto the heap, or straight to where matrices are multiplied. An
 * unroll that does only that with a minibatch never has it on the heap.
 *
 * @param values not to be changed
 * @param width numbers of a row
 * @param index which rows
 */
record Drawn(float[] values, int width, int[] index) {

  /** Numbers that a thread copies at least: rows lie far apart, and what is copied waits for memory. */
  private static final int PIECE = 1 << 13;

  /** The rows in an array of the heap. */
  Object array(Loops loops) {
    Object rows = loops.array(index.length * width);
    each(loops, i -> loops.copy(values, index[i] * width, rows, i * width, width));
    VarHandle.releaseFence();
    return rows;
  }

  /** The rows, of floats, where matrices are multiplied. */
  Kernel.Panel panel(Kernel kernel) {
    Kernel.Panel rows = kernel.panel(index.length * width);
    each(kernel, i -> rows.put(i * width, values, index[i] * width, width));
    return rows;
  }

  private void each(Kernel kernel, IntConsumer row) {
    int rows = Math.max(1, PIECE / Math.max(1, width));
    kernel.parallel((index.length + rows - 1) / rows, () -> row, (copy, piece) -> {
      for (int i = piece * rows; i < Math.min(index.length, (piece + 1) * rows); i++) {
        copy.accept(i);
      }
    });
  }
}
