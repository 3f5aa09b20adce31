package l2l.optimizers.lstm;

/**
 * The elementwise part of an LSTM cell, forward and backward, on n numbers.
 *
 * <p>One array a gate and one index for all, and loops in methods of their own: in this form a compiler makes vector instructions of
 * them. Every array belongs to one worker.
 */
final class Gates {
  final float[] i, f, o, g;
  final float[] c, next, h, tanh;
  final float[] di, df, d_o, dg, dc, dh;

  /** @param n the most numbers of a gate */
  Gates(int n) {
    i = new float[n];
    f = new float[n];
    o = new float[n];
    g = new float[n];
    c = new float[n];
    next = new float[n];
    h = new float[n];
    tanh = new float[n];
    di = new float[n];
    df = new float[n];
    d_o = new float[n];
    dg = new float[n];
    dc = new float[n];
    dh = new float[n];
  }

  /** Takes the gates from z = [i, f, o, g]. */
  void open(float[] z, int from, int n) {
    System.arraycopy(z, from, i, 0, n);
    System.arraycopy(z, from + n, f, 0, n);
    System.arraycopy(z, from + 2 * n, o, 0, n);
    System.arraycopy(z, from + 3 * n, g, 0, n);
  }

  /** Puts the gates' adjoints into z = [i, f, o, g]. */
  void close(float[] z, int n) {
    System.arraycopy(di, 0, z, 0, n);
    System.arraycopy(df, 0, z, n, n);
    System.arraycopy(d_o, 0, z, 2 * n, n);
    System.arraycopy(dg, 0, z, 3 * n, n);
  }

  /** next = f c + i g, h = o tanh(next). */
  void forward(int n) {
    cell(i, f, g, c, next, n);
    System.arraycopy(next, 0, tanh, 0, n);
    Rational.tanh(tanh, 0, n);
    product(o, tanh, h, n);
  }

  /** From dh and dc, the adjoints of h and next: those of the gates before their sigmoid or tanh; dc becomes the adjoint of c. */
  void backward(int n) {
    System.arraycopy(next, 0, tanh, 0, n);
    Rational.tanh(tanh, 0, n);
    output(o, tanh, dh, dc, d_o, n);
    input(i, g, dc, di, dg, n);
    forget(f, c, dc, df, n);
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

  private static void output(float[] o, float[] tanh, float[] dh, float[] dc, float[] d_o, int n) {
    for (int k = 0; k < n; k++) {
      float t = tanh[k], d = dh[k], gate = o[k];
      dc[k] = Math.fma(d * gate, 1 - t * t, dc[k]);
      d_o[k] = d * t * gate * (1 - gate);
    }
  }

  private static void input(float[] i, float[] g, float[] dc, float[] di, float[] dg, int n) {
    for (int k = 0; k < n; k++) {
      float d = dc[k], gate = i[k], candidate = g[k];
      di[k] = d * candidate * gate * (1 - gate);
      dg[k] = d * gate * (1 - candidate * candidate);
    }
  }

  private static void forget(float[] f, float[] c, float[] dc, float[] df, int n) {
    for (int k = 0; k < n; k++) {
      float d = dc[k], gate = f[k];
      df[k] = d * c[k] * gate * (1 - gate);
      dc[k] = d * gate;
    }
  }
}
