package l2l.engines.tape;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import l2l.api.tensor.Buffer;
import l2l.api.tensor.Kernel;

/**
 * An input of a primitive, whose numbers cross at most once into the memory in which matrices are multiplied.
 *
 * @param kept is told where they crossed, to drop them one day
 */
record Mirrored(Dense dense, Consumer<Dense> kept) implements Buffer {

  static Buffer[] of(Dense[] in, Consumer<Dense> kept) {
    Buffer[] all = new Buffer[in.length];
    for (int i = 0; i < in.length; i++) {
      all[i] = new Mirrored(in[i], kept);
    }
    return all;
  }

  /** Those that crossed for one call alone. */
  static final class Brief implements Consumer<Dense>, AutoCloseable {
    private final List<Dense> crossed = new ArrayList<>();

    @Override
    public void accept(Dense dense) {
      crossed.add(dense);
    }

    @Override
    public void close() {
      crossed.forEach(Dense::dropMirror);
    }
  }

  Kernel.Panel panel(Kernel kernel) {
    return dense.mirror(kernel, kept);
  }

  @Override
  public int[] shape() {
    return dense.shape();
  }

  @Override
  public int size() {
    return dense.size();
  }

  @Override
  public float[] floats() {
    return dense.floats();
  }

  @Override
  public double[] doubles() {
    return dense.doubles();
  }
}
