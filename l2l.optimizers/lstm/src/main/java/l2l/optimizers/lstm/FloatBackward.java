package l2l.optimizers.lstm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import l2l.api.tensor.Buffer;
import l2l.api.tensor.Kernel;
import l2l.api.tensor.Kernel.Gemm;
import l2l.api.tensor.Kernel.Panel;
import l2l.api.tensor.Primitive.Call;

/**
 * The adjoints of {@link Cells} in float, of a run of steps: tile by tile, and each tile from the last step back to the first, while the
 * adjoints of its state lie in the cache. Gates, tanh(c') and h' are computed again, which takes about as long as their way to memory and
 * back; an unroll keeps a third of the numbers.
 *
 * <p>Tiles stand in groups, as many as n asks for; each group has partial adjoints of the weights for every step, which are added up in
 * order at the end: the same bits however many threads there are, and however many steps a run has.
 *
 * @param steps of the run, the last one first
 * @param calls the same, with their adjoints
 */
record FloatBackward(List<Tiles> steps, List<Call> calls) {

  /** Most groups: enough for as many threads, and few partial adjoints. */
  private static final int GROUPS = 16;

  static FloatBackward of(Cells cells, Kernel kernel, List<Call> calls) {
    List<Tiles> steps = new ArrayList<>();
    for (Call call : calls) {
      steps.add(new Tiles(cells, kernel, call.in(), call.out(), call.saved(), steps.isEmpty() ? null : steps.get(0)));
    }
    return new FloatBackward(steps, calls);
  }

  /** What a worker needs for one tile, the adjoints of h' of its layers, and the partial adjoints of its group. */
  private static final class Work implements AutoCloseable {
    final CellWork cells;
    final Panel dx;
    final Panel[][] dw;
    final float[][] dh, dv;
    final float[] x, above, du, row, partial;

    Work(Tiles tiles, int steps, int size) {
      int t = tiles.longest, rows = Math.max(tiles.width(0), tiles.units);
      cells = new CellWork(tiles, true);
      dx = tiles.panel(tiles.rows());
      dw = new Panel[steps][tiles.layers];
      for (Panel[] step : dw) {
        for (int l = 0; l < step.length; l++) {
          step[l] = tiles.kernel.panel(4 * tiles.units * columns(tiles, l));
        }
      }
      dv = new float[steps][tiles.width(tiles.layers) + 1];
      dh = new float[tiles.layers][tiles.units * t];
      x = new float[rows * t];
      above = new float[rows * t];
      du = new float[t];
      row = new float[t];
      partial = new float[steps * size];
    }

    @Override
    public void close() {
      cells.close();
      dx.close();
      for (Panel[] step : dw) {
        for (Panel p : step) {
          p.close();
        }
      }
    }
  }

  /** Columns of the adjoint of layer l's [W, R, b]: up to three more of zeros, where that makes them a multiple of eight. */
  private static int columns(Tiles tiles, int l) {
    int k = tiles.columns(l);
    return k % 8 > 4 ? (k + 7) / 8 * 8 : k;
  }

  /** Partial adjoints of the groups, added up in their order, whatever the order in which they come. */
  private static final class Sums {
    private final float[][] early;
    private float[] sum;
    private int next;

    Sums(int groups) {
      early = new float[groups][];
    }

    /** @param partial used again by the caller */
    synchronized void add(int group, float[] partial) {
      if (group > next) {
        early[group] = partial.clone();
        return;
      }
      if (sum == null) {
        sum = new float[partial.length];
      }
      Rows.add(partial, sum, sum.length);
      for (next++; next < early.length && early[next] != null; next++) {
        Rows.add(early[next], sum, sum.length);
        early[next] = null;
      }
    }
  }

  void run() {
    Tiles last = steps.get(0);
    int groups = Math.min(GROUPS, last.count);
    boolean learns = learns();
    Sums sums = new Sums(groups);
    last.kernel.parallel(groups, () -> new Work(last, steps.size(), learns ? size() : 0), (work, g) -> {
      clear(work);
      for (int tile = first(g, groups); tile < first(g + 1, groups); tile++) {
        for (int s = 0; s < steps.size(); s++) {
          step(work, s, tile, learns);
        }
      }
      if (learns) {
        sums.add(g, collected(work));
      }
    });
    for (int s = 0; learns && groups > 0 && s < steps.size(); s++) {
      split(s, sums.sum);
    }
  }

  private boolean learns() {
    boolean learns = false;
    for (Call call : calls) {
      for (int i = steps.get(0).cells.w(0); i < call.inAdjoint().length; i++) {
        learns |= call.inAdjoint()[i] != null;
      }
    }
    return learns;
  }

  private int first(int group, int groups) {
    return (int) ((long) steps.get(0).count * group / groups);
  }

  private void clear(Work work) {
    Tiles tiles = steps.get(0);
    for (int l = 0; l < tiles.layers; l++) {
      float[] zeros = new float[4 * tiles.units * columns(tiles, l)];
      for (Panel[] step : work.dw) {
        step[l].put(0, zeros, 0, zeros.length);
      }
    }
    for (float[] step : work.dv) {
      Arrays.fill(step, 0);
    }
  }

  /** Numbers of a step's adjoints of [W, R, b] of every layer and of [V, a]. */
  private int size() {
    Tiles tiles = steps.get(0);
    int size = tiles.width(tiles.layers) + 1;
    for (int l = 0; l < tiles.layers; l++) {
      size += 4 * tiles.units * columns(tiles, l);
    }
    return size;
  }

  /** A group's adjoints of these for every step, one behind the other; they stay until the worker's next group. */
  private float[] collected(Work work) {
    Tiles tiles = steps.get(0);
    float[] joined = work.partial;
    int at = 0;
    for (int s = 0; s < steps.size(); s++) {
      for (int l = 0; l < tiles.layers; l++) {
        int n = 4 * tiles.units * columns(tiles, l);
        work.dw[s][l].get(0, joined, at, n);
        at += n;
      }
      System.arraycopy(work.dv[s], 0, joined, at, work.dv[s].length);
      at += work.dv[s].length;
    }
    return joined;
  }

  /** Those of a step become the adjoints of the inputs they were made of. */
  private void split(int s, float[] joined) {
    Tiles tiles = steps.get(s);
    int at = s * size();
    for (int l = 0; l <= tiles.layers; l++) {
      boolean output = l == tiles.layers;
      int[] widths = output ? new int[] {tiles.width(l), 1} : new int[] {tiles.width(l), tiles.units, 1};
      for (int r = 0; r < (output ? 1 : 4 * tiles.units); r++) {
        int from = at;
        for (int m = 0; m < widths.length; m++) {
          Buffer to = calls.get(s).inAdjoint()[tiles.cells.w(l) + m];
          if (to != null) {
            System.arraycopy(joined, from, to.floats(), r * widths[m], widths[m]);
          }
          from += widths[m];
        }
        at = output ? from : at + columns(tiles, l);
      }
    }
  }

  /** Whether something arrives at the state behind a step. */
  private boolean arrives(int s, int which) {
    return s > 0 || calls.get(s).outAdjoint()[which] != null;
  }

  private void step(Work work, int s, int tile, boolean learns) {
    Tiles tiles = steps.get(s);
    Buffer[] inAdjoint = calls.get(s).inAdjoint();
    forward(work, s, tile);
    for (int l = 0; l < tiles.layers; l++) {
      arrive(work, s, tile, tiles.cells.h(l), work.dh[l]);
      arrive(work, s, tile, tiles.cells.h(l) + 1, work.cells.gates(l).dc);
    }
    output(work, s, tile, learns);
    for (int l = tiles.layers - 1; l >= 0; l--) {
      layer(work, s, l, tile, learns);
    }
    if (inAdjoint[0] != null) {
      tiles.cells.rule().preprocessing()
          .backward(tiles.in[0].floats(), tiles.from(tile), tiles.length(tile), work.above, inAdjoint[0].floats());
    }
  }

  /** What the way there left in memory of the tile, once more; in work.x the last h'. */
  private void forward(Work work, int s, int tile) {
    Tiles tiles = steps.get(s);
    int t = tiles.length(tile), features = tiles.width(0);
    System.arraycopy(tiles.saved[0].floats(), features * tiles.from(tile), work.x, 0, features * t);
    for (int l = 0; l < tiles.layers; l++) {
      work.cells.operand(l).put(0, work.x, 0, tiles.width(l) * t);
      work.cells.forward(tiles, l, tile, work.x);
      work.cells.gates(l).hidden(work.x, tiles.units * t);
    }
  }

  /** The adjoint of an h' or c': what comes from the step behind is in {@code sum} already, what comes from elsewhere joins it. */
  private void arrive(Work work, int s, int tile, int which, float[] sum) {
    Tiles tiles = steps.get(s);
    Buffer elsewhere = calls.get(s).outAdjoint()[which];
    int n = tiles.units * tiles.length(tile);
    if (s == 0 && elsewhere == null) {
      Arrays.fill(sum, 0, n, 0);
    } else if (s == 0) {
      tiles.gather(elsewhere, tile, sum);
    } else if (elsewhere != null) {
      tiles.gather(elsewhere, tile, work.above);
      Rows.add(work.above, sum, n);
    }
  }

  /** Of update = scale (V x + a), x in work.x: leaves the adjoint of x in work.above, and adds to those of V and a. */
  private void output(Work work, int s, int tile, boolean learns) {
    Tiles tiles = steps.get(s);
    Buffer update = calls.get(s).outAdjoint()[0];
    float[] dv = work.dv[s];
    int t = tiles.length(tile), width = tiles.width(tiles.layers), top = tiles.layers - 1;
    if (update == null) {
      Arrays.fill(work.above, 0, width * t, 0);
    } else {
      float[] v = tiles.in[tiles.cells.w(tiles.layers)].floats(), d = update.floats();
      for (int i = 0; i < t; i++) {
        work.du[i] = Math.fma(tiles.scale, d[tiles.from(tile) + i], Cells.FLUSH) - Cells.FLUSH;
      }
      for (int j = 0; j < width; j++) {
        Rows.times(v[j], work.du, work.row, t);
        System.arraycopy(work.row, 0, work.above, j * t, t);
      }
      for (int j = 0; learns && j < width; j++) {
        dv[j] += Rows.dot(work.x, j * t, work.du, t);
      }
      dv[width] += Rows.dot(work.cells.ones, 0, work.du, t);
    }
    if (top >= 0 && arrives(s, tiles.cells.h(top))) {
      Rows.add(work.dh[top], work.above, width * t);
    }
  }

  /** Of one layer, the adjoint of whose h' is in work.above: leaves there that of the h' below, and adds to those of [W, R, b]. */
  private void layer(Work work, int s, int l, int tile, boolean learns) {
    Tiles tiles = steps.get(s);
    Gates gates = work.cells.gates(l);
    int t = tiles.length(tile);
    gates.backward(work.above, work.cells.z, tiles.units * t);
    tiles.scatter(gates.dc, tile, calls.get(s).inAdjoint()[tiles.cells.h(l) + 1]);
    if (learns) {
      weights(work, s, l, t);
    }
    inputs(work, s, l, tile);
  }

  private void weights(Work work, int s, int l, int t) {
    Tiles tiles = steps.get(s);
    Panel operand = work.cells.operand(l);
    int rows = 4 * tiles.units, k = columns(tiles, l), own = tiles.columns(l);
    for (int row = own; row < k; row++) {
      operand.put(row * t, work.cells.zeros, 0, t);
    }
    tiles.kernel.gemm(new Gemm(false, true, rows, k, t, t, t, k, true), work.cells.z, 0, operand, 0, work.dw[s][l], 0);
  }

  /** The adjoints of a layer's x and h. That of x is added to what comes to the h' below from the step behind. */
  private void inputs(Work work, int s, int l, int tile) {
    Tiles tiles = steps.get(s);
    Buffer[] inAdjoint = calls.get(s).inAdjoint();
    int t = tiles.length(tile), h = tiles.cells.h(l), width = tiles.width(l), k = tiles.columns(l), rows = 4 * tiles.units;
    boolean handsOn = s < steps.size() - 1 || inAdjoint[h] != null;
    int first = l > 0 || inAdjoint[0] != null ? 0 : width, last = handsOn ? width + tiles.units : width;
    if (first == last) {
      return;
    }
    tiles.kernel.gemm(new Gemm(true, false, last - first, t, rows, k, t, t, false), work.cells.weights[l], first, work.cells.z, 0,
        work.dx, first * t);
    work.dx.get(first * t, work.above, first * t, (width - first) * t);
    if (l > 0 && arrives(s, h - 2)) {
      Rows.add(work.dh[l - 1], work.above, width * t);
    }
    if (handsOn) {
      work.dx.get(width * t, work.dh[l], 0, tiles.units * t);
      tiles.scatter(work.dh[l], tile, inAdjoint[h]);
    }
  }
}
