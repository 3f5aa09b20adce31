package l2l.engines.tape;

import java.util.Arrays;
import l2l.api.tensor.Buffer;
import l2l.api.tensor.Shape;

/** Plain numbers on the Java heap, row-major. */
public final class Dense extends Expression implements Buffer {

  private final TapeEngine engine;
  private Object data;
  private Tape lentTo;
  private int lentFor;
  final int[] axes;
  final int count;

  /** @param data float[] or double[]; kept, not copied */
  Dense(TapeEngine engine, Object data, int[] axes) {
    this.engine = engine;
    this.data = data;
    this.axes = axes;
    this.count = Shape.size(axes);
  }

  /** The same numbers under another shape of the same size. */
  Dense as(int... shape) {
    keep();
    return new Dense(engine, data(), shape);
  }

  /** Marks an array of the arena: it goes back there once the tape's sweep is past the node, unless somebody else may by then show it. */
  void lend(Tape tape, int node) {
    lentTo = tape;
    lentFor = node;
  }

  /** Others than the tape it was lent to may show it from now on. */
  void keep() {
    lentTo = null;
  }

  /** As {@link #keep}, unless it is this tape that shows it. */
  void keepUnlessOf(Tape tape) {
    if (lentTo != tape) {
      lentTo = null;
    }
  }

  Tape lentTo() {
    return lentTo;
  }

  int lentFor() {
    return lentFor;
  }

  /** Gives the numbers back; whoever shows the tensor all the same is told. */
  void release() {
    engine.arena.give(data, count);
    data = null;
  }

  /** float[] or double[]; not to be changed once the tensor is known to others. */
  public Object data() {
    if (data == null) {
      throw Tape.over();
    }
    return data;
  }

  @Override
  public TapeEngine engine() {
    return engine;
  }

  @Override
  long level() {
    return 0;
  }

  @Override
  Dense dense() {
    return this;
  }

  @Override
  public float[] floats() {
    if (data() instanceof float[] f) {
      return f;
    }
    throw new IllegalStateException("floats: this engine computes in double; ask Kernel.precision first");
  }

  @Override
  public double[] doubles() {
    if (data() instanceof double[] d) {
      return d;
    }
    throw new IllegalStateException("doubles: this engine computes in float; ask Kernel.precision first");
  }

  /** Bytes the numbers take. */
  long bytes() {
    return (long) count * engine.precision().bytes();
  }

  /** Whether both show the same array. */
  boolean shares(Dense that) {
    return data == that.data;
  }

  /** Equal shapes. */
  boolean like(Dense that) {
    return Arrays.equals(axes, that.axes);
  }
}
