package l2l.engines.tape;

import java.lang.invoke.VarHandle;
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

  /** The rows in an array of the heap. */
  Object array(Loops loops) {
    Object rows = loops.array(index.length * width);
    for (int i = 0; i < index.length; i++) {
      loops.copy(values, index[i] * width, rows, i * width, width);
    }
    VarHandle.releaseFence();
    return rows;
  }

  /** The rows, of floats, where matrices are multiplied. */
  Kernel.Panel panel(Kernel kernel) {
    Kernel.Panel rows = kernel.panel(index.length * width);
    for (int i = 0; i < index.length; i++) {
      rows.put(i * width, values, index[i] * width, width);
    }
    return rows;
  }
}
