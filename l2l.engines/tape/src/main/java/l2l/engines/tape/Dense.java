package l2l.engines.tape;

import java.util.Arrays;
import l2l.api.tensor.Buffer;
import l2l.api.tensor.Shape;

/** Plain numbers on the Java heap, row-major. */
public final class Dense extends Expression implements Buffer {

  private final TapeEngine engine;
  private final Object data;
  final int[] axes;
  final int count;
  private volatile Object mirror;

  /** @param data float[] or double[]; kept, not copied */
  Dense(TapeEngine engine, Object data, int[] axes) {
    this.engine = engine;
    this.data = data;
    this.axes = axes;
    this.count = Shape.size(axes);
  }

  /** The same numbers under another shape of the same size. */
  Dense as(int... shape) {
    return new Dense(engine, data, shape);
  }

  /** float[] or double[]; not to be changed once the tensor is known to others. */
  public Object data() {
    return data;
  }

  /** What an engine keeps beside the numbers (a native copy), or null. */
  public Object mirror() {
    return mirror;
  }

  public void mirror(Object mirror) {
    this.mirror = mirror;
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
    if (data instanceof float[] f) {
      return f;
    }
    throw new IllegalStateException("floats: this engine computes in double; ask Kernel.precision first");
  }

  @Override
  public double[] doubles() {
    if (data instanceof double[] d) {
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
