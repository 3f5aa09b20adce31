package l2l.runner.bench;

import java.util.List;
import l2l.api.tensor.Buffer;
import l2l.api.tensor.Kernel;
import l2l.api.tensor.Precision;
import l2l.api.tensor.Primitive;
import l2l.api.tensor.Tensor;

/**
 * tanh of numbers in a cache, many times over on the engine's threads, by a rational function (the Padé approximant of degrees 9 and 8):
 * how fast the JVM's vector loops are.
 *
 * @param times how often each task does all numbers
 */
record FunctionTrial(int times) implements Primitive {

  /** Tasks, more than there are threads. */
  static final int TASKS = 32;

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
    int n = in[0].size();
    if (kernel.precision() == Precision.FLOAT) {
      float[] x = in[0].floats();
      kernel.parallel(TASKS, () -> new float[n], (y, task) -> {
        for (int i = 0; i < times; i++) {
          tanh(x, y, n);
        }
      });
      tanh(x, out[0].floats(), n);
    } else {
      double[] x = in[0].doubles();
      kernel.parallel(TASKS, () -> new double[n], (y, task) -> {
        for (int i = 0; i < times; i++) {
          tanh(x, y, n);
        }
      });
      tanh(x, out[0].doubles(), n);
    }
  }

  private static void tanh(float[] x, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      float v = x[i];
      float s = v * v;
      float p = Math.fma(Math.fma(Math.fma(s + 990f, s, 135135f), s, 4729725f), s, 34459425f);
      float q = Math.fma(Math.fma(Math.fma(Math.fma(45f, s, 13860f), s, 945945f), s, 16216200f), s, 34459425f);
      y[i] = v * p / q;
    }
  }

  private static void tanh(double[] x, double[] y, int n) {
    for (int i = 0; i < n; i++) {
      double v = x[i];
      double s = v * v;
      double p = Math.fma(Math.fma(Math.fma(s + 990, s, 135135), s, 4729725), s, 34459425);
      double q = Math.fma(Math.fma(Math.fma(Math.fma(45, s, 13860), s, 945945), s, 16216200), s, 34459425);
      y[i] = v * p / q;
    }
  }

  @Override
  public void backward(Kernel kernel, Buffer[] in, Buffer[] out, Buffer[] saved, Buffer[] outAdjoint, Buffer[] inAdjoint) {
    throw new IllegalStateException("a trial of the functions has no derivative; differentiate its plain form");
  }

  @Override
  public List<Tensor> plain(List<Tensor> in) {
    return List.of(in.get(0).tanh());
  }
}
