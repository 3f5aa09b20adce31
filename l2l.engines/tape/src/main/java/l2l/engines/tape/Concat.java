package l2l.engines.tape;

import java.util.Arrays;
import java.util.List;
import l2l.api.tensor.Shape;
import l2l.api.tensor.Tensor;

/** Tensors one behind the other along an axis. */
record Concat(int axis) implements Operation {

  @Override
  public Tensor forward(Room room, Dense... in) {
    int[] shape = in[0].shape();
    if (axis < 0 || axis >= shape.length) {
      throw new IllegalArgumentException("concat: shape " + Shape.text(shape) + " has no axis " + axis);
    }
    shape[axis] = 0;
    for (Dense d : in) {
      int[] s = d.shape();
      shape[axis] += s.length == shape.length ? s[axis] : 0;
      int[] rest = shape.clone();
      if (s.length == shape.length) {
        rest[axis] = s[axis];
      }
      if (!Arrays.equals(rest, s)) {
        throw new IllegalArgumentException(
            "concat: shapes " + Shape.text(in[0].shape()) + " and " + Shape.text(s) + " differ beyond axis " + axis);
      }
    }
    Dense out = room.any(shape);
    int from = 0;
    for (Dense d : in) {
      Layout.place(d, out, axis, from);
      from += d.shapeArray()[axis];
    }
    return out;
  }

  @Override
  public Tensor pullback(int wanted, Tensor[] in, Tensor out, Tensor d) {
    int from = 0;
    for (int i = 0; i < wanted; i++) {
      from += in[i].shape()[axis];
    }
    return d.slice(axis, from, from + in[wanted].shape()[axis]);
  }

  @Override
  public Tensor tangent(Tensor[] in, Tensor out, Tensor[] tangents) {
    Tensor[] parts = new Tensor[in.length];
    for (int i = 0; i < in.length; i++) {
      parts[i] = tangents[i] != null ? tangents[i] : in[i].engine().zeros(in[i].shape());
    }
    return out.engine().concat(axis, List.of(parts));
  }
}
