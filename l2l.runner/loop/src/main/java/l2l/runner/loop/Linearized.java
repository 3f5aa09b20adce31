package l2l.runner.loop;

import java.util.ArrayList;
import java.util.List;
import l2l.api.tensor.Buffer;
import l2l.api.tensor.Kernel;
import l2l.api.tensor.Precision;
import l2l.api.tensor.Primitive;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;

/**
 * A loss already known, with its gradient already known as its derivative: f + (x - detached x) · gradient, of value f.
 *
 * <p>Where second derivatives are dropped, the gradient computed for the optimizer serves the meta-gradient too, and f is not evaluated
 * again. Inputs: f, [] or [b]; then every gradient; then every x.
 */
record Linearized() implements Primitive {

  /** f as a function of x. */
  static Tensor of(Tensor f, Tensors gradient, Tensors x) {
    List<Tensor> in = new ArrayList<>();
    in.add(f);
    in.addAll(gradient.tensors());
    in.addAll(x.tensors());
    return f.engine().apply(new Linearized(), in).get(0);
  }

  @Override
  public boolean speaks(Precision precision) {
    return true;
  }

  @Override
  public List<int[]> outputs(List<int[]> in) {
    return List.of(in.get(0));
  }

  @Override
  public void forward(Kernel kernel, Buffer[] in, Buffer[] out, Buffer[] saved) {
    Object from = numbers(kernel, in[0]);
    System.arraycopy(from, 0, numbers(kernel, out[0]), 0, in[0].size());
  }

  private static Object numbers(Kernel kernel, Buffer b) {
    return kernel.precision() == Precision.FLOAT ? b.floats() : b.doubles();
  }

  @Override
  public void backward(Kernel kernel, Buffer[] in, Buffer[] out, Buffer[] saved, Buffer[] outAdjoint, Buffer[] inAdjoint) {
    int n = (in.length - 1) / 2;
    int problems = in[0].size();
    for (int k = 0; k < n; k++) {
      Buffer to = inAdjoint[1 + n + k];
      if (to != null) {
        int inner = to.size() / problems;
        for (int b = 0; b < problems; b++) {
          if (kernel.precision() == Precision.FLOAT) {
            addScaled(in[1 + k].floats(), outAdjoint[0].floats()[b], to.floats(), b * inner, inner);
          } else {
            addScaled(in[1 + k].doubles(), outAdjoint[0].doubles()[b], to.doubles(), b * inner, inner);
          }
        }
      }
    }
    if (inAdjoint[0] != null) {
      for (int b = 0; b < problems; b++) {
        if (kernel.precision() == Precision.FLOAT) {
          inAdjoint[0].floats()[b] += outAdjoint[0].floats()[b];
        } else {
          inAdjoint[0].doubles()[b] += outAdjoint[0].doubles()[b];
        }
      }
    }
  }

  private static void addScaled(float[] gradient, float d, float[] to, int from, int n) {
    for (int i = from; i < from + n; i++) {
      to[i] += d * gradient[i];
    }
  }

  private static void addScaled(double[] gradient, double d, double[] to, int from, int n) {
    for (int i = from; i < from + n; i++) {
      to[i] += d * gradient[i];
    }
  }

  @Override
  public List<Tensor> plain(List<Tensor> in) {
    int n = (in.size() - 1) / 2;
    Tensor f = in.get(0);
    for (int k = 0; k < n; k++) {
      Tensor x = in.get(1 + n + k);
      Tensor along = x.minus(x.detach()).times(in.get(1 + k));
      f = f.plus(f.rank() == 0 ? along.sum() : along.sumPerProblem());
    }
    return List.of(f);
  }
}
