package l2l.optimizees.cnn;

import l2l.api.tensor.Kernel.Panel;

/**
 * Cuts the patches of a chunk of images, a row of pixels at a time, and adds patches back to images. A patch is what lies under one row
 * of a filter; the products with each of its rows, as many rows of pixels apart, are added: so patches are cut once for all of them.
 */
final class Patches {
  private final Block block;
  private final int rowStride;
  private final int[] from;
  private final int[] to;
  private final int[] length;
  /** Cut; what hangs over left and right is never written, and stays 0. */
  private final float[] row;
  /** To be added back. */
  private final float[] back;

  /** @param apart the images lie one behind the other, as a tensor's do; else row by row, each of all images */
  Patches(Block block, int images, boolean apart) {
    this.block = block;
    int c = block.in(), w = block.w();
    int imageStride = apart ? block.h() * w * c : w * c;
    rowStride = apart ? w * c : images * w * c;
    from = new int[images * w];
    to = new int[images * w];
    length = new int[images * w];
    row = new float[images * w * block.columns()];
    back = new float[row.length];
    for (int n = 0; n < images; n++) {
      for (int x = 0; x < w; x++) {
        int i = n * w + x, left = x - block.padding(), skip = Math.max(0, -left);
        from[i] = n * imageStride + (left + skip) * c;
        to[i] = block.place(images, n, x) * block.columns() + skip * c;
        length[i] = (Math.min(block.kernel(), w - left) - skip) * c;
      }
    }
  }

  /** Patches of all rows, [h, pixels of a row, numbers of a patch]. */
  void cut(float[] images, int at, Panel panel) {
    for (int y = 0; y < block.h(); y++) {
      for (int i = 0; i < from.length; i++) {
        System.arraycopy(images, at + y * rowStride + from[i], row, to[i], length[i]);
      }
      panel.put(y * row.length, row, 0, row.length);
    }
  }

  /** Adds patches of all rows back to images: the adjoint of {@link #cut}. */
  void fold(Panel panel, float[] images, int at) {
    for (int y = 0; y < block.h(); y++) {
      panel.get(y * back.length, back, 0, back.length);
      for (int i = 0; i < from.length; i++) {
        add(back, to[i], images, at + y * rowStride + from[i], length[i]);
      }
    }
  }

  private static void add(float[] from, int index, float[] to, int at, int n) {
    for (int i = 0; i < n; i++) {
      to[at + i] += from[index + i];
    }
  }
}
