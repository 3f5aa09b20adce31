package l2l.engines.tape;

import java.util.List;
import l2l.api.tensor.Primitive;
import l2l.api.tensor.Shape;
import l2l.api.tensor.Tensor;

/**
 * A call of a {@linkplain Primitive#pointwise() pointwise} primitive that waits: it is done when somebody asks for one of its outputs, all of
 * which have their numbers then, or block by block in the chain of what is computed from them.
 *
 * @param in settled
 * @param out promised
 */
record Pointwise(Primitive primitive, Dense[] in, Dense[] out) implements Waiting {

  /** Whether a call may wait. */
  static boolean waits(Primitive primitive, Room room, List<int[]> shapes, Dense[] in) {
    return primitive.pointwise() && room.waits(Shape.size(shapes.get(0)), in);
  }

  /** The promised outputs of a call. */
  static List<Tensor> promised(Primitive primitive, Room room, List<int[]> shapes, Dense[] in) {
    for (Dense d : in) {
      d.data(); // rows that were drawn too, before several threads ask for them
    }
    Pointwise call = new Pointwise(primitive, in, new Dense[shapes.size()]);
    for (int i = 0; i < call.out.length; i++) {
      call.out[i] = room.promised(new Deferred(call, in), shapes.get(i));
    }
    return List.of(call.out);
  }

  @Override
  public boolean whole(int i) {
    return true;
  }

  @Override
  public int code() {
    return 206;
  }

  @Override
  public void block(Loops loops, Object[] numbers, Object result, int first, int n) {
    throw new IllegalStateException(primitive + ": all outputs of a pointwise call are computed together");
  }
}
