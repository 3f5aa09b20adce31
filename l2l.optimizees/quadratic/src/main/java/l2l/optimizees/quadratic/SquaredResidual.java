package l2l.optimizees.quadratic;

import java.util.List;
import l2l.api.tensor.Buffer;
import l2l.api.tensor.Kernel;
import l2l.api.tensor.Precision;
import l2l.api.tensor.Primitive;
import l2l.api.tensor.Shape;
import l2l.api.tensor.Tensor;

/**
 * The squared residuals of n linear maps at once: (W [n, m, d], x [n, d], y [n, m]) becomes ||W x - y||^2, [n].
 *
 * <p>With r = W x - y and the adjoint a of the value: x's adjoint is 2 a W'r, W's 2 a r x', y's -2 a r. r [n, m] is saved.
 */
record SquaredResidual() implements Primitive {

  /** Problems one task takes. */
  private static final int CHUNK = 256;

  @Override
  public boolean speaks(Precision precision) {
    return true;
  }

  @Override
  public List<int[]> outputs(List<int[]> in) {
    int[] w = in.get(0);
    int[] x = in.get(1);
    int[] y = in.get(2);
    if (w.length != 3 || x.length != 2 || y.length != 2 || x[0] != w[0] || y[0] != w[0] || x[1] != w[2] || y[1] != w[1]) {
      throw new IllegalArgumentException("quadratic: W " + Shape.text(w) + ", x " + Shape.text(x) + " and y " + Shape.text(y)
          + " do not fit; they must be [n, m, d], [n, d] and [n, m]");
    }
    return List.of(new int[] {w[0]});
  }

  @Override
  public List<int[]> saved(List<int[]> in) {
    return List.of(in.get(2));
  }

  @Override
  public void forward(Kernel kernel, Buffer[] in, Buffer[] out, Buffer[] saved) {
    int[] s = in[0].shape();
    boolean isFloat = kernel.precision() == Precision.FLOAT;
    kernel.parallel((s[0] + CHUNK - 1) / CHUNK, () -> null, (none, task) -> {
      int to = Math.min(s[0], (task + 1) * CHUNK);
      if (isFloat) {
        float[] r = saved == null ? null : saved[0].floats();
        Floats.forward(task * CHUNK, to, s[1], s[2], in[0].floats(), in[1].floats(), in[2].floats(), out[0].floats(), r);
      } else {
        double[] r = saved == null ? null : saved[0].doubles();
        Doubles.forward(task * CHUNK, to, s[1], s[2], in[0].doubles(), in[1].doubles(), in[2].doubles(), out[0].doubles(), r);
      }
    });
  }

  @Override
  public void backward(Kernel kernel, Buffer[] in, Buffer[] out, Buffer[] saved, Buffer[] outAdjoint, Buffer[] inAdjoint) {
    if (outAdjoint[0] == null) {
      return;
    }
    int[] s = in[0].shape();
    boolean isFloat = kernel.precision() == Precision.FLOAT;
    kernel.parallel((s[0] + CHUNK - 1) / CHUNK, () -> null, (none, task) -> {
      int to = Math.min(s[0], (task + 1) * CHUNK);
      for (int i = task * CHUNK; i < to; i++) {
        if (isFloat) {
          Floats.backward(i, s[1], s[2], in, saved[0].floats(), outAdjoint[0].floats()[i], inAdjoint);
        } else {
          Doubles.backward(i, s[1], s[2], in, saved[0].doubles(), outAdjoint[0].doubles()[i], inAdjoint);
        }
      }
    });
  }

  @Override
  public List<Tensor> plain(List<Tensor> in) {
    int[] s = in.get(0).shape();
    Tensor r = in.get(0).matmul(in.get(1).reshape(s[0], s[2], 1)).reshape(s[0], s[1]).minus(in.get(2));
    return List.of(r.square().sum(1));
  }

  /** The loops in single precision. */
  private static final class Floats {

    static void forward(int from, int to, int m, int d, float[] w, float[] x, float[] y, float[] loss, float[] saved) {
      for (int i = from; i < to; i++) {
        float sum = 0;
        for (int j = i * m; j < (i + 1) * m; j++) {
          float r = -y[j];
          for (int k = 0; k < d; k++) {
            r += w[j * d + k] * x[i * d + k];
          }
          sum += r * r;
          if (saved != null) {
            saved[j] = r;
          }
        }
        loss[i] = sum;
      }
    }

    static void backward(int i, int m, int d, Buffer[] in, float[] r, float a, Buffer[] adjoint) {
      for (int j = i * m; j < (i + 1) * m; j++) {
        float scale = 2 * a * r[j];
        if (adjoint[1] != null) {
          addScaled(scale, in[0].floats(), j * d, adjoint[1].floats(), i * d, d);
        }
        if (adjoint[0] != null) {
          addScaled(scale, in[1].floats(), i * d, adjoint[0].floats(), j * d, d);
        }
        if (adjoint[2] != null) {
          adjoint[2].floats()[j] -= scale;
        }
      }
    }

    private static void addScaled(float scale, float[] from, int at, float[] to, int into, int n) {
      for (int k = 0; k < n; k++) {
        to[into + k] += scale * from[at + k];
      }
    }
  }

  /** The loops in double precision. */
  private static final class Doubles {

    static void forward(int from, int to, int m, int d, double[] w, double[] x, double[] y, double[] loss, double[] saved) {
      for (int i = from; i < to; i++) {
        double sum = 0;
        for (int j = i * m; j < (i + 1) * m; j++) {
          double r = -y[j];
          for (int k = 0; k < d; k++) {
            r += w[j * d + k] * x[i * d + k];
          }
          sum += r * r;
          if (saved != null) {
            saved[j] = r;
          }
        }
        loss[i] = sum;
      }
    }

    static void backward(int i, int m, int d, Buffer[] in, double[] r, double a, Buffer[] adjoint) {
      for (int j = i * m; j < (i + 1) * m; j++) {
        double scale = 2 * a * r[j];
        if (adjoint[1] != null) {
          addScaled(scale, in[0].doubles(), j * d, adjoint[1].doubles(), i * d, d);
        }
        if (adjoint[0] != null) {
          addScaled(scale, in[1].doubles(), i * d, adjoint[0].doubles(), j * d, d);
        }
        if (adjoint[2] != null) {
          adjoint[2].doubles()[j] -= scale;
        }
      }
    }

    private static void addScaled(double scale, double[] from, int at, double[] to, int into, int n) {
      for (int k = 0; k < n; k++) {
        to[into + k] += scale * from[at + k];
      }
    }
  }
}
