package l2l.runner.bench;

import java.util.Arrays;
import java.util.List;
import l2l.api.tensor.Buffer;
import l2l.api.tensor.Kernel;
import l2l.api.tensor.Precision;
import l2l.api.tensor.Primitive;
import l2l.api.tensor.Tensor;

/**
 * An engine's matrix product, done again and again on operands that are where the engine multiplies: what a fused step could reach at most.
 *
 * @param times how often in each of its tasks
 */
record ProductTrial(Workload.Product shape, int times) implements Primitive {

  /** Pieces of work that the engine's threads share. */
  static final int TASKS = 8;

  /** A worker's operands. */
  private record Operands(Kernel.Panel a, Kernel.Panel b, Kernel.Panel c) implements AutoCloseable {
    @Override
    public void close() {
      a.close();
      b.close();
      c.close();
    }
  }

  @Override
  public boolean speaks(Precision precision) {
    return true;
  }

  @Override
  public List<int[]> outputs(List<int[]> in) {
    return List.of(new int[] {1});
  }

  @Override
  public void forward(Kernel kernel, Buffer[] in, Buffer[] out, Buffer[] saved) {
    int m = shape.m(), n = shape.n(), k = shape.k();
    var g = new Kernel.Gemm(false, false, m, n, k, k, n, n, false);
    kernel.parallel(TASKS, () -> new Operands(ones(kernel, m * k), ones(kernel, k * n), ones(kernel, m * n)), (o, task) -> {
      for (int i = 0; i < times; i++) {
        kernel.gemm(g, o.a, 0, o.b, 0, o.c, 0);
      }
    });
    if (kernel.precision() == Precision.FLOAT) {
      out[0].floats()[0] = 0;
    } else {
      out[0].doubles()[0] = 0;
    }
  }

  private static Kernel.Panel ones(Kernel kernel, int n) {
    Kernel.Panel panel = kernel.panel(n);
    if (kernel.precision() == Precision.FLOAT) {
      float[] ones = new float[n];
      Arrays.fill(ones, 1);
      panel.put(0, ones, 0, n);
    } else {
      double[] ones = new double[n];
      Arrays.fill(ones, 1);
      panel.put(0, ones, 0, n);
    }
    return panel;
  }

  @Override
  public void backward(Kernel kernel, Buffer[] in, Buffer[] out, Buffer[] saved, Buffer[] outAdjoint, Buffer[] inAdjoint) {
    // nothing depends on the input
  }

  @Override
  public List<Tensor> plain(List<Tensor> in) {
    return List.of(in.get(0).times(0));
  }
}
