package l2l.optimizees.quadratic;

import l2l.api.ClosedForm;

/**
 * What gradient descent with a fixed step does to 1/2 w'Hw, exactly, and without ever forming what would overflow.
 *
 * <p>With eigenvalues lambda_i of H and c_i the start's share along each: F = 1/2 sum c_i^2 lambda_i (1 - step lambda_i)^(2t) and F' =
 * -t sum c_i^2 lambda_i^2 (1 - step lambda_i)^(2t - 1). With l_i = log(c_i^2 lambda_i) + 2t log|1 - step lambda_i| and p = softmax(l),
 * G = (1/t) log F = (log sum e^l - log 2) / t and G' = -2 sum p_i lambda_i / (1 - step lambda_i); terms that are exactly 0 are left out.
 *
 * <p>Source: Wang et al. 2021, section 3, G' rearranged.
 *
 * @param lambda [b][d]
 * @param share c squared, [b][d]
 */
record Descent(double[][] lambda, double[][] share) implements ClosedForm {

  /** A problem's term. */
  private interface Term {
    double of(double lambda, double share);
  }

  /** @param x one X [rows, d] for every problem or one for each, or none where the spectrum is given */
  static Descent of(double[][] x, double[] spectrum, double[] start, int problems) {
    int d = start.length / problems;
    double[][] lambda = new double[problems][];
    double[][] share = new double[problems][];
    Eigen shared = x.length == 0 ? Eigen.diagonal(spectrum) : Eigen.ofGram(x[0], d);
    for (int b = 0; b < problems; b++) {
      Eigen eigen = x.length > 1 && b > 0 ? Eigen.ofGram(x[b], d) : shared;
      lambda[b] = eigen.values();
      share[b] = eigen.along(start, b * d);
      for (int i = 0; i < d; i++) {
        share[b][i] *= share[b][i];
      }
    }
    return new Descent(lambda, share);
  }

  @Override
  public double[] loss(double step, long t) {
    return sums((lambda, share) -> 0.5 * share * lambda * StrictMath.pow(1 - step * lambda, 2.0 * t));
  }

  @Override
  public double[] lossDerivative(double step, long t) {
    return t == 0
        ? new double[lambda.length]
        : sums((lambda, share) -> -t * share * lambda * lambda * StrictMath.pow(1 - step * lambda, 2.0 * t - 1));
  }

  private double[] sums(Term term) {
    double[] sums = new double[lambda.length];
    for (int b = 0; b < sums.length; b++) {
      for (int i = 0; i < lambda[b].length; i++) {
        if (share[b][i] * lambda[b][i] > 0) {
          sums[b] += term.of(lambda[b][i], share[b][i]);
        }
      }
    }
    return sums;
  }

  @Override
  public double[] logLoss(double step, long t) {
    double[] g = new double[lambda.length];
    for (int b = 0; b < g.length; b++) {
      double[] l = logarithms(b, step, t);
      double most = most(l);
      double sum = 0;
      for (double v : l) {
        sum += v == Double.NEGATIVE_INFINITY ? 0 : StrictMath.exp(v - most);
      }
      g[b] = (most + StrictMath.log(sum / 2)) / t;
    }
    return g;
  }

  @Override
  public double[] logLossDerivative(double step, long t) {
    double[] g = new double[lambda.length];
    for (int b = 0; b < g.length; b++) {
      double[] l = logarithms(b, step, t);
      double most = most(l);
      double sum = 0;
      double weighted = 0;
      for (int i = 0; i < l.length; i++) {
        if (l[i] != Double.NEGATIVE_INFINITY) {
          double p = StrictMath.exp(l[i] - most);
          sum += p;
          weighted += p * lambda[b][i] / (1 - step * lambda[b][i]);
        }
      }
      g[b] = -2 * weighted / sum;
    }
    return g;
  }

  /** log(c^2 lambda) + 2t log|1 - step lambda|, minus infinity for terms that are 0. */
  private double[] logarithms(int b, double step, long t) {
    if (t < 1) {
      throw new IllegalArgumentException("logLoss: (1/t) log f(x_t) wants t of at least 1, not " + t + "; use loss for the start");
    }
    double[] l = new double[lambda[b].length];
    for (int i = 0; i < l.length; i++) {
      double by = step * lambda[b][i];
      double shrink = by < 1 ? StrictMath.log1p(-by) : StrictMath.log(by - 1);
      l[i] = StrictMath.log(share[b][i] * lambda[b][i]) + 2 * t * shrink;
    }
    return l;
  }

  private static double most(double[] l) {
    double most = Double.NEGATIVE_INFINITY;
    for (double v : l) {
      most = Math.max(most, v);
    }
    return most;
  }
}
