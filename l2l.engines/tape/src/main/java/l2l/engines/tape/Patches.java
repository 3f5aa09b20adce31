package l2l.engines.tape;

import java.util.Arrays;
import java.util.function.IntConsumer;
import l2l.api.tensor.Shape;

/**
 * The surroundings of every place of images [n, h, w, c]: patches [n, rows, columns, kernel * kernel * c], and the way back.
 *
 * @param image [n, h, w, c]
 */
record Patches(int[] image, int kernel, int stride, int padding, int rows, int columns) {

  /** Numbers of the patches from which on the images are spread over threads. */
  private static final int MANY = 1 << 16;

  static Patches of(int[] image, int kernel, int stride, int padding) {
    if (image.length != 4 || kernel < 1 || stride < 1 || padding < 0) {
      throw new IllegalArgumentException("patches: shape " + Shape.text(image) + " with kernel " + kernel + ", stride " + stride
          + ", padding " + padding + "; [n, h, w, c], a kernel and stride of at least 1 and no negative padding are wanted");
    }
    if (image[1] + 2 * padding < kernel || image[2] + 2 * padding < kernel) {
      throw new IllegalArgumentException(
          "patches: kernel " + kernel + " is larger than images " + Shape.text(image) + " padded by " + padding);
    }
    return new Patches(image, kernel, stride, padding, (image[1] + 2 * padding - kernel) / stride + 1,
        (image[2] + 2 * padding - kernel) / stride + 1);
  }

  private int[] patched() {
    return new int[] {image[0], rows, columns, kernel * kernel * image[3]};
  }

  /** Images to patches, zeros beyond the border. */
  Dense cut(Room room, Dense a) {
    Dense out = room.any(patched());
    each(a.engine().loops(), out.size(), new Way(a.engine().loops(), a.data(), out.data(), false));
    return out;
  }

  /** Patches added back to images. */
  Dense add(Room room, Dense a) {
    if (!Arrays.equals(a.shapeArray(), patched())) {
      throw new IllegalArgumentException("unpatches: shape " + Shape.text(a.shapeArray()) + " is not " + Shape.text(patched()));
    }
    Dense out = room.zeros(image);
    each(a.engine().loops(), a.size(), new Way(a.engine().loops(), out.data(), a.data(), true));
    return out;
  }

  private void each(Loops loops, int numbers, Way way) {
    if (numbers < MANY) {
      for (int n = 0; n < image[0]; n++) {
        way.accept(n);
      }
    } else {
      loops.parallel(image[0], () -> way, IntConsumer::accept);
    }
  }

  /** From images to patches, or back; one image at a time. */
  private final class Way implements IntConsumer {
    private final Loops loops;
    private final Object images;
    private final Object patches;
    private final boolean back;

    Way(Loops loops, Object images, Object patches, boolean back) {
      this.loops = loops;
      this.images = images;
      this.patches = patches;
      this.back = back;
    }

    @Override
    public void accept(int n) {
      for (int y = 0; y < rows; y++) {
        for (int k = 0; k < kernel; k++) {
          int row = y * stride - padding + k;
          int cell = ((n * rows + y) * columns * kernel + k) * kernel * image[3];
          if (row >= 0 && row < image[1]) {
            row((n * image[1] + row) * image[2], cell);
          } else if (!back) {
            for (int x = 0; x < columns; x++) {
              loops.fill(patches, cell + x * kernel * kernel * image[3], kernel * image[3], 0);
            }
          }
        }
      }
    }

    /** Row k of the patches of one row of places, from the image row that begins at this pixel. */
    private void row(int pixel, int cell) {
      int c = image[3];
      int first = Math.min(columns, (padding + stride - 1) / stride);
      int last = Math.max(first, Math.min(columns, Math.floorDiv(image[2] + padding - kernel, stride) + 1));
      for (int x = 0; x < first; x++) {
        border(pixel, x, cell);
      }
      for (int x = last; x < columns; x++) {
        border(pixel, x, cell);
      }
      int from = (pixel + first * stride - padding) * c;
      int to = cell + first * kernel * kernel * c;
      if (back) {
        loops.addRuns(patches, to, kernel * kernel * c, images, from, stride * c, last - first, kernel * c);
      } else {
        loops.copyRuns(images, from, stride * c, patches, to, kernel * kernel * c, last - first, kernel * c);
      }
    }

    /** The same for a place whose patch begins left or ends right of the image. */
    private void border(int pixel, int x, int firstCell) {
      int c = image[3];
      int cell = firstCell + x * kernel * kernel * c;
      int left = x * stride - padding;
      int skip = Math.min(kernel, Math.max(0, -left));
      int run = Math.max(0, Math.min(kernel, image[2] - left) - skip);
      int from = (pixel + left + skip) * c;
      if (back) {
        loops.add(patches, cell + skip * c, images, from, run * c);
      } else {
        loops.fill(patches, cell, skip * c, 0);
        loops.copyRuns(images, from, 0, patches, cell + skip * c, 0, 1, run * c);
        loops.fill(patches, cell + (skip + run) * c, (kernel - skip - run) * c, 0);
      }
    }
  }
}
