package l2l.optimizees.cnn;

import java.util.ArrayList;
import java.util.List;
import l2l.api.tensor.Buffer;
import l2l.api.tensor.Kernel;
import l2l.api.tensor.Precision;
import l2l.api.tensor.Primitive;
import l2l.api.tensor.Shape;
import l2l.api.tensor.Tensor;

/**
 * All convolutional blocks of a network at once: in ordinary operations ({@link Layers#blocks}), and the same fused in float.
 *
 * <p>Inputs: images [n, h, w, channels]; for each block its filter [kernel * kernel * in, out] and bias [out] and, with batch
 * normalisation, scale and shift [out]. Output: what leaves the last block, [n, h' * w' * out].
 *
 * <p>A block's convolution y is done for a chunk of images after the other, whose patches stay in a core's cache. Pooling comes before
 * normalisation: max(s (y - m) / d + t) = |s| (max(y sign s) - m sign s) / d + t, so filters of negative scale are multiplied by -1 and
 * what is pooled is a quarter of y. The bias, which the mean takes away again, is never added. y, its pooled numbers p and the statistics
 * are saved; normalised and pooled numbers are made again from p where they are needed.
 *
 * <p>With a the adjoint of a pooled number behind the ReLU, 0 where that is 0, of M numbers of a channel: shift's is the sum of a, scale's
 * that of a (p - m) / d, y's is |s| / d (a - (sum a) / M - (y - m) (sum of a (p - m)) / (M d^2)), a at the greatest of four only. Ioffe,
 * Szegedy 2015, section 3.
 */
record Blocks(Layers layers) implements Primitive {

  /** Where a block's filter stands among the inputs; bias, scale and shift behind it. */
  int filter(int block) {
    return 1 + block * (layers.epsilon() >= 0 ? 4 : 2);
  }

  List<Block> blocks() {
    List<Block> all = new ArrayList<>();
    int h = layers.image()[0], w = layers.image()[1], in = layers.image()[2];
    for (int out : layers.channels()) {
      all.add(new Block(h, w, in, out, layers.kernel()));
      h /= 2;
      w /= 2;
      in = out;
    }
    return all;
  }

  @Override
  public boolean speaks(Precision precision) {
    return precision == Precision.FLOAT;
  }

  @Override
  public List<int[]> outputs(List<int[]> in) {
    int[] images = in.get(0), image = layers.image();
    if (in.size() != filter(layers.channels().length) || images.length != 4 || images[1] != image[0] || images[2] != image[1]
        || images[3] != image[2]) {
      throw new IllegalArgumentException("cnn: " + in.size() + " tensors, the first of shape " + Shape.text(images)
          + ", are not images [n, " + image[0] + ", " + image[1] + ", " + image[2] + "] and the tensors of " + layers.channels().length
          + " blocks");
    }
    return List.of(new int[] {images[0], layers.widths()[0]});
  }

  /** For each block what the convolution gives, what pooling leaves of it, and its statistics. */
  @Override
  public List<int[]> saved(List<int[]> in) {
    int n = in.get(0)[0];
    List<int[]> shapes = new ArrayList<>();
    for (Block b : blocks()) {
      shapes.addAll(List.of(new int[] {b.full(n)}, new int[] {b.pooled(n)}, new int[] {4 * b.out()}));
    }
    return shapes;
  }

  @Override
  public void forward(Kernel kernel, Buffer[] in, Buffer[] out, Buffer[] saved) {
    new FloatForward(new Chunks(this, kernel, in, saved)).run(out[0].floats());
  }

  @Override
  public void backward(Kernel kernel, Buffer[] in, Buffer[] out, Buffer[] saved, Buffer[] outAdjoint, Buffer[] inAdjoint) {
    if (outAdjoint[0] != null) {
      new FloatBackward(new Chunks(this, kernel, in, saved), inAdjoint).run(outAdjoint[0].floats());
    }
  }

  @Override
  public List<Tensor> plain(List<Tensor> in) {
    return List.of(layers.blocks(in));
  }
}
