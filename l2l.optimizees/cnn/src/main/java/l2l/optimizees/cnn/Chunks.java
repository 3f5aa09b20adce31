package l2l.optimizees.cnn;

import java.util.Arrays;
import l2l.api.tensor.Buffer;
import l2l.api.tensor.Kernel;

/** The images in chunks, and what their way through the blocks ({@link FloatForward}) and back ({@link FloatBackward}) share. */
final class Chunks {

  /** Numbers of patches, and of what is made of them, that a chunk may have: they fit a core's second cache. */
  private static final int NUMBERS = 100 << 10;

  final Kernel kernel;
  final Buffer[] in;
  final Block[] blocks;
  final int n, images, count;
  private final Blocks primitive;
  /** Of each block; y is null where nothing is saved. */
  final float[][] filters, y, p, statistics;
  /** Of each block and channel: -1 where the scale is negative, else 1. */
  final float[][] signs;

  Chunks(Blocks primitive, Kernel kernel, Buffer[] in, Buffer[] saved) {
    this.primitive = primitive;
    this.kernel = kernel;
    this.in = in;
    n = in[0].shape()[0];
    blocks = primitive.blocks().toArray(Block[]::new);
    int most = Arrays.stream(blocks).mapToInt(b -> b.h() * b.w() * (b.columns() + b.out())).max().orElse(1);
    images = Math.max(1, Math.min(n, NUMBERS / most));
    count = (n + images - 1) / images;
    filters = new float[blocks.length][];
    signs = new float[blocks.length][];
    y = new float[blocks.length][];
    p = new float[blocks.length][];
    statistics = new float[blocks.length][];
    for (int b = 0; b < blocks.length; b++) {
      signs[b] = signs(b);
      filters[b] = filter(b);
      y[b] = saved == null ? null : saved[3 * b].floats();
      p[b] = saved == null ? new float[blocks[b].pooled(n)] : saved[3 * b + 1].floats();
      statistics[b] = saved == null ? new float[4 * blocks[b].out()] : saved[3 * b + 2].floats();
    }
  }

  boolean normalizes() {
    return epsilon() >= 0;
  }

  double epsilon() {
    return primitive.layers().epsilon();
  }

  /** Where a block's filter stands among the inputs; bias, scale and shift behind it. */
  int at(int b) {
    return primitive.filter(b);
  }

  /** The filter, multiplied by -1 for channels whose scale is negative. */
  private float[] filter(int b) {
    float[] own = in[at(b)].floats();
    if (!normalizes()) {
      return own;
    }
    int out = blocks[b].out();
    float[] filter = new float[blocks[b].filter()];
    for (int i = 0; i < filter.length; i += out) {
      for (int c = 0; c < out; c++) {
        filter[i + c] = own[i + c] * signs[b][c];
      }
    }
    return filter;
  }

  private float[] signs(int b) {
    float[] signs = new float[blocks[b].out()];
    for (int c = 0; c < signs.length; c++) {
      signs[c] = normalizes() && in[at(b) + 2].floats()[c] < 0 ? -1 : 1;
    }
    return signs;
  }

  /** Images of a chunk; the last may have fewer. */
  int size(int chunk) {
    return Math.min(images, n - chunk * images);
  }

  /** What normalises a block's pooled numbers, repeated to a row of them. */
  Rows.Affine affine(int b) {
    return new Rows.Affine(statistic(b, 0), statistic(b, 2), statistic(b, 3));
  }

  /** Mean 0, the deviation's inverse 1, the factor 2 or the shift 3 of a block's channels, repeated to a row of pooled numbers. */
  private float[] statistic(int b, int which) {
    int out = blocks[b].out();
    return Rows.repeated(Arrays.copyOfRange(statistics[b], which * out, (which + 1) * out), blocks[b].run(images));
  }
}
