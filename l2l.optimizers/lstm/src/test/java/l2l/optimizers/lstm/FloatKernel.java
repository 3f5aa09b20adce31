package l2l.optimizers.lstm;

import java.util.function.ObjIntConsumer;
import java.util.function.Supplier;
import l2l.api.tensor.Buffer;
import l2l.api.tensor.Kernel;
import l2l.api.tensor.Precision;
import l2l.api.tensor.Shape;

/**
 * What an engine lends a primitive, in its plainest form.
 *
 * @param backwards does the tasks in the opposite order, as other threads might
 */
record FloatKernel(boolean backwards) implements Kernel {

  /** An array with numbers behind its end that nobody may touch. */
  record Floats(float[] floats, int... shape) implements Buffer {
    static Floats of(double[] values, int... shape) {
      float[] f = new float[values.length + 3];
      for (int i = 0; i < f.length; i++) {
        f[i] = i < values.length ? (float) values[i] : Float.NaN;
      }
      return new Floats(f, shape);
    }

    static Floats zeros(int... shape) {
      return of(new double[Shape.size(shape)], shape);
    }

    @Override
    public int size() {
      return Shape.size(shape);
    }

    @Override
    public double[] doubles() {
      throw new IllegalStateException("doubles: this is float");
    }
  }

  @Override
  public Precision precision() {
    return Precision.FLOAT;
  }

  @Override
  public <S> void parallel(int tasks, Supplier<S> scratch, ObjIntConsumer<S> body) {
    S one = scratch.get(), other = scratch.get();
    for (int i = 0; i < tasks; i++) {
      body.accept(backwards && i % 2 == 1 ? other : one, backwards ? tasks - 1 - i : i);
    }
  }

  @Override
  public void gemm(Gemm g, float[] a, int fromA, float[] b, int fromB, float[] c, int fromC) {
    for (int i = 0; i < g.m(); i++) {
      for (int j = 0; j < g.n(); j++) {
        double sum = g.add() ? c[fromC + i * g.strideC() + j] : 0;
        for (int l = 0; l < g.k(); l++) {
          sum += (double) a[fromA + (g.transposeA() ? l * g.strideA() + i : i * g.strideA() + l)]
              * b[fromB + (g.transposeB() ? j * g.strideB() + l : l * g.strideB() + j)];
        }
        c[fromC + i * g.strideC() + j] = (float) sum;
      }
    }
  }

  @Override
  public void gemm(Gemm g, double[] a, int fromA, double[] b, int fromB, double[] c, int fromC) {
    throw new IllegalStateException("gemm: this is float");
  }
}
