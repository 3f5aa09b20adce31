package l2l.metaobjectives.sum;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import l2l.api.MetaObjective;
import l2l.api.Trajectory;
import l2l.api.contract.Given;
import l2l.api.contract.junit.MetaObjectiveContract;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Tensor;
import l2l.engines.java.JavaEngine;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class SumTest {
  private static final double[] EACH_ONE = {};
  private final Engine engine = new JavaEngine();

  @Nested
  class OfAllButTheFirst extends MetaObjectiveContract {
    @Override
    protected MetaObjective part() {
      return new Sum(EACH_ONE, false);
    }

    @Override
    protected Engine engine() {
      return engine;
    }
  }

  @Nested
  class OfAllWeighted extends MetaObjectiveContract {
    @Override
    protected MetaObjective part() {
      return new Sum(new double[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5}, true);
    }

    @Override
    protected Engine engine() {
      return engine;
    }
  }

  /** Losses 1, 2, 4, 8 of one problem and ten times those of another, at x_from …. */
  private Trajectory stretch(long from) {
    List<Tensor> losses = new ArrayList<>();
    for (int loss : new int[] {1, 2, 4, 8}) {
      losses.add(engine.tensor(new double[] {loss, 10 * loss}, 2));
    }
    return Given.trajectory(from, losses, losses, false);
  }

  @Test
  void addsAllButTheFirstOrAll() {
    assertArrayEquals(new double[] {14, 140}, new Sum(EACH_ONE, false).of(stretch(0)).values());
    assertArrayEquals(new double[] {15, 150}, new Sum(EACH_ONE, true).of(stretch(0)).values());
  }

  @Test
  void weightsCountFromTheStartOfTraining() {
    double[] weights = {1, 2, 3, 4, 5, 6};
    assertArrayEquals(new double[] {2 * 4 + 4 * 5 + 8 * 6, 10 * (2 * 4 + 4 * 5 + 8 * 6)}, new Sum(weights, false).of(stretch(3)).values());
    double all = 3 + 2 * 4 + 4 * 5 + 8 * 6;
    assertArrayEquals(new double[] {all, 10 * all}, new Sum(weights, true).of(stretch(2)).values());
  }

  @Test
  void saysThatWeightsAreTooFew() {
    String message = assertThrows(IllegalArgumentException.class, () -> new Sum(new double[] {1, 2}, false).of(stretch(0))).getMessage();
    assertEquals("sum: 2 weights do not reach x_3; give one for every point of the horizon, or none", message);
  }

  @Test
  void saysThatAStretchOfNoStepsHasNothingToAdd() {
    List<Tensor> one = List.of(engine.scalar(1));
    Trajectory point = Given.trajectory(0, one, one, true);
    assertEquals("sum: a stretch of 0 steps has no points after its first; take points 0..T or a longer stretch",
        assertThrows(IllegalArgumentException.class, () -> new Sum(EACH_ONE, false).of(point)).getMessage());
  }
}
