package l2l.optimizers.adam;

import java.util.Arrays;
import java.util.List;
import l2l.api.tensor.Buffer;
import l2l.api.tensor.Kernel;
import l2l.api.tensor.Precision;
import l2l.api.tensor.Primitive;
import l2l.api.tensor.Shape;
import l2l.api.tensor.Tensor;

/**
 * One step of Adam for one tensor in one pass over memory: (m, v, g, beta1, beta2, correct1, correct2, back, epsilon) becomes m', v' and the
 * change,
 *
 * <p>m' = beta1 m + (1 - beta1) g, v' = beta2 v + (1 - beta2) g^2, change = m' correct1 back / (sqrt(v' correct2) + epsilon).
 *
 * <p>m, v and g have one shape, each of the others a shape that it begins with, such as [] or [b] for [b, d]. The derivative of the root at
 * 0 is taken to be 0.
 */
record Moments() implements Primitive {

  /** Tensors that have a number for every coordinate; behind them come those of fewer. */
  private static final int WIDE = 3;
  private static final int FEW = 6;

  /** Coordinates one task takes at most. */
  private static final int PIECE = 1 << 14;

  @Override
  public boolean speaks(Precision precision) {
    return true;
  }

  @Override
  public List<int[]> outputs(List<int[]> in) {
    int[] m = in.get(0);
    for (int i = 1; i < WIDE + FEW; i++) {
      int[] s = in.get(i);
      if (i < WIDE ? !Arrays.equals(s, m) : s.length > m.length || !Arrays.equals(s, Arrays.copyOf(m, s.length))) {
        throw new IllegalArgumentException("adam: shapes " + in.stream().map(Shape::text).toList() + " do not fit; the first three must be "
            + "equal, the others one they begin with");
      }
    }
    return List.of(m, m, m);
  }

  @Override
  public boolean overwrites(int i) {
    return i < WIDE;
  }

  /** What adds coordinates from … to - 1, for all of which the six have one number, at its place in each. */
  private interface Body {
    void of(int from, int to, int[] at, double[] sums);
  }

  /**
   * Does all coordinates in pieces.
   *
   * @return of each piece what body left in its sums, in order, behind the places in the six that it belongs to
   */
  private static Piece[] pieces(Kernel kernel, Buffer[] in, Body body) {
    int n = in[0].size();
    int rows = rows(in);
    int width = n / rows;
    int each = (width + PIECE - 1) / PIECE;
    Piece[] pieces = new Piece[n == 0 ? 0 : rows * each];
    kernel.parallel(pieces.length, () -> body, (b, task) -> {
      int row = task / each;
      int from = row * width + task % each * PIECE;
      Piece p = new Piece(places(in, row, rows), new double[FEW]);
      b.of(from, Math.min(from + PIECE, (row + 1) * width), p.at, p.sums);
      pieces[task] = p;
    });
    return pieces;
  }

  private record Piece(int[] at, double[] sums) {}

  /** Rows of coordinates that have the six in common. */
  private static int rows(Buffer[] in) {
    int rows = 1;
    for (int i = WIDE; i < WIDE + FEW; i++) {
      rows = Math.max(rows, in[i].size());
    }
    return rows;
  }

  /** Where the numbers of a row lie in the six. */
  private static int[] places(Buffer[] in, int row, int rows) {
    int[] at = new int[FEW];
    for (int i = 0; i < FEW; i++) {
      at[i] = (int) ((long) row * in[WIDE + i].size() / rows);
    }
    return at;
  }

  @Override
  public boolean pointwise() {
    return true;
  }

  @Override
  public void forward(Kernel kernel, Buffer[] in, Buffer[] out, Buffer[] saved) {
    int n = in[0].size();
    kernel.parallel((n + PIECE - 1) / PIECE, () -> this,
        (all, task) -> forward(kernel, in, out, task * PIECE, Math.min(n, (task + 1) * PIECE)));
  }

  @Override
  public void forward(Kernel kernel, Buffer[] in, Buffer[] out, int from, int to) {
    int rows = rows(in);
    int width = in[0].size() / rows;
    for (int i = from; i < to;) {
      int row = i / width;
      int end = Math.min(to, (row + 1) * width);
      int[] at = places(in, row, rows);
      if (kernel.precision() == Precision.FLOAT) {
        floats(in, out, at, i, end);
      } else {
        doubles(in, out, at, i, end);
      }
      i = end;
    }
  }

  private static void floats(Buffer[] in, Buffer[] out, int[] at, int from, int to) {
    float[] few = new float[FEW];
    for (int i = 0; i < FEW; i++) {
      few[i] = in[WIDE + i].floats()[at[i]];
    }
    forward(in[0].floats(), in[1].floats(), in[2].floats(), few[0], few[1], few[2], few[3], few[4], few[5], out[0].floats(),
        out[1].floats(), out[2].floats(), from, to);
  }

  private static void doubles(Buffer[] in, Buffer[] out, int[] at, int from, int to) {
    double[] few = new double[FEW];
    for (int i = 0; i < FEW; i++) {
      few[i] = in[WIDE + i].doubles()[at[i]];
    }
    forward(in[0].doubles(), in[1].doubles(), in[2].doubles(), few[0], few[1], few[2], few[3], few[4], few[5], out[0].doubles(),
        out[1].doubles(), out[2].doubles(), from, to);
  }

  private static void forward(float[] m, float[] v, float[] g, float beta1, float beta2, float correct1, float correct2, float back,
      float epsilon, float[] first, float[] second, float[] change, int from, int to) {
    float rest1 = 1 - beta1;
    float rest2 = 1 - beta2;
    for (int i = from; i < to; i++) {
      float a = m[i] * beta1 + g[i] * rest1;
      float b = v[i] * beta2 + g[i] * g[i] * rest2;
      first[i] = a;
      second[i] = b;
      change[i] = a * correct1 * back / ((float) Math.sqrt(b * correct2) + epsilon);
    }
  }

  private static void forward(double[] m, double[] v, double[] g, double beta1, double beta2, double correct1, double correct2,
      double back, double epsilon, double[] first, double[] second, double[] change, int from, int to) {
    double rest1 = 1 - beta1;
    double rest2 = 1 - beta2;
    for (int i = from; i < to; i++) {
      double a = m[i] * beta1 + g[i] * rest1;
      double b = v[i] * beta2 + g[i] * g[i] * rest2;
      first[i] = a;
      second[i] = b;
      change[i] = a * correct1 * back / (Math.sqrt(b * correct2) + epsilon);
    }
  }

  @Override
  public void backward(Kernel kernel, Buffer[] in, Buffer[] out, Buffer[] saved, Buffer[] outAdjoint, Buffer[] inAdjoint) {
    Numbers[] x = Numbers.of(kernel, in), y = Numbers.of(kernel, out), d = Numbers.of(kernel, outAdjoint), back = Numbers.of(kernel, inAdjoint);
    Piece[] pieces = pieces(kernel, in, (from, to, at, sums) -> backward(x, y, d, back, at, from, to, sums));
    for (int i = 0; i < FEW; i++) {
      for (Piece p : pieces) {
        back[WIDE + i].set(p.at[i], back[WIDE + i].get(p.at[i]) + p.sums[i]);
      }
    }
  }

  /** The adjoints of some coordinates, and those of the six. */
  private static void backward(Numbers[] x, Numbers[] y, Numbers[] d, Numbers[] back, int[] at, int from, int to, double[] sums) {
    double beta1 = x[3].get(at[0]), beta2 = x[4].get(at[1]);
    double correct1 = x[5].get(at[2]), correct2 = x[6].get(at[3]), rate = x[7].get(at[4]), epsilon = x[8].get(at[5]);
    for (int i = from; i < to; i++) {
      double m = x[0].get(i), v = x[1].get(i), g = x[2].get(i), a = y[0].get(i), b = y[1].get(i);
      double root = Math.sqrt(b * correct2);
      double share = d[2].get(i) / (root + epsilon);
      double ofRoot = -share * (a * correct1 * rate / (root + epsilon));
      double ofSquare = root == 0 ? 0 : ofRoot / (2 * root);
      double ofA = d[0].get(i) + share * correct1 * rate;
      double ofB = d[1].get(i) + ofSquare * correct2;
      sums[0] += ofA * (m - g);
      sums[1] += ofB * (v - g * g);
      sums[2] += share * a * rate;
      sums[3] += ofSquare * b;
      sums[4] += share * a * correct1;
      sums[5] += ofRoot;
      back[0].set(i, ofA * beta1);
      back[1].set(i, ofB * beta2);
      back[2].set(i, ofA * (1 - beta1) + ofB * (1 - beta2) * 2 * g);
    }
  }

  /** Numbers of either precision; without any, all are 0 and stay it. */
  private record Numbers(float[] floats, double[] doubles) {

    static Numbers[] of(Kernel kernel, Buffer[] buffers) {
      boolean single = kernel.precision() == Precision.FLOAT;
      return Arrays.stream(buffers).map(b -> new Numbers(b != null && single ? b.floats() : null, b != null && !single ? b.doubles() : null))
          .toArray(Numbers[]::new);
    }

    double get(int i) {
      return floats != null ? floats[i] : doubles != null ? doubles[i] : 0;
    }

    void set(int i, double number) {
      if (floats != null) {
        floats[i] = (float) number;
      } else if (doubles != null) {
        doubles[i] = number;
      }
    }
  }

  @Override
  public List<Tensor> plain(List<Tensor> in) {
    Tensor g = in.get(2), beta1 = in.get(3), beta2 = in.get(4);
    Tensor m = in.get(0).scaled(beta1).plus(g.scaled(rest(beta1)));
    Tensor v = in.get(1).scaled(beta2).plus(g.square().scaled(rest(beta2)));
    return List.of(m, v, m.scaled(in.get(5)).scaled(in.get(7)).over(v.scaled(in.get(6)).rootOrZero().plus(in.get(8).spreadLike(v))));
  }

  /** 1 - share. */
  static Tensor rest(Tensor share) {
    return share.negate().plus(1);
  }
}
