package l2l.api.contract;

import java.util.Arrays;
import java.util.List;
import l2l.api.tensor.Buffer;
import l2l.api.tensor.Kernel;
import l2l.api.tensor.Precision;
import l2l.api.tensor.Primitive;
import l2l.api.tensor.Shape;
import l2l.api.tensor.Tensor;

/**
 * A primitive to try engines on: of a [n] and b [n] it makes p = a b^2 [n] and q = sum of tanh(p) []. It saves tanh(p) [n].
 *
 * @param fused whether it speaks any precision, or none
 */
record Twin(boolean fused) implements Primitive {

  @Override
  public boolean speaks(Precision precision) {
    return fused;
  }

  @Override
  public List<int[]> outputs(List<int[]> in) {
    if (in.size() != 2 || in.get(0).length != 1 || !Arrays.equals(in.get(0), in.get(1))) {
      throw new IllegalArgumentException("twin: two rows of equal length are wanted, not " + in.stream().map(Shape::text).toList());
    }
    return List.of(in.get(0), new int[0]);
  }

  @Override
  public List<int[]> saved(List<int[]> in) {
    return List.of(in.get(0));
  }

  @Override
  public void forward(Kernel kernel, Buffer[] in, Buffer[] out, Buffer[] saved) {
    if (!fused) {
      throw new IllegalStateException("twin: it was said not to speak " + kernel.precision());
    }
    double sum = 0;
    for (int i = 0; i < in[0].size(); i++) {
      double p = get(kernel, in[0], i) * get(kernel, in[1], i) * get(kernel, in[1], i);
      double t = Math.tanh(p);
      set(kernel, out[0], i, p);
      sum += t;
      if (saved != null) {
        set(kernel, saved[0], i, t);
      }
    }
    set(kernel, out[1], 0, sum);
  }

  @Override
  public void backward(Kernel kernel, Buffer[] in, Buffer[] out, Buffer[] saved, Buffer[] outAdjoint, Buffer[] inAdjoint) {
    for (int i = 0; i < in[0].size(); i++) {
      double t = get(kernel, saved[0], i);
      double d = (outAdjoint[0] == null ? 0 : get(kernel, outAdjoint[0], i))
          + (outAdjoint[1] == null ? 0 : get(kernel, outAdjoint[1], 0) * (1 - t * t));
      double a = get(kernel, in[0], i);
      double b = get(kernel, in[1], i);
      if (inAdjoint[0] != null) {
        set(kernel, inAdjoint[0], i, get(kernel, inAdjoint[0], i) + d * b * b);
      }
      if (inAdjoint[1] != null) {
        set(kernel, inAdjoint[1], i, get(kernel, inAdjoint[1], i) + d * 2 * a * b);
      }
    }
  }

  @Override
  public List<Tensor> plain(List<Tensor> in) {
    Tensor p = in.get(0).times(in.get(1)).times(in.get(1));
    return List.of(p, p.tanh().sum());
  }

  /** Reads and writes numbers of either precision. */
  private static double get(Kernel kernel, Buffer b, int i) {
    return kernel.precision() == Precision.FLOAT ? b.floats()[i] : b.doubles()[i];
  }

  private static void set(Kernel kernel, Buffer b, int i, double v) {
    if (kernel.precision() == Precision.FLOAT) {
      b.floats()[i] = (float) v;
    } else {
      b.doubles()[i] = v;
    }
  }
}
