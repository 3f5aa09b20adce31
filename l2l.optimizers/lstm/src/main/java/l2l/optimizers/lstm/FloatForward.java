package l2l.optimizers.lstm;

import java.util.Arrays;

/** {@link Cells} in float, fused: all layers and the output of one tile after the other. */
record FloatForward(Tiles tiles) {

  /** What a worker needs for one tile. */
  private static final class Work implements AutoCloseable {
    final CellWork cells;
    final float[] x, row, update;

    Work(Tiles tiles) {
      cells = new CellWork(tiles, false);
      x = new float[Math.max(tiles.width(0), tiles.units) * tiles.longest];
      row = new float[tiles.longest];
      update = new float[tiles.longest];
    }

    @Override
    public void close() {
      cells.close();
    }
  }

  void run() {
    tiles.kernel.parallel(tiles.count, () -> new Work(tiles), this::tile);
  }

  private void tile(Work work, int tile) {
    int from = tiles.from(tile), t = tiles.length(tile), features = tiles.width(0);
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
      System.arraycopy(work.x, j * t, work.row, 0, t);
      Rows.addTimes(tiles.scale * v[j], work.row, work.update, t);
    }
    System.arraycopy(work.update, 0, tiles.out[0].floats(), from, t);
  }

  /** From x in work.x: h' there. */
  private void layer(Work work, int l, int tile) {
    int t = tiles.length(tile), h = tiles.cells.h(l);
    work.cells.operand(l).put(0, work.x, 0, tiles.width(l) * t);
    work.cells.forward(tiles, l, tile, work.x);
    tiles.scatter(work.cells.gates(l).next, tile, tiles.out[h + 1]);
    work.cells.gates(l).hidden(work.x, tiles.units * t);
    tiles.scatter(work.x, tile, tiles.out[h]);
  }
}
