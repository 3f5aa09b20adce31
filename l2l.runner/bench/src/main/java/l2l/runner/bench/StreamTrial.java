package l2l.runner.bench;

import java.util.List;
import l2l.api.tensor.Buffer;
import l2l.api.tensor.Kernel;
import l2l.api.tensor.Precision;
import l2l.api.tensor.Primitive;
import l2l.api.tensor.Tensor;

/**
 * y = s x, several times over the same arrays on the engine's threads: how fast memory is read and written.
 *
 * @param passes how often
 */
record StreamTrial(int passes) implements Primitive {

  private static final int CHUNK = 1 << 18;
  private static final float FACTOR = 1.0001f;

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
    boolean isFloat = kernel.precision() == Precision.FLOAT;
    for (int pass = 0; pass < passes; pass++) {
      kernel.parallel((n + CHUNK - 1) / CHUNK, () -> null, (none, task) -> {
        int to = Math.min(n, (task + 1) * CHUNK);
        if (isFloat) {
          scale(in[0].floats(), out[0].floats(), task * CHUNK, to);
        } else {
          scale(in[0].doubles(), out[0].doubles(), task * CHUNK, to);
        }
      });
    }
  }

  private static void scale(float[] x, float[] y, int from, int to) {
    for (int i = from; i < to; i++) {
      y[i] = FACTOR * x[i];
    }
  }

  private static void scale(double[] x, double[] y, int from, int to) {
    for (int i = from; i < to; i++) {
      y[i] = FACTOR * x[i];
    }
  }

  @Override
  public void backward(Kernel kernel, Buffer[] in, Buffer[] out, Buffer[] saved, Buffer[] outAdjoint, Buffer[] inAdjoint) {
    throw new IllegalStateException("a trial of the memory has no derivative; differentiate its plain form");
  }

  @Override
  public List<Tensor> plain(List<Tensor> in) {
    return List.of(in.get(0).times(FACTOR));
  }
}
