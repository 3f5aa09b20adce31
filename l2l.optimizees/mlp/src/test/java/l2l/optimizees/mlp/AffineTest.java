package l2l.optimizees.mlp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import l2l.api.contract.junit.PrimitiveContract;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Precision;
import l2l.api.tensor.Primitive;
import l2l.api.tensor.Seed;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;
import l2l.engines.blas.Nd4jEngine;
import l2l.engines.java.JavaEngine;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** A layer and its derivative are what they are in ordinary operations, in both precisions. */
class AffineTest {

  private final Engine engine = new JavaEngine();

  /** Examples [5, 4], weights [4, 3], a bias, and what comes back. */
  private static List<Tensors> layer(Engine engine) {
    return List.of(Tensors.of("a", engine.normal(new Seed(1), 1, 5, 4)).with("w", engine.normal(new Seed(2), 0.7, 4, 3))
        .with("b", engine.normal(new Seed(3), 1, 3)));
  }

  private static List<Tensors> back(Engine engine) {
    Tensors first = Tensors.of("a", engine.normal(new Seed(1), 1, 5, 4)).with("d", engine.normal(new Seed(4), 1, 5, 3));
    return List.of(first, first.with("w", engine.normal(new Seed(2), 0.7, 4, 3)));
  }

  @Nested
  class OfLayers extends PrimitiveContract {
    @Override
    protected Primitive part() {
      return new Affine();
    }

    @Override
    protected List<Tensors> inputs() {
      return layer(engine);
    }
  }

  @Nested
  class OfAdjoints extends PrimitiveContract {
    @Override
    protected Primitive part() {
      return new AffineAdjoint();
    }

    @Override
    protected List<Tensors> inputs() {
      return back(engine);
    }
  }

  @Nested
  class OfLayersInSinglePrecision extends PrimitiveContract {
    @Override
    protected Primitive part() {
      return new Affine();
    }

    @Override
    protected List<Tensors> inputs() {
      return layer(new Nd4jEngine(Precision.FLOAT, 1));
    }
  }

  @Nested
  class OfAdjointsInSinglePrecision extends PrimitiveContract {
    @Override
    protected Primitive part() {
      return new AffineAdjoint();
    }

    @Override
    protected List<Tensors> inputs() {
      return back(new Nd4jEngine(Precision.FLOAT, 1));
    }
  }

  @Test
  void weighsAndAddsTheBias() {
    List<Tensor> in = List.of(engine.tensor(new double[] {1, 2, 0, -1}, 2, 2), engine.tensor(new double[] {3, 4, 5, 6}, 2, 2),
        engine.tensor(new double[] {0.5, 10}, 2));
    assertArrayEquals(new double[] {13.5, 26, -4.5, 4}, engine.apply(new Affine(), in).get(0).values());
  }

  @Test
  void manyRowsInSeveralTasksAreEachTheirOwn() {
    int n = 700;
    Tensor a = engine.normal(new Seed(5), 1, n, 90);
    Tensor w = engine.normal(new Seed(6), 1, 90, 40);
    List<Tensor> in = List.of(a, w, engine.normal(new Seed(7), 1, 40));
    assertArrayEquals(new Affine().plain(in).get(0).values(), engine.apply(new Affine(), in).get(0).values(), 1e-12);
  }

  @Test
  void refusesWhatDoesNotFit() {
    Exception e = assertThrows(IllegalArgumentException.class,
        () -> engine.apply(new Affine(), List.of(engine.zeros(5, 3), engine.zeros(4, 3), engine.zeros(3))));
    assertEquals("layer: examples [5, 3], weights [4, 3] and bias [3] do not fit; they must be [n, i], [i, o] and [o]", e.getMessage());
    e = assertThrows(IllegalArgumentException.class,
        () -> engine.apply(new AffineAdjoint(), List.of(engine.zeros(5, 4), engine.zeros(5, 3), engine.zeros(4, 2))));
    assertEquals("layer: examples [5, 4], adjoint [5, 3] and weights [4, 2] do not fit; they must be [n, i], [n, o] and [i, o]",
        e.getMessage());
  }
}
