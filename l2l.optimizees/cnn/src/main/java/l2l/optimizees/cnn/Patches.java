package l2l.optimizees.cnn;

import java.util.Arrays;
import l2l.api.tensor.Kernel.Panel;

/** Cuts the patches of a chunk of images, a row of pixels at a time, and adds patches back to images. */
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

  /** The image row that row {@code part} of the patches at row y comes from; outside the image it is zeros. */
  private int source(int y, int part) {
    return block.tall() == 1 ? y : y + part - block.padding();
  }

  /** Patches of all rows, [h, pixels of a row, numbers of a patch]. */
  void cut(float[] images, int at, Panel panel) {
    int line = block.kernel() * block.in();
    for (int y = 0; y < block.h(); y++) {
      for (int part = 0; part < block.tall(); part++) {
        int s = source(y, part);
        if (s >= 0 && s < block.h()) {
          copy(images, at + s * rowStride, part * line);
        } else {
          clear(part * line);
        }
      }
      panel.put(y * row.length, row, 0, row.length);
    }
  }

  private void copy(float[] images, int at, int cell) {
    for (int i = 0; i < from.length; i++) {
      System.arraycopy(images, at + from[i], row, cell + to[i], length[i]);
    }
  }

  private void clear(int cell) {
    for (int i = 0; i < from.length; i++) {
      Arrays.fill(row, cell + to[i], cell + to[i] + length[i], 0);
    }
  }

  /** Adds patches of all rows back to images: the adjoint of {@link #cut}. */
  void fold(Panel panel, float[] images, int at) {
    int line = block.kernel() * block.in();
    for (int y = 0; y < block.h(); y++) {
      panel.get(y * back.length, back, 0, back.length);
      for (int part = 0; part < block.tall(); part++) {
        int s = source(y, part);
        if (s >= 0 && s < block.h()) {
          add(part * line, images, at + s * rowStride);
        }
      }
    }
  }

  private void add(int cell, float[] images, int at) {
    for (int i = 0; i < from.length; i++) {
      int f = cell + to[i], t = at + from[i], n = length[i];
      for (int j = 0; j < n; j++) {
        images[t + j] += back[f + j];
      }
    }
  }
}
