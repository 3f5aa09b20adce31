package l2l.optimizees.mlp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import l2l.api.contract.junit.PrimitiveContract;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Primitive;
import l2l.api.tensor.Seed;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;
import l2l.engines.java.JavaEngine;
import org.junit.jupiter.api.Test;

class CrossEntropyTest extends PrimitiveContract {

  private final Engine engine = new JavaEngine();

  @Override
  protected Primitive part() {
    return new CrossEntropy(new int[] {2, 0, 2, 1});
  }

  @Override
  protected List<Tensors> inputs() {
    return List.of(Tensors.of("s", engine.normal(new Seed(1), 1.5, 4, 3)));
  }

  private List<Tensor> of(int label, double... scores) {
    return engine.apply(new CrossEntropy(new int[] {label}), List.of(engine.tensor(scores, 1, scores.length)));
  }

  @Test
  void isTheLogarithmOfTheLabelsProbability() {
    assertEquals(Math.log(4), of(3, 1, 1, 1, 1).get(0).scalar(), 1e-15);
    List<Tensor> out = of(0, 0, Math.log(3));
    assertArrayEquals(new double[] {0.25, 0.75}, out.get(1).values(), 1e-15);
    assertEquals(-Math.log(0.25), out.get(0).scalar(), 1e-15);
  }

  @Test
  void greatScoresDoNotOverflowAndDivergedOnesAreShown() {
    assertEquals(2000, of(1, 1000, -1000).get(0).scalar(), 1e-9);
    assertTrue(Double.isNaN(of(0, Double.NaN, 1).get(0).scalar()));
  }

  @Test
  void refusesScoresThatDoNotFitTheLabels() {
    Exception e = assertThrows(IllegalArgumentException.class, () -> engine.apply(part(), List.of(engine.zeros(3, 2))));
    assertEquals("cross-entropy: scores [3, 2] do not fit 4 labels; they must be [4, c]", e.getMessage());
  }
}
