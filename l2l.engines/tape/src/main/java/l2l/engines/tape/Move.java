package l2l.engines.tape;

import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import l2l.api.tensor.Tensor;

/**
 * A linear operation of one tensor: numbers moved, repeated or summed.
 *
 * @param value of plain numbers
 * @param again the same operation on any tensor: its own tangent
 * @param adjoint the transposed operation
 */
record Move(BiFunction<Room, Dense, Dense> value, UnaryOperator<Tensor> again, UnaryOperator<Tensor> adjoint) implements Operation {

  @Override
  public Tensor forward(Room room, Dense... in) {
    return value.apply(room, in[0]);
  }

  @Override
  public boolean reads() {
    return false;
  }

  @Override
  public Tensor pullback(int wanted, Tensor[] in, Tensor out, Tensor d) {
    return adjoint.apply(d);
  }

  @Override
  public Tensor tangent(Tensor[] in, Tensor out, Tensor[] tangents) {
    return again.apply(tangents[0]);
  }
}
