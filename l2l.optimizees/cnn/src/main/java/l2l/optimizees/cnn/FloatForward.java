package l2l.optimizees.cnn;

import java.util.Arrays;

/** {@link Blocks} in float, fused: block after block, each chunk after chunk. */
record FloatForward(Chunks chunks) {

  /** A worker's room beside that of the convolution; row, other and sum have room for a row of what the convolution gives. */
  private static final class Room implements AutoCloseable {
    final Work work;
    final float[] y, row, other, sum, mean;

    Room(Chunks chunks, int b) {
      work = new Work(chunks, b);
      y = chunks.y[b] == null ? new float[work.block.full(chunks.images)] : null;
      row = new float[work.block.row(chunks.images)];
      other = new float[row.length];
      sum = new float[row.length];
      mean = new float[row.length];
    }

    @Override
    public void close() {
      work.close();
    }
  }

  /** @param out what leaves the last block */
  void run(float[] out) {
    for (int block = 0; block < chunks.blocks.length; block++) {
      int b = block;
      double[][] moments = new double[chunks.count][];
      chunks.kernel.parallel(chunks.count, () -> new Room(chunks, b), (room, chunk) -> moments[chunk] = chunk(room, b, chunk));
      normalize(b, moments);
    }
    leave(out);
  }

  /** Convolution and pooling of one chunk; the mean of each channel, and the squares of the distances from it. */
  private double[] chunk(Room room, int b, int chunk) {
    Block block = room.work.block;
    int images = chunks.size(chunk), first = chunk * chunks.images;
    room.work.cut(chunk);
    room.work.convolve(images);
    float[] y = room.y != null ? room.y : chunks.y[b];
    int at = room.y != null ? 0 : block.full(first);
    room.work.product.get(0, y, at, block.full(images));
    pool(room, b, images, y, at, block.pooled(first));
    return chunks.normalizes() ? moments(room, images, y, at) : null;
  }

  private void pool(Room room, int b, int images, float[] y, int from, int to) {
    Block block = room.work.block;
    int run = block.run(images), row = block.row(images);
    for (int i = 0; i < block.h() / 2; i++) {
      int upper = from + 2 * i * row, lower = upper + row;
      System.arraycopy(y, upper, room.row, 0, row);
      System.arraycopy(y, lower, room.other, 0, row);
      Rows.greater(room.row, room.other, row);
      System.arraycopy(room.row, run, room.other, 0, run);
      Rows.greater(room.row, room.other, run);
      System.arraycopy(room.row, 0, chunks.p[b], to + i * run, run);
      for (int c = 0; c < block.out() && chunks.normalizes(); c++) {
        if (chunks.in[chunks.at(b) + 2].floats()[c] == 0) {
          keepFirst(y, upper + c, chunks.p[b], to + i * run + c, run, block.out());
        }
      }
    }
  }

  /** A channel of scale 0 leaves four equal numbers, of which the first counts. */
  private static void keepFirst(float[] y, int from, float[] p, int to, int n, int step) {
    for (int i = 0; i < n; i += step) {
      p[to + i] = y[from + i];
    }
  }

  private double[] moments(Room room, int images, float[] y, int at) {
    Block block = room.work.block;
    int row = block.row(images), out = block.out();
    Arrays.fill(room.sum, 0);
    for (int i = 0; i < block.h(); i++) {
      System.arraycopy(y, at + i * row, room.row, 0, row);
      Rows.add(room.row, room.sum, row);
    }
    double[] mean = Rows.byChannel(room.sum, row, out);
    float[] rounded = new float[out];
    for (int c = 0; c < out; c++) {
      rounded[c] = (float) (mean[c] / ((double) images * block.h() * block.w()));
    }
    System.arraycopy(Rows.repeated(rounded, row), 0, room.mean, 0, row);
    Arrays.fill(room.sum, 0);
    for (int i = 0; i < block.h(); i++) {
      System.arraycopy(y, at + i * row, room.row, 0, row);
      Rows.addSquares(room.row, room.mean, room.sum, row);
    }
    double[] squares = Rows.byChannel(room.sum, row, out);
    double[] moments = Arrays.copyOf(mean, 2 * out);
    for (int c = 0; c < out; c++) {
      double m = mean[c] / ((double) images * block.h() * block.w());
      moments[c] = m;
      moments[out + c] = squares[c] - (double) images * block.h() * block.w() * (m - rounded[c]) * (m - rounded[c]);
    }
    return moments;
  }

  /**
   * From the chunks' moments those of all (Chan, Golub, LeVeque 1983): the sum of squares about the common mean is that of the chunks'
   * and of their means' distances from it.
   */
  private void normalize(int b, double[][] moments) {
    Block block = chunks.blocks[b];
    int out = block.out(), at = chunks.at(b);
    float[] bias = chunks.in[at + 1].floats(), to = chunks.statistics[b];
    double pixels = (double) block.h() * block.w();
    for (int c = 0; c < out; c++) {
      if (!chunks.normalizes()) {
        set(to, out, c, -bias[c], 1, 1, 0);
        continue;
      }
      double mean = 0, squares = 0;
      for (int i = 0; i < chunks.count; i++) {
        mean += moments[i][c] * chunks.size(i) / chunks.n;
      }
      for (int i = 0; i < chunks.count; i++) {
        double d = moments[i][c] - mean;
        squares += moments[i][out + c] + d * d * chunks.size(i) * pixels;
      }
      double inverse = 1 / Math.sqrt(squares / (chunks.n * pixels) + chunks.epsilon());
      double scale = Math.abs(chunks.in[at + 2].floats()[c]);
      // bias - bias: 0, unless the bias is infinite or no number, which must not go unseen
      set(to, out, c, mean + (bias[c] - bias[c]), inverse, scale * inverse, chunks.in[at + 3].floats()[c]);
    }
  }

  private static void set(float[] to, int out, int c, double... statistics) {
    for (int i = 0; i < statistics.length; i++) {
      to[i * out + c] = (float) statistics[i];
    }
  }

  /** What leaves the last block, image by image. */
  private void leave(float[] out) {
    int b = chunks.blocks.length - 1;
    Block block = chunks.blocks[b];
    Rows.Affine by = chunks.affine(b);
    chunks.kernel.parallel(chunks.count, () -> new float[block.run(chunks.images)], (row, chunk) -> {
      int images = chunks.size(chunk), first = chunk * chunks.images, rows = block.h() / 2, line = block.run(1);
      for (int i = 0; i < rows; i++) {
        System.arraycopy(chunks.p[b], block.pooled(first) + i * block.run(images), row, 0, block.run(images));
        Rows.activate(row, by, block.run(images));
        for (int n = 0; n < images; n++) {
          System.arraycopy(row, n * line, out, ((first + n) * rows + i) * line, line);
        }
      }
    });
  }
}
