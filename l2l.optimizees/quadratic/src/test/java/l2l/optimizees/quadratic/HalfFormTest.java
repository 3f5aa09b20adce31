package l2l.optimizees.quadratic;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import l2l.api.contract.junit.PrimitiveContract;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Primitive;
import l2l.api.tensor.Seed;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;
import l2l.engines.java.JavaEngine;
import org.junit.jupiter.api.Test;

class HalfFormTest extends PrimitiveContract {

  private static final int N = 600;
  private static final int D = 3;

  private final Engine engine = new JavaEngine();

  private Tensor symmetric() {
    Tensor x = engine.normal(new Seed(1), 1, D, D);
    return x.matmul(true, x, false);
  }

  private Tensors at(int n) {
    return Tensors.of("w", engine.normal(new Seed(2), 1, n, D)).with("h", symmetric());
  }

  @Override
  protected Primitive part() {
    return new HalfForm();
  }

  @Override
  protected List<Tensors> inputs() {
    return List.of(at(5), at(1));
  }

  @Test
  void manyPointsInChunksAreWhatEachIsAlone() {
    Tensors at = at(N);
    Tensors all = engine.gradient(t -> engine.apply(new HalfForm(), t.tensors()).get(0), at).gradient();
    double[] alone = new double[N * D];
    for (int i = 0; i < N; i++) {
      Tensor w = at.get("w").slice(0, i, i + 1);
      double[] one = w.matmul(at.get("h")).values();
      System.arraycopy(one, 0, alone, i * D, D);
    }
    assertArrayEquals(alone, all.get("w").values(), 1e-12);
  }

  @Test
  void aConstantMatrixIsTakenForSymmetricInEveryOrder() {
    Tensor h = symmetric();
    Tensors w = Tensors.of("w", engine.normal(new Seed(3), 1, 4, D));
    Tensor v = engine.normal(new Seed(4), 1, 4, D);
    Tensor twice = engine.gradient(t -> engine.gradient(u -> engine.apply(new HalfForm(), List.of(u.get("w"), h)).get(0), t)
        .gradient().get("w").times(v).sum(), w).gradient().get("w");
    assertArrayEquals(v.matmul(h).values(), twice.values(), 1e-12);
  }

  @Test
  void refusesPointsThatDoNotFit() {
    Exception e = assertThrows(IllegalArgumentException.class,
        () -> engine.apply(new HalfForm(), List.of(engine.zeros(4, 2), symmetric())));
    assertEquals("quadratic: points [4, 2] and H [3, 3] do not fit; they must be [b, d] and [d, d]", e.getMessage());
  }
}
