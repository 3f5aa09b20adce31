package l2l.optimizers.lstm;

import java.util.Arrays;
import l2l.api.tensor.Buffer;
import l2l.api.tensor.Kernel;
import l2l.api.tensor.Kernel.Panel;

/**
 * The coordinates of a step in tiles, and what its way there ({@link FloatForward}) and back ({@link FloatBackward}) share.
 *
 * <p>A layer's z of a tile of t coordinates is one matrix product, of [W, R, b] [4 units, in + units + 1] and [x, h, 1]
 * [in + units + 1, t]. A tile's rows are t numbers long and lie one behind the other. How many tiles there are depends on n alone.
 */
final class Tiles {
  /** Most coordinates of a tile: its arrays fit a core's second cache. Of 128, 192, 256, 320, 384 and 512 the fastest where it was measured. */
  private static final int MOST = 320;

  /** Numbers that a processor does side by side: rows of a multiple of them leave it no rest. */
  private static final int LANES = 16;

  /** Tiles below which an odd number of them would leave one of two threads waiting for long. */
  private static final int FEW = 16;

  final Cells cells;
  final Kernel kernel;
  final Buffer[] in, out, saved;
  final int n, longest, count, units, layers;
  final float scale;
  final float[][] weights;
  private final double[] tame;

  Tiles(Cells cells, Kernel kernel, Buffer[] in, Buffer[] out, Buffer[] saved) {
    this(cells, kernel, in, out, saved, null);
  }

  /** @param like another step, perhaps by the same theta, or null */
  Tiles(Cells cells, Kernel kernel, Buffer[] in, Buffer[] out, Buffer[] saved, Tiles like) {
    this.cells = cells;
    this.kernel = kernel;
    this.in = in;
    this.out = out;
    this.saved = saved;
    n = in[0].size();
    longest = longest(n);
    count = n == 0 ? 0 : (n + longest - 1) / longest;
    units = cells.rule().units();
    layers = cells.rule().layers();
    scale = (float) cells.rule().scale();
    boolean known = like != null && sameTheta(like);
    weights = known ? like.weights : new float[layers][];
    tame = known ? like.tame : new double[layers];
    for (int l = 0; l < layers && !known; l++) {
      weights[l] = joined(l);
      tame[l] = tame(l);
    }
  }

  private boolean sameTheta(Tiles that) {
    boolean same = true;
    for (int i = cells.w(0); i < cells.w(layers); i++) {
      same &= in[i].floats() == that.in[i].floats();
    }
    return same;
  }

  /** Coordinates of a tile, all but the last as long as one another. */
  private static int longest(int n) {
    int tiles = Math.max(1, (n + MOST - 1) / MOST);
    tiles += tiles > 1 && tiles < FEW ? tiles % 2 : 0;
    return tiles == 1 ? n : ((n + tiles - 1) / tiles + LANES - 1) / LANES * LANES;
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

  /**
   * The greatest sum of squares of [x, h] for which no |z| of layer l can exceed the functions' bound: |z| is at most a row's norm times
   * theirs, plus |b|. A hundredth of the bound is left to rounding. NaN or less than 0 where there is none.
   */
  private double tame(int l) {
    int k = columns(l);
    double norm = 0, bias = 0;
    for (int r = 0; r < 4 * units; r++) {
      double squares = 0;
      for (int j = r * k; j < (r + 1) * k - 1; j++) {
        squares += (double) weights[l][j] * weights[l][j];
      }
      norm = Math.max(norm, squares);
      bias = Math.max(bias, Math.abs(weights[l][(r + 1) * k - 1]));
    }
    double left = 0.99 * Rational.BOUND - bias;
    return left > 0 ? left * left / norm : -1;
  }

  /**
   * Whether no |z| of a layer's tile exceeds the functions' bound, for sure.
   *
   * @param x of the first layer; that of others is an h' and at most 1
   * @param h the tile's rows of it
   * @param squares room for a row
   * @param row likewise
   */
  boolean within(int l, int tile, float[] x, float[] h, float[] squares, float[] row) {
    int t = length(tile);
    Arrays.fill(squares, 0, t, l == 0 ? 0 : 1.001f * units);
    for (int j = 0; l == 0 && j < width(0); j++) {
      System.arraycopy(x, j * t, row, 0, t);
      Rows.addSquares(row, squares, t);
    }
    for (int j = 0; j < units; j++) {
      System.arraycopy(h, j * t, row, 0, t);
      Rows.addSquares(row, squares, t);
    }
    return Rows.within(squares, tame[l], t);
  }

  /** A tile's first coordinate. */
  int from(int tile) {
    return tile * longest;
  }

  /** Numbers of a row of that tile; the last tile may be narrower. */
  int length(int tile) {
    return Math.min(longest, n - from(tile));
  }

  /** Rows of the longest [x, h, 1]. */
  int rows() {
    return Math.max(width(0), layers == 0 ? 0 : Math.max(columns(0), 2 * units + 1));
  }

  /** Room for that many numbers for each coordinate of a tile. */
  Panel panel(int rows) {
    return kernel.panel(rows * longest);
  }

  /** A tile's columns of a matrix [units, n], as rows. */
  void gather(Buffer matrix, int tile, float[] rows) {
    int t = length(tile);
    for (int j = 0; j < units; j++) {
      System.arraycopy(matrix.floats(), j * n + from(tile), rows, j * t, t);
    }
  }

  /** Rows become a tile's columns of a matrix [units, n], if there is one. */
  void scatter(float[] rows, int tile, Buffer matrix) {
    int t = length(tile);
    for (int j = 0; matrix != null && j < units; j++) {
      System.arraycopy(rows, j * t, matrix.floats(), j * n + from(tile), t);
    }
  }
}
