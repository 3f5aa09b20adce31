package l2l.engines.tape;

import l2l.api.tensor.Tensor;

/**
 * An operation each number of which depends on those at the same place alone, so that a chain of them can be done block by block.
 * Where its result may wait, it is computed when somebody asks for it ({@link Chain}); the numbers are the same either way.
 */
interface Elementwise extends Operation {

  /** Throws IllegalArgumentException where shapes do not fit. */
  default void check(Dense... in) {}

  /** Whether input i is looked at as a whole and not block by block. */
  default boolean whole(int i) {
    return false;
  }

  /** Whether it is computed by itself, and not in a chain with others. */
  default boolean alone() {
    return false;
  }

  /** Whether the result may lie in the array of an input that is not looked at as a whole. */
  default boolean overwrites() {
    return false;
  }

  /** A number for this kind of operation, its constants left aside. */
  int code();

  /**
   * Computes numbers first to first + n - 1 of the result.
   *
   * @param in arrays that begin with the first of the numbers, or the whole ones
   */
  void block(Loops loops, Object[] in, Object out, int first, int n);

  /** How the result is computed where it waits. */
  default Deferred deferred(Dense... in) {
    return new Deferred(this, in);
  }

  /** The value, or where it may wait the promise of it, of the first input's shape. */
  @Override
  default Tensor forward(Room room, Dense... in) {
    check(in);
    int[] shape = in[0].shapeArray();
    if (room.waits(in[0].count, in)) {
      return room.promised(deferred(in), shape);
    }
    Dense out = room.any(shape);
    Object[] data = new Object[in.length];
    for (int i = 0; i < in.length; i++) {
      data[i] = in[i].data();
    }
    block(in[0].engine().loops(), data, out.data(), 0, out.count);
    return out;
  }
}
