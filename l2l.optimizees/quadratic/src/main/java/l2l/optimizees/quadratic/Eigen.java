package l2l.optimizees.quadratic;

/**
 * Eigenvalues and eigenvectors of H = X'X.
 *
 * <p>One-sided Jacobi: pairs of columns of X are turned until all are at right angles; their squared lengths are the eigenvalues, the
 * turns the eigenvectors. H itself is not used, so that small eigenvalues are as exact as large ones. Source: Hestenes 1958, "Inversion
 * of matrices by biorthogonalization and related results".
 *
 * @param values [d], in no order
 * @param vectors [d, d], one a column; null stands for the unit matrix
 */
record Eigen(double[] values, double[] vectors) {

  private static final int MOST_SWEEPS = 60;
  private static final double RIGHT_ANGLE = 1e-14;

  static Eigen diagonal(double[] spectrum) {
    return new Eigen(spectrum, null);
  }

  /** Of X'X for X [rows, d]. */
  static Eigen ofGram(double[] x, int d) {
    double[] a = x.clone();
    double[] v = new double[d * d];
    for (int i = 0; i < d; i++) {
      v[i * d + i] = 1;
    }
    int turned = 1;
    for (int sweep = 0; turned > 0 && sweep < MOST_SWEEPS; sweep++) {
      turned = 0;
      for (int p = 0; p < d; p++) {
        for (int q = p + 1; q < d; q++) {
          turned += turn(a, v, d, p, q) ? 1 : 0;
        }
      }
    }
    double[] values = new double[d];
    for (int i = 0; i < d; i++) {
      values[i] = dot(a, d, i, i);
    }
    return new Eigen(values, v);
  }

  /** Turns columns p and q to a right angle; whether they were not at one. */
  private static boolean turn(double[] a, double[] v, int d, int p, int q) {
    double pp = dot(a, d, p, p);
    double qq = dot(a, d, q, q);
    double pq = dot(a, d, p, q);
    if (Math.abs(pq) <= RIGHT_ANGLE * Math.sqrt(pp * qq)) {
      return false;
    }
    double zeta = (qq - pp) / (2 * pq);
    double tangent = Math.copySign(1, zeta) / (Math.abs(zeta) + Math.sqrt(1 + zeta * zeta));
    double cosine = 1 / Math.sqrt(1 + tangent * tangent);
    rotate(a, d, p, q, cosine, cosine * tangent);
    rotate(v, d, p, q, cosine, cosine * tangent);
    return true;
  }

  private static void rotate(double[] a, int d, int p, int q, double cosine, double sine) {
    for (int r = 0; r < a.length; r += d) {
      double x = a[r + p];
      double y = a[r + q];
      a[r + p] = cosine * x - sine * y;
      a[r + q] = sine * x + cosine * y;
    }
  }

  private static double dot(double[] a, int d, int p, int q) {
    double sum = 0;
    for (int r = 0; r < a.length; r += d) {
      sum += a[r + p] * a[r + q];
    }
    return sum;
  }

  /** The shares along each eigenvector of the vector that begins there, [d]. */
  double[] along(double[] w, int from) {
    int d = values.length;
    double[] c = new double[d];
    for (int i = 0; i < d; i++) {
      for (int r = 0; r < d; r++) {
        c[i] += vectors == null ? (r == i ? w[from + r] : 0) : vectors[r * d + i] * w[from + r];
      }
    }
    return c;
  }
}
