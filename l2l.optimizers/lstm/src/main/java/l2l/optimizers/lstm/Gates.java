package l2l.optimizers.lstm;

import l2l.api.tensor.Kernel.Panel;
import l2l.api.tensor.Primitive;

/**
 * The elementwise part of an LSTM cell, forward and backward, on n numbers.
 *
 * <p>One array a gate and one index for all, and loops in methods of their own: in this form a compiler makes vector instructions of
 * them. Every array belongs to one worker.
 */
final class Gates {
  final float[] i, f, o, g, c, next, dc;

  /**
   * @param n the most numbers of a gate
   * @param back whether {@link #backward} will be asked for
   */
  Gates(int n, boolean back) {
    i = new float[n];
    f = new float[n];
    o = new float[n];
    g = new float[n];
    c = new float[n];
    next = new float[n];
    dc = new float[back ? n : 0];
  }

  /**
   * From z = [z_0, z_1, z_2, z_3] and c: the gates, and next = f c + i g.
   *
   * @param within whether no |z| exceeds {@link Rational#BOUND}; faster, and the same bits
   */
  void forward(Panel z, int n, boolean within) {
    sigmoid(z, 0, i, n, within);
    sigmoid(z, n, f, n, within);
    sigmoid(z, 2 * n, o, n, within);
    z.get(3 * n, g, 0, n);
    if (within) {
      Rational.tanhWithin(g, g, n);
    } else {
      Rational.tanh(g, g, n);
    }
    cell(i, f, g, c, next, n);
  }

  private static void sigmoid(Panel z, int from, float[] gate, int n, boolean within) {
    z.get(from, gate, 0, n);
    if (within) {
      Rational.sigmoidWithin(gate, n);
    } else {
      Rational.sigmoid(gate, n);
    }
  }

  /** After {@link #forward}: h = o tanh(next); next becomes tanh(next). */
  void hidden(float[] h, int n) {
    Rational.tanh(next, next, n);
    product(o, next, h, n);
  }

  /** After {@link #hidden}, from dh and {@link #dc}, the adjoints of h and next: z's adjoint. dc becomes that of c, the gates theirs. */
  void backward(float[] dh, Panel z, int n) {
    output(o, next, dh, dc, n);
    z.put(2 * n, o, 0, n);
    input(i, g, dc, n);
    z.put(0, i, 0, n);
    z.put(3 * n, g, 0, n);
    forget(f, c, dc, n);
    z.put(n, f, 0, n);
  }

  private static void cell(float[] i, float[] f, float[] g, float[] c, float[] next, int n) {
    for (int k = 0; k < n; k++) {
      next[k] = Math.fma(f[k], c[k], i[k] * g[k]);
    }
  }

  private static void product(float[] a, float[] b, float[] to, int n) {
    for (int k = 0; k < n; k++) {
      to[k] = a[k] * b[k];
    }
  }

  private static void output(float[] o, float[] tanh, float[] dh, float[] dc, int n) {
    for (int k = 0; k < n; k++) {
      float t = tanh[k], d = dh[k], gate = o[k];
      dc[k] = Math.fma(d * gate, 1 - t * t, dc[k]);
      o[k] = Math.fma(d * t, gate * (1 - gate), Primitive.FLUSH) - Primitive.FLUSH;
    }
  }

  private static void input(float[] i, float[] g, float[] dc, int n) {
    for (int k = 0; k < n; k++) {
      float d = dc[k], gate = i[k], candidate = g[k];
      i[k] = Math.fma(d * candidate, gate * (1 - gate), Primitive.FLUSH) - Primitive.FLUSH;
      g[k] = Math.fma(d * gate, 1 - candidate * candidate, Primitive.FLUSH) - Primitive.FLUSH;
    }
  }

  private static void forget(float[] f, float[] c, float[] dc, int n) {
    for (int k = 0; k < n; k++) {
      float d = dc[k], gate = f[k];
      f[k] = Math.fma(d * c[k], gate * (1 - gate), Primitive.FLUSH) - Primitive.FLUSH;
      dc[k] = Math.fma(d, gate, Primitive.FLUSH) - Primitive.FLUSH;
    }
  }
}
