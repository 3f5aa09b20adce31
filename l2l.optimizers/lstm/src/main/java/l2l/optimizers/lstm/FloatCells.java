package l2l.optimizers.lstm;

import java.util.Arrays;
import l2l.api.tensor.Buffer;
import l2l.api.tensor.Kernel;
import l2l.api.tensor.Kernel.Gemm;

/**
 * {@link Cells} in float, fused, in tiles of coordinates.
 *
 * <p>A layer's z of a tile is one matrix product of [W, R, b] [4 units, in + units + 1] and [x, h, 1] [in + units + 1, t]; the
 * gates stay for the way back, tanh(c') is computed again there. Each tile has partial weight adjoints of its own, added up in order
 * at the end: the same bits however many threads there are.
 */
final class FloatCells {
  /** Coordinates of a tile: a tile's arrays fit a core's second cache. */
  static final int TILE = 256;

  private final Cells cells;
  private final Kernel kernel;
  private final Buffer[] in, out, saved;
  private final int n, tiles, units, layers;
  private final float scale;
  private final float[][] weights;

  FloatCells(Cells cells, Kernel kernel, Buffer[] in, Buffer[] out, Buffer[] saved) {
    this.cells = cells;
    this.kernel = kernel;
    this.in = in;
    this.out = out;
    this.saved = saved;
    n = in[0].size();
    tiles = (n + TILE - 1) / TILE;
    units = cells.rule().units();
    layers = cells.rule().layers();
    scale = (float) cells.rule().scale();
    weights = new float[layers][];
    for (int l = 0; l < layers; l++) {
      weights[l] = joined(l);
    }
  }

  /** Columns of a layer's [W, R, b]. */
  private int columns(int layer) {
    return cells.rule().width(layer) + units + 1;
  }

  private float[] joined(int layer) {
    int width = cells.rule().width(layer), columns = columns(layer), at = cells.w(layer);
    float[] w = new float[4 * units * columns];
    for (int r = 0; r < 4 * units; r++) {
      System.arraycopy(in[at].floats(), r * width, w, r * columns, width);
      System.arraycopy(in[at + 1].floats(), r * units, w, r * columns + width, units);
      w[(r + 1) * columns - 1] = in[at + 2].floats()[r] + (r / units == 1 ? (float) cells.rule().forgetBias() : 0);
    }
    return w;
  }

  /** What a worker needs for one tile. */
  private final class Work {
    final Gates gates = new Gates(units * Math.min(n, TILE));
    final float[] x, z, dx;
    final float[] row = new float[Math.min(n, TILE)];

    Work(boolean backward) {
      int t = Math.min(n, TILE), most = Math.max(cells.rule().width(0), layers == 0 ? 0 : Math.max(columns(0), 2 * units + 1));
      x = new float[most * t];
      z = new float[4 * units * t];
      dx = new float[backward ? most * t : 0];
    }

    /** Puts [x, h, 1] of a layer into {@link #x}; x itself is there already for layer 0, and given as rows of t numbers else. */
    void operand(int layer, int from, int t) {
      int width = cells.rule().width(layer);
      gather(in[cells.h(layer)].floats(), from, t, x, width * t);
      Arrays.fill(x, (width + units) * t, (width + units + 1) * t, 1);
    }
  }

  /** Columns [from, from + t) of a matrix [units, n], as rows of t numbers from index {@code at}. */
  private void gather(float[] matrix, int from, int t, float[] rows, int at) {
    for (int j = 0; j < units; j++) {
      System.arraycopy(matrix, j * n + from, rows, at + j * t, t);
    }
  }

  private void scatter(float[] rows, int from, int t, float[] matrix) {
    for (int j = 0; j < units; j++) {
      System.arraycopy(rows, j * t, matrix, j * n + from, t);
    }
  }

  private void scatterAdd(float[] rows, int at, int from, int t, Buffer adjoint) {
    if (adjoint != null) {
      float[] matrix = adjoint.floats();
      for (int j = 0; j < units; j++) {
        add(rows, at + j * t, matrix, j * n + from, t);
      }
    }
  }

  private static void add(float[] a, int from, float[] to, int toFrom, int t) {
    for (int i = 0; i < t; i++) {
      to[toFrom + i] += a[from + i];
    }
  }

  void forward() {
    kernel.parallel(tiles, () -> new Work(false), (work, tile) -> forward(work, tile * TILE, Math.min(TILE, n - tile * TILE)));
  }

  private void forward(Work work, int from, int t) {
    Gates gates = work.gates;
    int nt = units * t;
    cells.rule().preprocessing().forward(in[0].floats(), from, t, work.x);
    if (saved != null) {
      System.arraycopy(work.x, 0, saved[0].floats(), cells.rule().width(0) * from, cells.rule().width(0) * t);
    }
    for (int l = 0; l < layers; l++) {
      int k = columns(l);
      work.operand(l, from, t);
      kernel.gemm(new Gemm(false, false, 4 * units, t, k, k, t, t, false), weights[l], 0, work.x, 0, work.z, 0);
      Rational.sigmoid(work.z, 0, 3 * nt);
      Rational.tanh(work.z, 3 * nt, 4 * nt);
      gates.open(work.z, 0, nt);
      gather(in[cells.h(l) + 1].floats(), from, t, gates.c, 0);
      gates.forward(nt);
      if (saved != null) {
        System.arraycopy(work.z, 0, saved[1 + l].floats(), 4 * units * from, 4 * nt);
      }
      scatter(gates.h, from, t, out[cells.h(l)].floats());
      scatter(gates.next, from, t, out[cells.h(l) + 1].floats());
      System.arraycopy(gates.h, 0, work.x, 0, nt);
    }
    float[] v = in[cells.w(layers)].floats(), update = out[0].floats();
    Arrays.fill(work.row, 0, t, scale * in[cells.w(layers) + 1].floats()[0]);
    for (int j = 0; j < cells.rule().width(layers); j++) {
      addTimes(scale * v[j], work.x, j * t, work.row, 0, t);
    }
    System.arraycopy(work.row, 0, update, from, t);
  }

  /** to += f a. */
  private static void addTimes(float f, float[] a, int from, float[] to, int toFrom, int t) {
    for (int i = 0; i < t; i++) {
      to[toFrom + i] = Math.fma(f, a[from + i], to[toFrom + i]);
    }
  }

  void backward(Buffer[] outAdjoint, Buffer[] inAdjoint) {
    boolean learn = false;
    int size = cells.rule().width(layers) + 1;
    for (int l = 0; l < layers; l++) {
      size += weights[l].length;
    }
    for (int i = cells.w(0); i < in.length; i++) {
      learn |= inAdjoint[i] != null;
    }
    float[][] partial = new float[tiles][learn ? size : 0];
    boolean wanted = learn;
    kernel.parallel(tiles, () -> new Work(true), (work, tile) -> new Back(work, tile * TILE, Math.min(TILE, n - tile * TILE), outAdjoint,
        inAdjoint, wanted ? partial[tile] : null).run());
    if (learn) {
      for (int tile = 1; tile < tiles; tile++) {
        add(partial[tile], 0, partial[0], 0, size);
      }
      split(partial[0], inAdjoint);
    }
  }

  /** Adds the adjoints of [W, R, b] of every layer and of [V, a] to those of the inputs they are made of. */
  private void split(float[] joined, Buffer[] inAdjoint) {
    int at = 0;
    for (int l = 0; l <= layers; l++) {
      int[] widths = l < layers ? new int[] {cells.rule().width(l), units, 1} : new int[] {cells.rule().width(l), 1};
      for (int r = 0; r < (l < layers ? 4 * units : 1); r++) {
        for (int m = 0; m < widths.length; m++) {
          if (inAdjoint[cells.w(l) + m] != null) {
            add(joined, at, inAdjoint[cells.w(l) + m].floats(), r * widths[m], widths[m]);
          }
          at += widths[m];
        }
      }
    }
  }

  /** The way back through one tile. */
  private final class Back {
    private final Work work;
    private final int from, t, nt;
    private final Buffer[] outAdjoint, inAdjoint;
    private final float[] partial;

    Back(Work work, int from, int t, Buffer[] outAdjoint, Buffer[] inAdjoint, float[] partial) {
      this.work = work;
      this.from = from;
      this.t = t;
      this.nt = units * t;
      this.outAdjoint = outAdjoint;
      this.inAdjoint = inAdjoint;
      this.partial = partial;
    }

    void run() {
      int end = partial == null ? 0 : partial.length;
      output(end);
      end -= cells.rule().width(layers) + 1;
      for (int l = layers - 1; l >= 0; l--) {
        end -= weights[l].length;
        layer(l, end);
      }
      if (inAdjoint[0] != null) {
        cells.rule().preprocessing().backward(in[0].floats(), from, t, work.dx, inAdjoint[0].floats());
      }
    }

    /** x of layer l, as rows of t numbers. */
    private void top(int l) {
      if (l == 0) {
        System.arraycopy(saved[0].floats(), cells.rule().width(0) * from, work.x, 0, cells.rule().width(0) * t);
      } else {
        gather(out[cells.h(l - 1)].floats(), from, t, work.x, 0);
      }
    }

    /** Of update = scale (V x + a): leaves the adjoint of x in work.dx. */
    private void output(int end) {
      int width = cells.rule().width(layers);
      if (outAdjoint[0] == null) {
        Arrays.fill(work.dx, 0, width * t, 0);
        return;
      }
      float[] v = in[cells.w(layers)].floats(), du = work.row;
      System.arraycopy(outAdjoint[0].floats(), from, du, 0, t);
      for (int i = 0; i < t; i++) {
        du[i] *= scale;
      }
      for (int j = 0; j < width; j++) {
        times(v[j], du, work.dx, j * t, t);
      }
      if (partial != null) {
        top(layers);
        for (int j = 0; j < width; j++) {
          partial[end - width - 1 + j] = dot(work.x, j * t, du, t);
        }
        partial[end - 1] = sum(du, t);
      }
    }

    /** Of one layer, the adjoint of whose h' from above is in work.dx: leaves there that of its x. */
    private void layer(int l, int end) {
      Gates gates = work.gates;
      int h = cells.h(l), width = cells.rule().width(l), k = columns(l);
      float[] dh = gates.dh;
      System.arraycopy(work.dx, 0, dh, 0, nt);
      if (outAdjoint[h] != null) {
        gather(outAdjoint[h].floats(), from, t, gates.tanh, 0);
        add(gates.tanh, 0, dh, 0, nt);
      }
      if (outAdjoint[h + 1] != null) {
        gather(outAdjoint[h + 1].floats(), from, t, gates.dc, 0);
      } else {
        Arrays.fill(gates.dc, 0, nt, 0);
      }
      gates.open(saved[1 + l].floats(), 4 * units * from, nt);
      gather(in[h + 1].floats(), from, t, gates.c, 0);
      gather(out[h + 1].floats(), from, t, gates.next, 0);
      gates.backward(nt);
      gates.close(work.z, nt);
      if (partial != null) {
        top(l);
        work.operand(l, from, t);
        kernel.gemm(new Gemm(false, true, 4 * units, k, t, t, t, k, false), work.z, 0, work.x, 0, partial, end);
      }
      int first = l > 0 || inAdjoint[0] != null ? 0 : width;
      int last = inAdjoint[h] != null ? width + units : width;
      if (first < last) {
        kernel.gemm(new Gemm(true, false, last - first, t, 4 * units, k, t, t, false), weights[l], first, work.z, 0, work.dx, first * t);
      }
      scatterAdd(work.dx, width * t, from, t, inAdjoint[h]);
      scatterAdd(gates.dc, 0, from, t, inAdjoint[h + 1]);
    }
  }

  private static void times(float f, float[] a, float[] to, int toFrom, int t) {
    for (int i = 0; i < t; i++) {
      to[toFrom + i] = f * a[i];
    }
  }

  private static float sum(float[] a, int t) {
    float sum = 0;
    for (int i = 0; i < t; i++) {
      sum += a[i];
    }
    return sum;
  }

  /** In eight sums, which a processor adds at once. */
  private static float dot(float[] a, int from, float[] b, int t) {
    float s0 = 0, s1 = 0, s2 = 0, s3 = 0, s4 = 0, s5 = 0, s6 = 0, s7 = 0;
    int i = 0;
    for (; i + 7 < t; i += 8) {
      s0 += a[from + i] * b[i];
      s1 += a[from + i + 1] * b[i + 1];
      s2 += a[from + i + 2] * b[i + 2];
      s3 += a[from + i + 3] * b[i + 3];
      s4 += a[from + i + 4] * b[i + 4];
      s5 += a[from + i + 5] * b[i + 5];
      s6 += a[from + i + 6] * b[i + 6];
      s7 += a[from + i + 7] * b[i + 7];
    }
    for (; i < t; i++) {
      s0 += a[from + i] * b[i];
    }
    return ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7));
  }
}
