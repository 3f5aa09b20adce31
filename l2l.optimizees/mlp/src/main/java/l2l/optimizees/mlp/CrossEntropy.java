package l2l.optimizees.mlp;

import java.util.List;
import java.util.Optional;
import l2l.api.tensor.Buffer;
import l2l.api.tensor.Kernel;
import l2l.api.tensor.Precision;
import l2l.api.tensor.Primitive;
import l2l.api.tensor.Shape;
import l2l.api.tensor.Tensor;

/**
 * The softmax cross-entropy of scores, with the probabilities they stand for: s [n, c] becomes f, [], and p, [n, c].
 *
 * <p>p = softmax of each row, f = the sum over the rows of log(sum of e^s) - s of the label = - log p of the label. With the adjoints a of
 * f and q of p: that of s is a (p - y) + p (q - sum of p q), y one-hot rows of the labels.
 *
 * @param labels [n], each of 0 … c - 1
 */
record CrossEntropy(int[] labels) implements Primitive {

  @Override
  public boolean speaks(Precision precision) {
    return true;
  }

  @Override
  public List<int[]> outputs(List<int[]> in) {
    int[] s = in.get(0);
    if (s.length != 2 || s[0] != labels.length) {
      throw new IllegalArgumentException(
          "cross-entropy: scores " + Shape.text(s) + " do not fit " + labels.length + " labels; they must be [" + labels.length + ", c]");
    }
    return List.of(new int[0], s);
  }

  @Override
  public void forward(Kernel kernel, Buffer[] in, Buffer[] out, Buffer[] saved) {
    int c = in[0].shape()[1];
    double[] row = new double[c];
    double f = 0;
    for (int i = 0; i < labels.length; i++) {
      get(kernel, in[0], i * c, row);
      double label = row[labels[i]];
      f += softmax(row) - label;
      put(kernel, row, out[1], i * c);
    }
    put(kernel, new double[] {f}, out[0], 0);
  }

  /** Scores become probabilities; returns the logarithm of the sum of e^score, shifted by the greatest. */
  private static double softmax(double[] row) {
    double greatest = Double.NEGATIVE_INFINITY;
    for (double s : row) {
      greatest = Math.max(greatest, s);
    }
    double sum = 0;
    for (int k = 0; k < row.length; k++) {
      row[k] = Math.exp(row[k] - greatest);
      sum += row[k];
    }
    for (int k = 0; k < row.length; k++) {
      row[k] /= sum;
    }
    return greatest + Math.log(sum);
  }

  @Override
  public void backward(Kernel kernel, Buffer[] in, Buffer[] out, Buffer[] saved, Buffer[] outAdjoint, Buffer[] inAdjoint) {
    int c = in[0].shape()[1];
    double[] p = new double[c];
    double[] q = new double[c];
    double[] a = new double[1];
    if (outAdjoint[0] != null) {
      get(kernel, outAdjoint[0], 0, a);
    }
    for (int i = 0; i < labels.length; i++) {
      get(kernel, out[1], i * c, p);
      if (outAdjoint[1] != null) {
        get(kernel, outAdjoint[1], i * c, q);
      }
      double mean = 0;
      for (int k = 0; k < c; k++) {
        mean += p[k] * q[k];
      }
      for (int k = 0; k < c; k++) {
        p[k] *= a[0] + q[k] - mean;
      }
      p[labels[i]] -= a[0];
      put(kernel, p, inAdjoint[0], i * c);
    }
  }

  private static void get(Kernel kernel, Buffer from, int at, double[] row) {
    if (kernel.precision() == Precision.DOUBLE) {
      System.arraycopy(from.doubles(), at, row, 0, row.length);
      return;
    }
    float[] numbers = from.floats();
    for (int k = 0; k < row.length; k++) {
      row[k] = numbers[at + k];
    }
  }

  private static void put(Kernel kernel, double[] row, Buffer to, int at) {
    if (kernel.precision() == Precision.DOUBLE) {
      System.arraycopy(row, 0, to.doubles(), at, row.length);
      return;
    }
    float[] numbers = to.floats();
    for (int k = 0; k < row.length; k++) {
      numbers[at + k] = (float) row[k] + FLUSH - FLUSH;
    }
  }

  @Override
  public List<Tensor> plain(List<Tensor> in) {
    Tensor s = in.get(0);
    Tensor logarithm = s.logSumExp();
    return List.of(logarithm.minus(s.pick(labels)).sum(), s.minus(logarithm.spreadLike(s)).exp());
  }

  @Override
  public Optional<Pullback> pullback() {
    return Optional.of(this::adjoint);
  }

  private Tensor[] adjoint(Tensor[] in, Tensor[] out, Tensor[] outAdjoint, boolean[] wanted) {
    Tensor p = out[1];
    Tensor s = outAdjoint[0] == null ? null : p.minus(oneHot(p)).scaled(outAdjoint[0]);
    if (outAdjoint[1] != null) {
      Tensor weighted = p.times(outAdjoint[1]);
      Tensor rest = weighted.minus(p.scaled(weighted.sum(1)));
      s = s == null ? rest : s.plus(rest);
    }
    return new Tensor[] {s};
  }

  private Tensor oneHot(Tensor like) {
    int c = like.shape()[1];
    float[] rows = new float[like.size()];
    for (int i = 0; i < labels.length; i++) {
      rows[i * c + labels[i]] = 1;
    }
    return like.engine().tensor(rows, like.shape());
  }
}
