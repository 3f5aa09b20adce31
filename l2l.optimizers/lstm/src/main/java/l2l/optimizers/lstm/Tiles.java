package l2l.optimizers.lstm;

import l2l.api.tensor.Buffer;
import l2l.api.tensor.Kernel;
import l2l.api.tensor.Kernel.Panel;

/**
 * The coordinates of a step in tiles, and what its way there ({@link FloatForward}) and back ({@link FloatBackward}) share.
 *
 * <p>A layer's z of a tile of t coordinates is one matrix product, of [W, R, b] [4 units, in + units + 1] and [x, h, 1]
 * [in + units + 1, t]. A tile's rows are t numbers long and lie one behind the other.
 */
final class Tiles {
  /** Coordinates of a tile: its arrays fit a core's second cache. Of 128, 256, 384 and 512 the fastest where it was measured. */
  static final int TILE = 256;

  final Cells cells;
  final Kernel kernel;
  final Buffer[] in, out, saved;
  final int n, count, units, layers;
  final float scale;
  final float[][] weights;

  Tiles(Cells cells, Kernel kernel, Buffer[] in, Buffer[] out, Buffer[] saved) {
    this.cells = cells;
    this.kernel = kernel;
    this.in = in;
    this.out = out;
    this.saved = saved;
    n = in[0].size();
    count = (n + TILE - 1) / TILE;
    units = cells.rule().units();
    layers = cells.rule().layers();
    scale = (float) cells.rule().scale();
    weights = new float[layers][];
    for (int l = 0; l < layers; l++) {
      weights[l] = joined(l);
    }
  }

  /** Rows of the x of layer l, or behind the last layer of the output. */
  int width(int l) {
    return cells.rule().width(l);
  }

  /** Columns of layer l's [W, R, b]. */
  int columns(int l) {
    return width(l) + units + 1;
  }

  private float[] joined(int l) {
    int width = width(l), columns = columns(l), at = cells.w(l);
    float[] w = new float[4 * units * columns];
    for (int r = 0; r < 4 * units; r++) {
      System.arraycopy(in[at].floats(), r * width, w, r * columns, width);
      System.arraycopy(in[at + 1].floats(), r * units, w, r * columns + width, units);
      w[(r + 1) * columns - 1] = in[at + 2].floats()[r] + (r / units == 1 ? (float) cells.rule().forgetBias() : 0);
    }
    return w;
  }

  /** Numbers of a row of that tile; the last tile may be narrower. */
  int length(int tile) {
    return Math.min(TILE, n - tile * TILE);
  }

  /** Numbers of the longest row. */
  int longest() {
    return Math.min(TILE, n);
  }

  /** Rows of the longest [x, h, 1]. */
  int rows() {
    return Math.max(width(0), layers == 0 ? 0 : Math.max(columns(0), 2 * units + 1));
  }

  /** Room for that many numbers for each coordinate of a tile. */
  Panel panel(int rows) {
    return kernel.panel(rows * longest());
  }

  /** Every layer's [W, R, b] in panels. */
  Panel[] crossed() {
    Panel[] panels = new Panel[layers];
    for (int l = 0; l < layers; l++) {
      panels[l] = kernel.panel(weights[l].length);
      panels[l].put(0, weights[l], 0, weights[l].length);
    }
    return panels;
  }

  /** The gates of a layer's tile live in its saved arrays. */
  void keep(Gates gates, int l, int tile) {
    int at = 1 + 4 * (l * count + tile);
    gates.in(saved[at].floats(), saved[at + 1].floats(), saved[at + 2].floats(), saved[at + 3].floats());
  }

  /** Puts h and 1 of a layer's [x, h, 1] into a panel, behind x. */
  void operand(int l, int tile, float[] ones, Panel x) {
    int t = length(tile), width = width(l);
    gather(in[cells.h(l)], tile, x, width * t);
    x.put((width + units) * t, ones, 0, t);
  }

  /** A tile's columns of a matrix [units, n], as rows from index {@code at}. */
  void gather(Buffer matrix, int tile, Panel rows, int at) {
    int t = length(tile);
    for (int j = 0; j < units; j++) {
      rows.put(at + j * t, matrix.floats(), j * n + tile * TILE, t);
    }
  }

  /** A tile's columns of a matrix [units, n], as rows. */
  void gather(Buffer matrix, int tile, float[] rows) {
    int t = length(tile);
    for (int j = 0; j < units; j++) {
      System.arraycopy(matrix.floats(), j * n + tile * TILE, rows, j * t, t);
    }
  }

  /** Rows from index {@code at} become a tile's columns of a matrix [units, n], if there is one. */
  void scatter(Panel rows, int at, int tile, Buffer matrix) {
    int t = length(tile);
    for (int j = 0; matrix != null && j < units; j++) {
      rows.get(at + j * t, matrix.floats(), j * n + tile * TILE, t);
    }
  }

  /** Rows become a tile's columns of a matrix [units, n], if there is one. */
  void scatter(float[] rows, int tile, Buffer matrix) {
    int t = length(tile);
    for (int j = 0; matrix != null && j < units; j++) {
      System.arraycopy(rows, j * t, matrix.floats(), j * n + tile * TILE, t);
    }
  }
}
