package l2l.optimizers.lstm;

import java.util.Arrays;
import l2l.api.tensor.Kernel.Gemm;
import l2l.api.tensor.Kernel.Panel;

/** {@link Cells} in float, fused: all layers and the output of one tile after the other. */
record FloatForward(Tiles tiles) {

  /** What a worker needs for one tile. */
  private static final class Work implements AutoCloseable {
    final Gates gates;
    final Panel[] weights;
    final Panel operand, z;
    final float[] x, update, ones;

    Work(Tiles tiles) {
      int t = tiles.longest();
      gates = new Gates(tiles.units * t);
      weights = tiles.crossed();
      operand = tiles.panel(tiles.rows());
      z = tiles.panel(4 * tiles.units);
      x = new float[Math.max(tiles.width(0), tiles.units) * t];
      update = new float[t];
      ones = new float[t];
      Arrays.fill(ones, 1);
    }

    @Override
    public void close() {
      operand.close();
      z.close();
      for (Panel w : weights) {
        w.close();
      }
    }
  }

  void run() {
    tiles.kernel.parallel(tiles.count, () -> new Work(tiles), this::tile);
  }

  private void tile(Work work, int tile) {
    int from = tile * Tiles.TILE, t = tiles.length(tile), features = tiles.width(0);
    tiles.cells.rule().preprocessing().forward(tiles.in[0].floats(), from, t, work.x);
    if (tiles.saved != null) {
      System.arraycopy(work.x, 0, tiles.saved[0].floats(), features * from, features * t);
    }
    for (int l = 0; l < tiles.layers; l++) {
      layer(work, l, tile);
    }
    float[] v = tiles.in[tiles.cells.w(tiles.layers)].floats(), a = tiles.in[tiles.cells.w(tiles.layers) + 1].floats();
    Arrays.fill(work.update, 0, t, tiles.scale * a[0]);
    for (int j = 0; j < tiles.width(tiles.layers); j++) {
      Rows.addTimes(tiles.scale * v[j], work.x, j * t, work.update, t);
    }
    System.arraycopy(work.update, 0, tiles.out[0].floats(), from, t);
  }

  /** From x in work.x: h' there. */
  private void layer(Work work, int l, int tile) {
    Gates gates = work.gates;
    int t = tiles.length(tile), k = tiles.columns(l), h = tiles.cells.h(l);
    work.operand.put(0, work.x, 0, tiles.width(l) * t);
    tiles.operand(l, tile, work.ones, work.operand);
    tiles.kernel.gemm(new Gemm(false, false, 4 * tiles.units, t, k, k, t, t, false), work.weights[l], 0, work.operand, 0, work.z, 0);
    tiles.gather(tiles.in[h + 1], tile, gates.c);
    if (tiles.saved != null) {
      tiles.keep(gates, l, tile);
    }
    gates.forward(work.z, work.x, tiles.units * t);
    tiles.scatter(work.x, tile, tiles.out[h]);
    tiles.scatter(gates.next, tile, tiles.out[h + 1]);
  }
}
