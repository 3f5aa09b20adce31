package l2l.optimizees.cnn;

import l2l.api.tensor.Kernel.Gemm;
import l2l.api.tensor.Kernel.Panel;

/** What a worker needs for the chunks of one block: room, and the block's convolution. */
final class Work implements AutoCloseable {
  final Block block;
  final Panel filter;
  /** Patches of the input, or their adjoint. */
  final Panel patches;
  /** What the convolution gives, or its adjoint. */
  final Panel product;
  private final Chunks chunks;
  private final int b;
  private final Patches usual;
  private final float[] input, row;
  private final Rows.Affine before;

  Work(Chunks chunks, int b) {
    this.chunks = chunks;
    this.b = b;
    block = chunks.blocks[b];
    usual = new Patches(block, chunks.images, b == 0);
    input = b == 0 ? null : new float[chunks.blocks[b - 1].pooled(chunks.images)];
    row = b == 0 ? null : new float[chunks.blocks[b - 1].run(chunks.images)];
    before = b == 0 ? null : chunks.affine(b - 1);
    filter = chunks.kernel.panel(block.filter());
    filter.put(0, chunks.filters[b], 0, block.filter());
    patches = chunks.kernel.panel(block.h() * block.w() * chunks.images * block.columns());
    product = chunks.kernel.panel(block.full(chunks.images));
  }

  Patches patches(int images) {
    return images == chunks.images ? usual : new Patches(block, images, b == 0);
  }

  /** Cuts the patches of what a chunk comes in with. */
  void cut(int chunk) {
    int images = chunks.size(chunk), first = chunk * chunks.images;
    if (b == 0) {
      patches(images).cut(chunks.in[0].floats(), first * block.h() * block.w() * block.in(), patches);
      return;
    }
    Block below = chunks.blocks[b - 1];
    int run = below.run(images), at = below.pooled(first);
    for (int i = 0; i < below.pooled(images); i += run) {
      System.arraycopy(chunks.p[b - 1], at + i, row, 0, run);
      Rows.activate(row, before, run);
      System.arraycopy(row, 0, input, i, run);
    }
    patches(images).cut(input, 0, patches);
  }

  /** A product over the rows of pixels that one row of the filter has a source for. */
  private interface Product {
    /** @param fromPatches index of the patches; likewise of what they give, and of the filter */
    void of(int pixels, int fromPatches, int fromProduct, int fromFilter, boolean first);
  }

  /** The middle one of the filter's rows comes first: it has a source for every row of pixels. */
  private void each(int images, Product product) {
    int columns = block.columns(), line = images * block.w(), middle = block.padding();
    for (int i = 0; i < block.kernel(); i++) {
      int part = i == 0 ? middle : i <= middle ? i - 1 : i, shift = part - middle;
      int from = Math.max(0, -shift), rows = Math.min(block.h(), block.h() - shift) - from;
      if (rows > 0) {
        product.of(rows * line, (from + shift) * line * columns, from * line * block.out(), part * columns * block.out(), i == 0);
      }
    }
  }

  /** Patches times filter become the product. */
  void convolve(int images) {
    int k = block.columns(), out = block.out();
    each(images, (m, a, c, f, first) ->
        chunks.kernel.gemm(new Gemm(false, false, m, out, k, k, out, out, !first), patches, a, filter, f, product, c));
  }

  /** Patches' and product's adjoint become the filter's. */
  void filterAdjoint(int images, Panel adjoint, float[] to) {
    int m = block.columns(), out = block.out();
    each(images, (k, a, c, f, first) -> {
      chunks.kernel.gemm(new Gemm(true, false, m, out, k, m, out, out, false), patches, a, product, c, adjoint, f);
      adjoint.get(f, to, f, m * out);
    });
  }

  /** The product's adjoint becomes the patches'. */
  void patchesAdjoint(int images) {
    int n = block.columns(), out = block.out();
    each(images, (m, a, c, f, first) ->
        chunks.kernel.gemm(new Gemm(false, true, m, n, out, out, out, n, !first), product, c, filter, f, patches, a));
  }

  @Override
  public void close() {
    filter.close();
    patches.close();
    product.close();
  }
}
