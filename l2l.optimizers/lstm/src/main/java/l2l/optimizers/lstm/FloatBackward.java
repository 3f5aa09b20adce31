package l2l.optimizers.lstm;

import java.util.Arrays;
import l2l.api.tensor.Buffer;
import l2l.api.tensor.Kernel.Gemm;
import l2l.api.tensor.Kernel.Panel;

/**
 * The adjoints of {@link Cells} in float. tanh(c') is computed again. Each tile has partial adjoints of the weights, which are added up
 * in order at the end: the same bits however many threads there are.
 *
 * @param outAdjoint null entries are zero
 * @param inAdjoint null entries are not wanted
 */
record FloatBackward(Tiles tiles, Buffer[] outAdjoint, Buffer[] inAdjoint) {

  /** What a worker needs for one tile. */
  private static final class Work implements AutoCloseable {
    final Gates gates;
    final Panel[] weights;
    final Panel operand, z, dx, dw;
    final float[] x, above, du, ones;

    Work(Tiles tiles) {
      int t = tiles.longest();
      gates = new Gates(tiles.units * t);
      weights = tiles.crossed();
      operand = tiles.panel(tiles.rows());
      dx = tiles.panel(tiles.rows());
      z = tiles.panel(4 * tiles.units);
      dw = tiles.kernel.panel(4 * tiles.units * tiles.rows());
      x = new float[Math.max(tiles.width(0), tiles.units) * t];
      above = new float[x.length];
      du = new float[t];
      ones = new float[t];
      Arrays.fill(ones, 1);
    }

    @Override
    public void close() {
      for (Panel p : new Panel[] {operand, dx, z, dw}) {
        p.close();
      }
      for (Panel w : weights) {
        w.close();
      }
    }
  }

  void run() {
    boolean learns = false;
    for (int i = tiles.cells.w(0); i < inAdjoint.length; i++) {
      learns |= inAdjoint[i] != null;
    }
    int size = tiles.width(tiles.layers) + 1;
    for (float[] w : tiles.weights) {
      size += w.length;
    }
    float[][] partial = learns ? new float[tiles.count][size] : null;
    tiles.kernel.parallel(tiles.count, () -> new Work(tiles), (work, tile) -> tile(work, tile, partial == null ? null : partial[tile]));
    if (learns && tiles.count > 0) {
      for (int tile = 1; tile < tiles.count; tile++) {
        Rows.add(partial[tile], partial[0], size);
      }
      split(partial[0]);
    }
  }

  /** The adjoints of [W, R, b] of every layer and of [V, a], one behind the other, become those of the inputs they were made of. */
  private void split(float[] joined) {
    int at = 0;
    for (int l = 0; l <= tiles.layers; l++) {
      boolean output = l == tiles.layers;
      int[] widths = output ? new int[] {tiles.width(l), 1} : new int[] {tiles.width(l), tiles.units, 1};
      for (int r = 0; r < (output ? 1 : 4 * tiles.units); r++) {
        for (int m = 0; m < widths.length; m++) {
          Buffer to = inAdjoint[tiles.cells.w(l) + m];
          if (to != null) {
            System.arraycopy(joined, at, to.floats(), r * widths[m], widths[m]);
          }
          at += widths[m];
        }
      }
    }
  }

  private void tile(Work work, int tile, float[] partial) {
    int end = partial == null ? 0 : partial.length;
    output(work, tile, partial, end);
    end -= tiles.width(tiles.layers) + 1;
    for (int l = tiles.layers - 1; l >= 0; l--) {
      end -= tiles.weights[l].length;
      layer(work, l, tile, partial, end);
    }
    if (inAdjoint[0] != null) {
      tiles.cells.rule().preprocessing()
          .backward(tiles.in[0].floats(), tile * Tiles.TILE, tiles.length(tile), work.above, inAdjoint[0].floats());
    }
  }

  /** x of a layer, or of the output. */
  private void x(int l, int tile, float[] rows) {
    if (l == 0) {
      System.arraycopy(tiles.saved[0].floats(), tiles.width(0) * tile * Tiles.TILE, rows, 0, tiles.width(0) * tiles.length(tile));
    } else {
      tiles.gather(tiles.out[tiles.cells.h(l - 1)], tile, rows);
    }
  }

  /** Of update = scale (V x + a): leaves the adjoint of x in work.above, and those of V and a in front of {@code end}. */
  private void output(Work work, int tile, float[] partial, int end) {
    int t = tiles.length(tile), width = tiles.width(tiles.layers);
    if (outAdjoint[0] == null) {
      Arrays.fill(work.above, 0, width * t, 0);
      return;
    }
    float[] v = tiles.in[tiles.cells.w(tiles.layers)].floats(), update = outAdjoint[0].floats();
    for (int i = 0; i < t; i++) {
      work.du[i] = tiles.scale * update[tile * Tiles.TILE + i];
    }
    for (int j = 0; j < width; j++) {
      Rows.times(v[j], work.du, work.above, j * t, t);
    }
    if (partial != null) {
      x(tiles.layers, tile, work.x);
      for (int j = 0; j < width; j++) {
        partial[end - width - 1 + j] = Rows.dot(work.x, j * t, work.du, t);
      }
      partial[end - 1] = Rows.dot(work.ones, 0, work.du, t);
    }
  }

  /** Of one layer, the adjoint of whose h' from above is in work.above: leaves there that of x, and those of [W, R, b] at {@code at}. */
  private void layer(Work work, int l, int tile, float[] partial, int at) {
    Gates gates = work.gates;
    int t = tiles.length(tile), h = tiles.cells.h(l), width = tiles.width(l), rows = 4 * tiles.units, k = tiles.columns(l);
    arrive(work, h, tile);
    tiles.keep(gates, l, tile);
    tiles.gather(tiles.in[h + 1], tile, gates.c);
    tiles.gather(tiles.out[h + 1], tile, gates.next);
    gates.backward(work.above, work.z, tiles.units * t);
    if (partial != null) {
      x(l, tile, work.x);
      work.operand.put(0, work.x, 0, width * t);
      tiles.operand(l, tile, work.ones, work.operand);
      tiles.kernel.gemm(new Gemm(false, true, rows, k, t, t, t, k, false), work.z, 0, work.operand, 0, work.dw, 0);
      work.dw.get(0, partial, at, rows * k);
    }
    int first = l > 0 || inAdjoint[0] != null ? 0 : width, last = inAdjoint[h] != null ? width + tiles.units : width;
    if (first < last) {
      Gemm transposed = new Gemm(true, false, last - first, t, rows, k, t, t, false);
      tiles.kernel.gemm(transposed, work.weights[l], first, work.z, 0, work.dx, first * t);
      work.dx.get(first * t, work.above, first * t, (width - first) * t);
    }
    tiles.scatter(work.dx, width * t, tile, inAdjoint[h]);
    tiles.scatter(gates.dc, tile, inAdjoint[h + 1]);
  }

  /** The adjoint of h' from the step behind joins that from above; that of c' comes. */
  private void arrive(Work work, int h, int tile) {
    int nt = tiles.units * tiles.length(tile);
    if (outAdjoint[h] != null) {
      tiles.gather(outAdjoint[h], tile, work.gates.tanh);
      Rows.add(work.gates.tanh, work.above, nt);
    }
    if (outAdjoint[h + 1] != null) {
      tiles.gather(outAdjoint[h + 1], tile, work.gates.dc);
    } else {
      Arrays.fill(work.gates.dc, 0, nt, 0);
    }
  }
}
