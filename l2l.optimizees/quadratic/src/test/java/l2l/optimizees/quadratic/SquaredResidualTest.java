package l2l.optimizees.quadratic;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.Function;
import java.util.function.ObjIntConsumer;
import java.util.function.Supplier;
import l2l.api.tensor.Buffer;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Kernel;
import l2l.api.tensor.Precision;
import l2l.api.tensor.Seed;
import l2l.api.tensor.Shape;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;
import l2l.engines.java.JavaEngine;
import org.junit.jupiter.api.Test;

class SquaredResidualTest {

  private static final int N = 300;
  private static final int M = 3;
  private static final int D = 2;

  private final Engine engine = new JavaEngine();
  private final Tensors in = Tensors.of("w", engine.normal(new Seed(1), 1, N, M, D)).with("x", engine.normal(new Seed(2), 1, N, D))
      .with("y", engine.normal(new Seed(3), 1, N, M));

  private static List<Tensor> list(Tensors t) {
    return List.of(t.get("w"), t.get("x"), t.get("y"));
  }

  /** Weighted, so that the adjoints of the values differ. */
  private Tensor weighted(Tensor losses) {
    return losses.times(engine.normal(new Seed(4), 1, losses.size()));
  }

  private Tensor fused(Tensors t) {
    return weighted(engine.apply(new SquaredResidual(), list(t)).get(0));
  }

  private Tensor plain(Tensors t) {
    return weighted(new SquaredResidual().plain(list(t)).get(0));
  }

  private static void assertEqual(Tensors plain, Tensors fused) {
    double[] p = plain.flat().values();
    double[] f = fused.flat().values();
    double largest = 0;
    for (double v : p) {
      largest = Math.max(largest, Math.abs(v));
    }
    assertTrue(largest > 0);
    assertArrayEquals(p, f, 1e-12 * largest);
  }

  @Test
  void equalsItsPlainFormInEveryOrderAndMode() {
    assertEqual(Tensors.of("f", plain(in)), Tensors.of("f", fused(in)));
    assertEqual(engine.gradient(this::plain, in).gradient(), engine.gradient(this::fused, in).gradient());
    Tensors v = in.unflat(engine.normal(new Seed(5), 1, in.size()));
    Function<Tensors, Tensor> once = t -> engine.gradient(this::plain, t).gradient().dot(v);
    Function<Tensors, Tensor> fusedOnce = t -> engine.gradient(this::fused, t).gradient().dot(v);
    assertEqual(engine.gradient(once, in).gradient(), engine.gradient(fusedOnce, in).gradient());
    assertEqual(
        engine.tangent(t -> Tensors.of("f", plain(t)), in, v).tangent(), engine.tangent(t -> Tensors.of("f", fused(t)), in, v).tangent());
  }

  @Test
  void singlePrecisionAgreesWithDouble() {
    Buffer[] floats = {numbers(in.get("w")), numbers(in.get("x")), numbers(in.get("y"))};
    Numbers loss = new Numbers(new float[N], N);
    Numbers saved = new Numbers(new float[N * M], N, M);
    var primitive = new SquaredResidual();
    primitive.forward(new FloatKernel(), floats, new Buffer[] {loss}, new Buffer[] {saved});
    assertClose(primitive.plain(list(in)).get(0).values(), loss.floats);
    Numbers[] adjoint = {
      new Numbers(new float[N * M * D], N, M, D), new Numbers(new float[N * D], N, D), new Numbers(new float[N * M], N, M)
    };
    Numbers one = numbers(engine.fill(1, N));
    primitive.backward(new FloatKernel(), floats, new Buffer[] {loss}, new Buffer[] {saved}, new Buffer[] {one}, adjoint);
    Tensors gradient = engine.gradient(t -> primitive.plain(list(t)).get(0), in).gradient();
    assertClose(gradient.get("w").values(), adjoint[0].floats);
    assertClose(gradient.get("x").values(), adjoint[1].floats);
    assertClose(gradient.get("y").values(), adjoint[2].floats);
  }

  private static void assertClose(double[] expected, float[] actual) {
    double largest = 0;
    for (double v : expected) {
      largest = Math.max(largest, Math.abs(v));
    }
    assertEquals(expected.length, actual.length);
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], actual[i], 1e-6 * largest);
    }
  }

  @Test
  void refusesShapesThatDoNotFit() {
    var e = assertThrows(IllegalArgumentException.class,
        () -> new SquaredResidual().outputs(List.of(new int[] {2, 3, 4}, new int[] {2, 3}, new int[] {2, 3})));
    assertEquals("quadratic: W [2, 3, 4], x [2, 3] and y [2, 3] do not fit; they must be [n, m, d], [n, d] and [n, m]", e.getMessage());
  }

  private static Numbers numbers(Tensor t) {
    double[] d = t.values();
    float[] f = new float[d.length];
    for (int i = 0; i < f.length; i++) {
      f[i] = (float) d[i];
    }
    return new Numbers(f, t.shape());
  }

  private record Numbers(float[] floats, int... shape) implements Buffer {
    @Override
    public int size() {
      return Shape.size(shape);
    }

    @Override
    public double[] doubles() {
      throw new IllegalStateException("these are floats");
    }
  }

  private static final class FloatKernel implements Kernel {
    @Override
    public Precision precision() {
      return Precision.FLOAT;
    }

    @Override
    public <S> void parallel(int tasks, Supplier<S> scratch, ObjIntConsumer<S> body) {
      for (int i = tasks - 1; i >= 0; i--) {
        body.accept(scratch.get(), i);
      }
    }

    @Override
    public void gemm(Gemm shape, float[] a, int fromA, float[] b, int fromB, float[] c, int fromC) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void gemm(Gemm shape, double[] a, int fromA, double[] b, int fromB, double[] c, int fromC) {
      throw new UnsupportedOperationException();
    }
  }
}
