package l2l.engines.tape;

import l2l.api.tensor.Tensor;

/** An operation on tensors: its value, and its derivative in both directions, written in tensors so that it can be differentiated again. */
interface Operation {

  /** The value, or IllegalArgumentException where shapes do not fit. */
  Tensor forward(Room room, Dense... in);

  /** Whether pullbacks read the numbers of inputs or output. */
  default boolean reads() {
    return true;
  }

  /** The adjoint of input {@code wanted}, given that of the output; null where it is 0. */
  Tensor pullback(int wanted, Tensor[] in, Tensor out, Tensor d);

  /** The adjoints of all inputs of plain numbers, where one pass over memory gives them together; null where it does not. */
  default Tensor[] pullbacks(Dense[] in, Dense d) {
    return null;
  }

  /** The derivative of the output along the inputs' tangents (null: 0); null where it is 0. */
  Tensor tangent(Tensor[] in, Tensor out, Tensor[] tangents);
}
