package l2l.optimizers.lstm;

import java.util.Arrays;
import l2l.api.tensor.Kernel.Gemm;
import l2l.api.tensor.Kernel.Panel;

/**
 * What a worker needs to do the layers' cells of one tile: [x, h, 1] of a layer in its {@link #operand}, z in a panel of its own, and the
 * gates.
 */
final class CellWork implements AutoCloseable {
  final Panel z;
  final Panel[] weights;
  final float[] ones, zeros;
  private final Gates[] gates;
  private final Panel[] operands;
  private final float[] h, squares, row;
  private float[][] loaded;

  /** @param back whether for the way back: that needs all layers at a time, and up to three rows behind [x, h, 1] */
  CellWork(Tiles tiles, boolean back) {
    int layers = back ? Math.max(1, tiles.layers) : 1;
    gates = new Gates[layers];
    operands = new Panel[layers];
    for (int l = 0; l < layers; l++) {
      gates[l] = new Gates(tiles.units * tiles.longest, back);
      operands[l] = tiles.panel(tiles.rows() + (back ? 3 : 0));
    }
    z = tiles.panel(4 * tiles.units);
    weights = new Panel[tiles.layers];
    for (int l = 0; l < tiles.layers; l++) {
      weights[l] = tiles.kernel.panel(tiles.weights[l].length);
    }
    ones = new float[tiles.longest];
    Arrays.fill(ones, 1);
    h = new float[tiles.units * tiles.longest];
    squares = new float[tiles.longest];
    row = new float[tiles.longest];
    zeros = new float[tiles.longest];
  }

  /** The gates of a layer, until another one takes their place. */
  Gates gates(int l) {
    return gates[l % gates.length];
  }

  /** [x, h, 1] of a layer, likewise. */
  Panel operand(int l) {
    return operands[l % operands.length];
  }

  /**
   * From a layer's x of a step, the first rows of the operand: its gates and c'.
   *
   * @param x of the first layer once more
   */
  void forward(Tiles tiles, int l, int tile, float[] x) {
    load(tiles);
    int t = tiles.length(tile), k = tiles.columns(l), state = tiles.cells.h(l), rows = 4 * tiles.units, n = tiles.units * t;
    Panel operand = operand(l);
    tiles.gather(tiles.in[state], tile, h);
    operand.put(tiles.width(l) * t, h, 0, n);
    operand.put((k - 1) * t, ones, 0, t);
    tiles.kernel.gemm(new Gemm(false, false, rows, t, k, k, t, t, false), weights[l], 0, operand, 0, z, 0);
    tiles.gather(tiles.in[state + 1], tile, gates(l).c);
    gates(l).forward(z, n, tiles.within(l, tile, x, h, squares, row));
  }

  private void load(Tiles tiles) {
    for (int l = 0; l < weights.length && loaded != tiles.weights; l++) {
      weights[l].put(0, tiles.weights[l], 0, tiles.weights[l].length);
    }
    loaded = tiles.weights;
  }

  @Override
  public void close() {
    for (Panel operand : operands) {
      operand.close();
    }
    z.close();
    for (Panel w : weights) {
      w.close();
    }
  }
}
