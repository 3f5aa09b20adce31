package l2l.optimizees.cnn;

import java.util.Arrays;
import l2l.api.tensor.Buffer;
import l2l.api.tensor.Kernel.Panel;

/**
 * The adjoints of {@link Blocks} in float. What is summed over images is summed for each chunk, and the chunks' sums are added in order:
 * the same bits however many threads there are.
 *
 * @param inAdjoint null entries are not wanted
 */
record FloatBackward(Chunks chunks, Buffer[] inAdjoint) {

  /** Stops an adjoint where a block's ReLU gives 0; a worker's own. */
  private static final class Mask {
    private final Chunks chunks;
    private final int b;
    private final Rows.Affine by;
    private final float[] p, d, sum, products;

    Mask(Chunks chunks, int b) {
      this.chunks = chunks;
      this.b = b;
      by = chunks.affine(b);
      p = new float[chunks.blocks[b].run(chunks.images)];
      d = new float[p.length];
      sum = new float[p.length];
      products = new float[p.length];
    }

    /** The sum of what is left of a chunk's adjoint for each channel, and that of its product with the distance from the mean. */
    double[] of(int chunk, float[] dz) {
      Block block = chunks.blocks[b];
      int run = block.run(chunks.size(chunk)), at = block.pooled(chunk * chunks.images), out = block.out();
      Arrays.fill(sum, 0);
      Arrays.fill(products, 0);
      for (int i = 0; i < dz.length; i += run) {
        System.arraycopy(chunks.p[b], at + i, p, 0, run);
        System.arraycopy(dz, i, d, 0, run);
        Rows.mask(p, by, d, run);
        Rows.add(d, sum, run);
        Rows.addProducts(d, p, products, run);
        System.arraycopy(d, 0, dz, i, run);
      }
      double[] sums = Arrays.copyOf(Rows.byChannel(sum, run, out), 2 * out);
      System.arraycopy(Rows.byChannel(products, run, out), 0, sums, out, out);
      return sums;
    }
  }

  /** A worker's room beside that of the convolution. */
  private static final class Room implements AutoCloseable {
    final Work work;
    final Panel filter;
    final float[] dy, y, p, rest, here;
    final Mask below;

    Room(Chunks chunks, int b) {
      work = new Work(chunks, b);
      filter = chunks.kernel.panel(work.block.filter());
      dy = new float[work.block.full(chunks.images)];
      y = new float[work.block.row(chunks.images)];
      p = new float[work.block.run(chunks.images)];
      rest = new float[work.block.run(chunks.images)];
      here = new float[rest.length];
      below = b == 0 ? null : new Mask(chunks, b - 1);
    }

    @Override
    public void close() {
      filter.close();
      work.close();
    }
  }

  /** @param d adjoint of what leaves the last block */
  void run(float[] d) {
    int last = chunks.blocks.length - 1;
    float[][] dz = new float[chunks.count][];
    double[][] sums = new double[chunks.count][];
    chunks.kernel.parallel(chunks.count, () -> new Mask(chunks, last), (mask, chunk) -> {
      dz[chunk] = enter(d, chunk);
      sums[chunk] = mask.of(chunk, dz[chunk]);
    });
    for (int b = last; b >= 0; b--) {
      block(b, normalization(b, sums), dz, sums);
    }
  }

  /** The adjoint of what leaves the last block, row by row of a chunk. */
  private float[] enter(float[] d, int chunk) {
    Block block = chunks.blocks[chunks.blocks.length - 1];
    int images = chunks.size(chunk), first = chunk * chunks.images, rows = block.h() / 2, line = block.run(1);
    float[] dz = new float[block.pooled(images)];
    for (int i = 0; i < rows; i++) {
      for (int n = 0; n < images; n++) {
        System.arraycopy(d, ((first + n) * rows + i) * line, dz, i * block.run(images) + n * line, line);
      }
    }
    return dz;
  }

  /** The adjoints of bias, scale and shift, and what that of the convolution is made of. */
  private Rows.Slopes normalization(int b, double[][] sums) {
    Block block = chunks.blocks[b];
    int out = block.out(), at = chunks.at(b);
    float[] statistics = chunks.statistics[b];
    float[][] rows = new float[4][out];
    double count = (double) chunks.n * block.h() * block.w();
    for (int c = 0; c < out; c++) {
      double sum = 0, products = 0;
      for (double[] chunk : sums) {
        sum += chunk[c];
        products += chunk[out + c];
      }
      double inverse = statistics[out + c], factor = statistics[2 * out + c];
      rows[0][c] = statistics[c];
      rows[1][c] = (float) factor;
      if (!chunks.normalizes()) {
        set(at + 1, c, sum);
        continue;
      }
      rows[2][c] = (float) (-factor * inverse * inverse * products / count);
      rows[3][c] = (float) (-factor * sum / count);
      // the mean takes the bias away again: 0, unless the sum is infinite or no number
      set(at + 1, c, factor * (sum - sum));
      set(at + 2, c, chunks.signs[b][c] * inverse * products);
      set(at + 3, c, sum);
    }
    int length = block.row(chunks.images);
    return new Rows.Slopes(Rows.repeated(rows[0], length), Rows.repeated(rows[1], length), Rows.repeated(rows[2], length),
        Rows.repeated(rows[3], length));
  }

  private void set(int input, int c, double adjoint) {
    if (inAdjoint[input] != null) {
      inAdjoint[input].floats()[c] = (float) adjoint;
    }
  }

  /**
   * From the adjoint of one block's normalised numbers: the filter's, and that of the block below.
   *
   * @param dz of each chunk; the adjoint of the block below behind it, if there is one
   */
  private void block(int b, Rows.Slopes by, float[][] dz, double[][] sums) {
    boolean learns = inAdjoint[chunks.at(b)] != null;
    float[][] partial = new float[learns ? chunks.count : 0][];
    chunks.kernel.parallel(chunks.count, () -> new Room(chunks, b), (room, chunk) -> {
      int images = chunks.size(chunk);
      unpool(room, b, chunk, by, dz[chunk]);
      if (learns) {
        partial[chunk] = new float[room.work.block.filter()];
        room.work.cut(chunk);
        room.work.filterAdjoint(images, room.filter, partial[chunk]);
      }
      if (b > 0) {
        dz[chunk] = new float[chunks.blocks[b - 1].pooled(images)];
        below(room, images, dz[chunk], 0);
        sums[chunk] = room.below.of(chunk, dz[chunk]);
      } else if (inAdjoint[0] != null) {
        Block block = room.work.block;
        below(room, images, inAdjoint[0].floats(), chunk * chunks.images * block.h() * block.w() * block.in());
      }
    });
    if (learns) {
      filter(b, partial);
    }
  }

  /** The adjoint of what the convolution gives. */
  private void unpool(Room room, int b, int chunk, Rows.Slopes by, float[] dz) {
    Block block = room.work.block;
    int images = chunks.size(chunk), first = chunk * chunks.images, run = block.run(images), row = block.row(images);
    int from = block.full(first), pooled = block.pooled(first);
    float[] y = chunks.y[b], p = chunks.p[b];
    for (int i = 0; i < block.h() / 2; i++) {
      int upper = 2 * i * row, lower = upper + row;
      System.arraycopy(dz, i * run, room.rest, 0, run);
      System.arraycopy(p, pooled + i * run, room.p, 0, run);
      for (int at : new int[] {upper, lower, upper + run, lower + run}) {
        System.arraycopy(y, from + at, room.y, 0, run);
        Rows.unpool(room.y, room.p, room.rest, room.here, by, run);
        System.arraycopy(room.y, 0, room.dy, at, run);
      }
      slope(room, y, from, upper + 2 * run, by, row - 2 * run);
      slope(room, y, from, lower + 2 * run, by, row - 2 * run);
    }
    for (int at = block.h() / 2 * 2 * row; at < block.full(images); at += row) {
      slope(room, y, from, at, by, row);
    }
    room.work.product.put(0, room.dy, 0, block.full(images));
  }

  /** Of numbers that pooling leaves out. */
  private static void slope(Room room, float[] y, int from, int at, Rows.Slopes by, int n) {
    System.arraycopy(y, from + at, room.y, 0, n);
    Rows.slope(room.y, by, n);
    System.arraycopy(room.y, 0, room.dy, at, n);
  }

  /** The adjoint of what came in, added to {@code to}. */
  private static void below(Room room, int images, float[] to, int at) {
    room.work.patchesAdjoint(images);
    room.work.patches(images).fold(room.work.patches, to, at);
  }

  private void filter(int b, float[][] partial) {
    Block block = chunks.blocks[b];
    for (int i = 1; i < partial.length; i++) {
      Rows.add(partial[i], partial[0], block.filter());
    }
    float[] to = inAdjoint[chunks.at(b)].floats(), signs = chunks.signs[b];
    for (int i = 0; i < block.filter() && partial.length > 0; i += signs.length) {
      for (int c = 0; c < signs.length; c++) {
        to[i + c] = partial[0][i + c] * signs[c];
      }
    }
  }
}
