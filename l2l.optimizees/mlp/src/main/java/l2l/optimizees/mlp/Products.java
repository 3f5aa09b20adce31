package l2l.optimizees.mlp;

import l2l.api.tensor.Buffer;
import l2l.api.tensor.Kernel;
import l2l.api.tensor.Kernel.Gemm;
import l2l.api.tensor.Kernel.Panel;
import l2l.api.tensor.Precision;

/** A layer's matrix products, and what else is done to its matrices' rows, in either precision. */
record Products(Kernel kernel) {

  /** Multiplications that make a task worth a thread. */
  private static final long TASK = 1L << 20;

  /** Rows of a task: at least so many, where there are, and at most. */
  private static final int LEAST = 64;
  private static final int MOST = 512;

  /** What the kernels of products take at once. */
  private static final int STRIP = 16;

  /** Tasks that keep enough threads busy. */
  private static final int MANY = 32;

  /** A matrix where this engine multiplies; to be closed. */
  Panel crossed(Buffer matrix) {
    Panel panel = kernel.panel(matrix.size());
    put(panel, matrix, 0, matrix.size());
    return panel;
  }

  /**
   * c [m, n] = op(a) op(b), or that added to c, in tasks of some rows each; how many depends on shapes alone.
   *
   * @param transposeA whether a is stored as [k, m]
   * @param transposeB whether b is stored as [n, k]
   */
  void multiply(boolean transposeA, Panel a, boolean transposeB, Panel b, int k, Buffer c, boolean add) {
    int m = c.shape()[0];
    int n = c.shape()[1];
    int each = rows(m, (long) n * k);
    kernel.parallel((m + each - 1) / each, () -> kernel.panel(each * n), (result, task) -> {
      int from = task * each;
      int rows = Math.min(each, m - from);
      if (add) {
        put(result, c, from * n, rows * n);
      }
      kernel.gemm(new Gemm(transposeA, transposeB, rows, n, k, transposeA ? m : k, transposeB ? k : n, n, add), a,
          transposeA ? from : from * k, b, 0, result, 0);
      get(result, c, from * n, rows * n);
    });
  }

  /** Rows of a task, each of which takes so many multiplications. */
  private static int rows(int all, long multiplications) {
    long tasks = Math.max(1, Math.min(MANY, (all * multiplications + TASK - 1) / TASK));
    int even = (int) ((all + tasks - 1) / tasks + STRIP - 1) / STRIP * STRIP;
    return Math.min(MOST, Math.max(LEAST, even));
  }

  private void put(Panel panel, Buffer from, int at, int n) {
    if (isFloat()) {
      panel.put(0, from.floats(), at, n);
    } else {
      panel.put(0, from.doubles(), at, n);
    }
  }

  private void get(Panel panel, Buffer to, int at, int n) {
    if (isFloat()) {
      panel.get(0, to.floats(), at, n);
    } else {
      panel.get(0, to.doubles(), at, n);
    }
  }

  private boolean isFloat() {
    return kernel.precision() == Precision.FLOAT;
  }

  /** Every row of z [n, o] becomes b [o]. */
  void repeat(Buffer b, Buffer z) {
    Object row = isFloat() ? b.floats() : b.doubles();
    Object rows = isFloat() ? z.floats() : z.doubles();
    for (int at = 0; at < z.size(); at += b.size()) {
      System.arraycopy(row, 0, rows, at, b.size());
    }
  }

  /** b [o] = the sum of the rows of d [n, o], added in double. */
  void sumRows(Buffer d, Buffer b) {
    double[] sums = new double[b.size()];
    if (isFloat()) {
      sum(d.floats(), d.size(), sums);
      float[] to = b.floats();
      for (int j = 0; j < sums.length; j++) {
        to[j] = (float) sums[j];
      }
    } else {
      sum(d.doubles(), d.size(), sums);
      System.arraycopy(sums, 0, b.doubles(), 0, sums.length);
    }
  }

  private static void sum(float[] rows, int n, double[] sums) {
    for (int at = 0; at < n; at += sums.length) {
      for (int j = 0; j < sums.length; j++) {
        sums[j] += rows[at + j];
      }
    }
  }

  private static void sum(double[] rows, int n, double[] sums) {
    for (int at = 0; at < n; at += sums.length) {
      for (int j = 0; j < sums.length; j++) {
        sums[j] += rows[at + j];
      }
    }
  }
}
