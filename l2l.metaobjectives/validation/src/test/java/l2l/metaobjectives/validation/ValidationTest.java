package l2l.metaobjectives.validation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.ArrayList;
import java.util.List;
import l2l.api.MetaObjective;
import l2l.api.contract.Given;
import l2l.api.contract.junit.MetaObjectiveContract;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Tensor;
import l2l.engines.java.JavaEngine;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ValidationTest {
  private final Engine engine = new JavaEngine();

  @Nested
  class OfTheLast extends MetaObjectiveContract {
    @Override
    protected MetaObjective part() {
      return new Validation(false);
    }

    @Override
    protected Engine engine() {
      return engine;
    }
  }

  @Nested
  class OfTheMean extends MetaObjectiveContract {
    @Override
    protected MetaObjective part() {
      return new Validation(true);
    }

    @Override
    protected Engine engine() {
      return engine;
    }
  }

  @Test
  void looksAtValidationLossesAlone() {
    List<Tensor> training = new ArrayList<>(), validation = new ArrayList<>();
    for (int loss : new int[] {1, 2, 6}) {
      training.add(engine.tensor(new double[] {Double.NaN, Double.NaN}, 2));
      validation.add(engine.tensor(new double[] {loss, 10 * loss}, 2));
    }
    var stretch = Given.trajectory(3, training, validation, false);
    assertArrayEquals(new double[] {6, 60}, new Validation(false).of(stretch).values());
    assertArrayEquals(new double[] {4, 40}, new Validation(true).of(stretch).values());
  }
}
