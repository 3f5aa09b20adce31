package l2l.optimizees.quadratic;

import java.util.List;
import java.util.Optional;
import l2l.api.tensor.Buffer;
import l2l.api.tensor.Kernel;
import l2l.api.tensor.Kernel.Gemm;
import l2l.api.tensor.Precision;
import l2l.api.tensor.Primitive;
import l2l.api.tensor.Shape;
import l2l.api.tensor.Tensor;

/**
 * Half a quadratic form at many points at once, with its gradient: (w [b, d], H [d, d]) becomes 1/2 w'Hw, [b], and wH, [b, d].
 *
 * <p>With the adjoints f of the first and p of the second: w's is f (wH + wH') / 2 + pH', H's w'(f w / 2 + p). A constant H, whose
 * adjoint nobody wants, must be symmetric: then w's is f wH + pH, and wH was computed on the way there.
 */
record HalfForm() implements Primitive {

  /** Points one task takes. */
  private static final int CHUNK = 256;

  @Override
  public boolean speaks(Precision precision) {
    return true;
  }

  @Override
  public List<int[]> outputs(List<int[]> in) {
    int[] w = in.get(0);
    int[] h = in.get(1);
    if (w.length != 2 || h.length != 2 || h[0] != h[1] || w[1] != h[0]) {
      throw new IllegalArgumentException("quadratic: points " + Shape.text(w) + " and H " + Shape.text(h)
          + " do not fit; they must be [b, d] and [d, d]");
    }
    return List.of(new int[] {w[0]}, w);
  }

  @Override
  public void forward(Kernel kernel, Buffer[] in, Buffer[] out, Buffer[] saved) {
    chunks(kernel, in[0].shape()[0], (from, to) -> times(kernel, in[0], in[1], false, out[1], from, to, false));
  }

  @Override
  public int[] late() {
    return new int[] {0};
  }

  @Override
  public void late(Kernel kernel, int i, Buffer[] in, Buffer[] out) {
    int d = in[0].shape()[1];
    chunks(kernel, in[0].shape()[0], (from, to) -> {
      if (kernel.precision() == Precision.FLOAT) {
        Floats.half(in[0].floats(), out[1].floats(), out[0].floats(), from, to, d);
      } else {
        Doubles.half(in[0].doubles(), out[1].doubles(), out[0].doubles(), from, to, d);
      }
    });
  }

  /** Does body for chunks of points. */
  private interface Points {
    void of(int from, int to);
  }

  private static void chunks(Kernel kernel, int n, Points body) {
    kernel.parallel((n + CHUNK - 1) / CHUNK, () -> body, (b, task) -> b.of(task * CHUNK, Math.min(n, (task + 1) * CHUNK)));
  }

  /** Of the points from … to, y = a H, or y = a H', or that added to y. */
  private static void times(Kernel kernel, Buffer a, Buffer h, boolean transposed, Buffer y, int from, int to, boolean add) {
    int d = h.shape()[0];
    Gemm product = new Gemm(false, transposed, to - from, d, d, d, d, d, add);
    if (kernel.precision() == Precision.FLOAT) {
      kernel.gemm(product, a.floats(), from * d, h.floats(), 0, y.floats(), from * d);
    } else {
      kernel.gemm(product, a.doubles(), from * d, h.doubles(), 0, y.doubles(), from * d);
    }
  }

  @Override
  public boolean overwrites(int i) {
    return i == 0;
  }

  @Override
  public boolean reads(int i, boolean[] wanted) {
    return i == 1 || wanted[1];
  }

  @Override
  public void backward(Kernel kernel, Buffer[] in, Buffer[] out, Buffer[] saved, Buffer[] outAdjoint, Buffer[] inAdjoint) {
    if (inAdjoint[0] != null) {
      chunks(kernel, in[0].shape()[0], (from, to) -> point(kernel, in, out, outAdjoint, inAdjoint, from, to));
    }
    if (inAdjoint[1] != null) {
      matrix(kernel, in[0], outAdjoint, inAdjoint[1]);
    }
  }

  /** The adjoint of some points. */
  private static void point(Kernel kernel, Buffer[] in, Buffer[] out, Buffer[] outAdjoint, Buffer[] inAdjoint, int from, int to) {
    Buffer w = inAdjoint[0];
    boolean symmetric = inAdjoint[1] == null;
    if (outAdjoint[0] != null && !symmetric) {
      times(kernel, in[0], in[1], true, w, from, to, false);
    }
    if (outAdjoint[0] != null) {
      double ofNew = symmetric ? 1 : 0.5;
      double ofOld = symmetric ? 0 : 0.5;
      int d = in[0].shape()[1];
      if (kernel.precision() == Precision.FLOAT) {
        Floats.blend(outAdjoint[0].floats(), (float) ofNew, out[1].floats(), (float) ofOld, w.floats(), from, to, d);
      } else {
        Doubles.blend(outAdjoint[0].doubles(), ofNew, out[1].doubles(), ofOld, w.doubles(), from, to, d);
      }
    }
    if (outAdjoint[1] != null) {
      times(kernel, outAdjoint[1], in[1], !symmetric, w, from, to, outAdjoint[0] != null);
    }
  }

  /** The adjoint of H. */
  private static void matrix(Kernel kernel, Buffer w, Buffer[] outAdjoint, Buffer h) {
    int n = w.shape()[0];
    int d = w.shape()[1];
    Gemm product = new Gemm(true, false, d, d, n, d, d, d, outAdjoint[0] != null);
    if (kernel.precision() == Precision.FLOAT) {
      if (outAdjoint[0] != null) {
        Floats.squares(outAdjoint[0].floats(), w.floats(), h.floats(), n, d);
      }
      if (outAdjoint[1] != null) {
        kernel.gemm(product, w.floats(), 0, outAdjoint[1].floats(), 0, h.floats(), 0);
      }
    } else {
      if (outAdjoint[0] != null) {
        Doubles.squares(outAdjoint[0].doubles(), w.doubles(), h.doubles(), n, d);
      }
      if (outAdjoint[1] != null) {
        kernel.gemm(product, w.doubles(), 0, outAdjoint[1].doubles(), 0, h.doubles(), 0);
      }
    }
  }

  @Override
  public List<Tensor> plain(List<Tensor> in) {
    Tensor product = in.get(0).matmul(in.get(1));
    return List.of(in.get(0).times(product).sum(1).times(0.5), product);
  }

  @Override
  public Optional<Pullback> pullback() {
    return Optional.of(HalfForm::adjoints);
  }

  private static Tensor[] adjoints(Tensor[] in, Tensor[] out, Tensor[] outAdjoint, boolean[] wanted) {
    Tensor w = in[0];
    Tensor f = outAdjoint[0];
    Tensor p = outAdjoint[1];
    Tensor ofW = f == null ? null : wanted[1]
        ? out[1].plus(w.matmul(false, in[1], true)).scaled(f).times(0.5) : out[1].scaled(f);
    Tensor ofH = f == null || !wanted[1] ? null : w.matmul(true, w.scaled(f), false).times(0.5);
    if (p != null) {
      ofW = sum(ofW, p.matmul(false, in[1], wanted[1]));
      ofH = sum(ofH, wanted[1] ? w.matmul(true, p, false) : null);
    }
    return new Tensor[] {ofW, ofH};
  }

  private static Tensor sum(Tensor a, Tensor b) {
    return a == null ? b : b == null ? a : a.plus(b);
  }

  /** The loops in single precision. */
  private static final class Floats {

    static void half(float[] w, float[] p, float[] f, int from, int to, int d) {
      for (int i = from, k = from * d; i < to; i++) {
        float sum = 0;
        for (int end = k + d; k < end; k++) {
          sum += w[k] * p[k];
        }
        f[i] = sum / 2;
      }
    }

    static void blend(float[] f, float ofNew, float[] p, float ofOld, float[] w, int from, int to, int d) {
      for (int i = from; i < to; i++) {
        float a = f[i] * ofNew;
        float b = f[i] * ofOld;
        for (int k = i * d; k < (i + 1) * d; k++) {
          w[k] = ofOld == 0 ? a * p[k] : a * p[k] + b * w[k];
        }
      }
    }

    static void squares(float[] f, float[] w, float[] h, int n, int d) {
      for (int i = 0; i < n; i++) {
        for (int r = 0; r < d; r++) {
          float scale = f[i] * w[i * d + r] / 2;
          for (int c = 0; c < d; c++) {
            h[r * d + c] += scale * w[i * d + c];
          }
        }
      }
    }
  }

  /** The loops in double precision. */
  private static final class Doubles {

    static void half(double[] w, double[] p, double[] f, int from, int to, int d) {
      for (int i = from, k = from * d; i < to; i++) {
        double sum = 0;
        for (int end = k + d; k < end; k++) {
          sum += w[k] * p[k];
        }
        f[i] = sum / 2;
      }
    }

    static void blend(double[] f, double ofNew, double[] p, double ofOld, double[] w, int from, int to, int d) {
      for (int i = from; i < to; i++) {
        double a = f[i] * ofNew;
        double b = f[i] * ofOld;
        for (int k = i * d; k < (i + 1) * d; k++) {
          w[k] = ofOld == 0 ? a * p[k] : a * p[k] + b * w[k];
        }
      }
    }

    static void squares(double[] f, double[] w, double[] h, int n, int d) {
      for (int i = 0; i < n; i++) {
        for (int r = 0; r < d; r++) {
          double scale = f[i] * w[i * d + r] / 2;
          for (int c = 0; c < d; c++) {
            h[r * d + c] += scale * w[i * d + c];
          }
        }
      }
    }
  }
}
