package l2l.optimizers.lstm;

import java.util.Arrays;
import l2l.api.tensor.Buffer;
import l2l.api.tensor.Kernel.Gemm;
import l2l.api.tensor.Kernel.Panel;

/**
 * The adjoints of {@link Cells} in float. Gates, tanh(c') and h' are computed again, which takes about as long as their way to memory and
 * back; an unroll keeps a third of the numbers. Tiles stand in groups, as many as n asks for; each group has partial adjoints of the
 * weights, which are added up in order at the end: the same bits however many threads there are.
 *
 * @param outAdjoint null entries are zero
 * @param inAdjoint null entries are not wanted
 */
record FloatBackward(Tiles tiles, Buffer[] outAdjoint, Buffer[] inAdjoint) {

  /** Most groups: enough for as many threads, and few partial adjoints. */
  private static final int GROUPS = 32;

  /** What a worker needs for one tile, and the partial adjoints of its group. */
  private static final class Work implements AutoCloseable {
    final CellWork cells;
    final Panel dx;
    final Panel[] dw;
    final float[] x, above, du, dv;

    Work(Tiles tiles) {
      int t = tiles.longest, rows = Math.max(tiles.width(0), tiles.units);
      cells = new CellWork(tiles, Math.max(1, tiles.layers), 4);
      dx = tiles.panel(tiles.rows());
      dw = new Panel[tiles.layers];
      for (int l = 0; l < dw.length; l++) {
        dw[l] = tiles.kernel.panel(4 * tiles.units * columns(tiles, l));
      }
      dv = new float[tiles.width(tiles.layers) + 1];
      x = new float[rows * t];
      above = new float[rows * t];
      du = new float[t];
    }

    @Override
    public void close() {
      cells.close();
      dx.close();
      for (Panel p : dw) {
        p.close();
      }
    }
  }

  /** Columns of the adjoint of layer l's [W, R, b]: up to three more of zeros, where that makes them a multiple of eight. */
  private static int columns(Tiles tiles, int l) {
    int k = tiles.columns(l);
    return k % 8 > 4 ? (k + 7) / 8 * 8 : k;
  }

  void run() {
    boolean learns = false;
    for (int i = tiles.cells.w(0); i < inAdjoint.length; i++) {
      learns |= inAdjoint[i] != null;
    }
    int groups = Math.min(GROUPS, tiles.count);
    float[][] partial = learns ? new float[groups][] : null;
    tiles.kernel.parallel(groups, () -> new Work(tiles), (work, g) -> {
      clear(work);
      for (int tile = first(g, groups); tile < first(g + 1, groups); tile++) {
        tile(work, tile, partial != null);
      }
      if (partial != null) {
        partial[g] = collected(work);
      }
    });
    if (learns && groups > 0) {
      for (int g = 1; g < groups; g++) {
        Rows.add(partial[g], partial[0], partial[0].length);
      }
      split(partial[0]);
    }
  }

  private int first(int group, int groups) {
    return (int) ((long) tiles.count * group / groups);
  }

  private void clear(Work work) {
    for (int l = 0; l < tiles.layers; l++) {
      int n = 4 * tiles.units * columns(tiles, l);
      work.dw[l].put(0, new float[n], 0, n);
    }
    Arrays.fill(work.dv, 0);
  }

  /** A group's adjoints of [W, R, b] of every layer and of [V, a], one behind the other. */
  private float[] collected(Work work) {
    int size = work.dv.length, at = 0;
    for (int l = 0; l < tiles.layers; l++) {
      size += 4 * tiles.units * columns(tiles, l);
    }
    float[] joined = new float[size];
    for (int l = 0; l < tiles.layers; l++) {
      work.dw[l].get(0, joined, at, 4 * tiles.units * columns(tiles, l));
      at += 4 * tiles.units * columns(tiles, l);
    }
    System.arraycopy(work.dv, 0, joined, at, work.dv.length);
    return joined;
  }

  /** They become those of the inputs they were made of. */
  private void split(float[] joined) {
    int at = 0;
    for (int l = 0; l <= tiles.layers; l++) {
      boolean output = l == tiles.layers;
      int[] widths = output ? new int[] {tiles.width(l), 1} : new int[] {tiles.width(l), tiles.units, 1};
      for (int r = 0; r < (output ? 1 : 4 * tiles.units); r++) {
        int from = at;
        for (int m = 0; m < widths.length; m++) {
          Buffer to = inAdjoint[tiles.cells.w(l) + m];
          if (to != null) {
            System.arraycopy(joined, from, to.floats(), r * widths[m], widths[m]);
          }
          from += widths[m];
        }
        at = output ? from : at + columns(tiles, l);
      }
    }
  }

  private void tile(Work work, int tile, boolean learns) {
    forward(work, tile);
    output(work, tile, learns);
    for (int l = tiles.layers - 1; l >= 0; l--) {
      layer(work, l, tile, learns);
    }
    if (inAdjoint[0] != null) {
      tiles.cells.rule().preprocessing()
          .backward(tiles.in[0].floats(), tiles.from(tile), tiles.length(tile), work.above, inAdjoint[0].floats());
    }
  }

  /** What the way there left in memory of the tile, once more; in work.x the last h'. */
  private void forward(Work work, int tile) {
    int t = tiles.length(tile), features = tiles.width(0);
    System.arraycopy(tiles.saved[0].floats(), features * tiles.from(tile), work.x, 0, features * t);
    for (int l = 0; l < tiles.layers; l++) {
      work.cells.operand(l).put(0, work.x, 0, tiles.width(l) * t);
      work.cells.forward(l, tile, work.x, 0);
      work.cells.gates(l).hidden(work.x, tiles.units * t);
    }
  }

  /** Of update = scale (V x + a), x in work.x: leaves the adjoint of x in work.above, and adds to those of V and a. */
  private void output(Work work, int tile, boolean learns) {
    int t = tiles.length(tile), width = tiles.width(tiles.layers), h = tiles.cells.h(tiles.layers - 1);
    if (outAdjoint[0] == null) {
      Arrays.fill(work.above, 0, width * t, 0);
    } else {
      float[] v = tiles.in[tiles.cells.w(tiles.layers)].floats(), update = outAdjoint[0].floats();
      for (int i = 0; i < t; i++) {
        work.du[i] = Math.fma(tiles.scale, update[tiles.from(tile) + i], Gates.FLUSH) - Gates.FLUSH;
      }
      for (int j = 0; j < width; j++) {
        Rows.times(v[j], work.du, work.above, j * t, t);
      }
      for (int j = 0; learns && j < width; j++) {
        work.dv[j] += Rows.dot(work.x, j * t, work.du, t);
      }
      work.dv[width] += Rows.dot(work.cells.ones, 0, work.du, t);
    }
    if (tiles.layers > 0 && outAdjoint[h] != null) {
      tiles.gather(outAdjoint[h], tile, work.x);
      Rows.add(work.x, work.above, width * t);
    }
  }

  /** Of one layer, the adjoint of whose h' is in work.above: leaves there that of the h' below, and adds to those of [W, R, b]. */
  private void layer(Work work, int l, int tile, boolean learns) {
    Gates gates = work.cells.gates(l);
    int t = tiles.length(tile), h = tiles.cells.h(l);
    if (outAdjoint[h + 1] != null) {
      tiles.gather(outAdjoint[h + 1], tile, gates.dc);
    } else {
      Arrays.fill(gates.dc, 0, tiles.units * t, 0);
    }
    gates.backward(work.above, work.cells.z, tiles.units * t);
    tiles.scatter(gates.dc, tile, inAdjoint[h + 1]);
    if (learns) {
      weights(work, l, t);
    }
    inputs(work, l, tile);
  }

  private void weights(Work work, int l, int t) {
    Panel operand = work.cells.operand(l);
    int rows = 4 * tiles.units, k = columns(tiles, l), own = tiles.columns(l);
    for (int row = own; row < k; row++) {
      operand.put(row * t, work.cells.zeros, 0, t);
    }
    tiles.kernel.gemm(new Gemm(false, true, rows, k, t, t, t, k, true), work.cells.z, 0, operand, 0, work.dw[l], 0);
  }

  /** The adjoints of a layer's x and h. That of x is added to what comes to the h' below from the step behind. */
  private void inputs(Work work, int l, int tile) {
    int t = tiles.length(tile), h = tiles.cells.h(l), width = tiles.width(l), k = tiles.columns(l), rows = 4 * tiles.units;
    int first = l > 0 || inAdjoint[0] != null ? 0 : width, last = inAdjoint[h] != null ? width + tiles.units : width;
    if (first == last) {
      return;
    }
    boolean add = l > 0 && outAdjoint[h - 2] != null;
    if (add) {
      tiles.gather(outAdjoint[h - 2], tile, work.dx, 0);
      work.dx.put(width * t, work.cells.zeros, 0, (last - width) * t);
    }
    tiles.kernel.gemm(new Gemm(true, false, last - first, t, rows, k, t, t, add), work.cells.weights[l], first, work.cells.z, 0,
        work.dx, first * t);
    work.dx.get(first * t, work.above, first * t, (width - first) * t);
    tiles.scatter(work.dx, width * t, tile, inAdjoint[h]);
  }
}
