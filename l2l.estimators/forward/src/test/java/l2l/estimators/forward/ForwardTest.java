package l2l.estimators.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import l2l.api.Order;
import l2l.api.contract.Law;
import l2l.api.contract.MetaGradientLaws;
import l2l.api.contract.junit.MetaGradientContract;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Seed;
import l2l.api.tensor.Tensors;
import l2l.engines.java.JavaEngine;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ForwardTest {

  /** All laws, and that the gradient is the derivative it claims to be. */
  private abstract static class Contract extends MetaGradientContract {
    @Override
    protected abstract Forward part();

    @Override
    protected Engine engine() {
      return new JavaEngine();
    }

    @Override
    protected List<Law> more() {
      return List.of(MetaGradientLaws.exact(part(), engine(), part().order()));
    }
  }

  @Nested
  class OfTheWholeHorizon extends Contract {
    @Override
    protected Forward part() {
      return new Forward(0, Order.SECOND, 64);
    }
  }

  @Nested
  class OfFourStepsAndTheRestWithoutSecondDerivatives extends Contract {
    @Override
    protected Forward part() {
      return new Forward(4, Order.FIRST, 2);
    }
  }

  @Test
  void refusesMoreNumbersThanItsLimit() {
    Tensors theta = Tensors.of("w", new JavaEngine().zeros(5, 13));
    assertEquals("forward: theta has 65 numbers, each of which takes a pass through training, and the limit is 64; take the estimator "
        + "backprop, or raise the setting 'limit'", refusal(theta));
  }

  @Test
  void refusesAThetaOfNoNumbers() {
    assertEquals("forward: theta has no numbers to differentiate by; take an optimizer that has something to learn",
        refusal(Tensors.none()));
  }

  private static String refusal(Tensors theta) {
    Forward forward = new Forward(0, Order.SECOND, 64);
    return assertThrows(IllegalArgumentException.class, () -> forward.estimate(null, theta, Optional.empty(), new Seed(0))).getMessage();
  }
}
