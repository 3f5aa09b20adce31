package l2l.estimators.backprop;

import java.util.List;
import l2l.api.Order;
import l2l.api.contract.Law;
import l2l.api.contract.MetaGradientLaws;
import l2l.api.contract.junit.MetaGradientContract;
import l2l.api.tensor.Engine;
import l2l.engines.java.JavaEngine;
import org.junit.jupiter.api.Nested;

class BackpropTest {

  /** All laws, and that the gradient is the derivative it claims to be. */
  private abstract static class Contract extends MetaGradientContract {
    @Override
    protected abstract Backprop part();

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
    protected Backprop part() {
      return new Backprop(0, Order.SECOND);
    }
  }

  @Nested
  class OfTheWholeHorizonWithoutSecondDerivatives extends Contract {
    @Override
    protected Backprop part() {
      return new Backprop(0, Order.FIRST);
    }
  }

  @Nested
  class OfTwoStepsAtATime extends Contract {
    @Override
    protected Backprop part() {
      return new Backprop(2, Order.SECOND);
    }
  }

  @Nested
  class OfFourStepsAndTheRestWithoutSecondDerivatives extends Contract {
    @Override
    protected Backprop part() {
      return new Backprop(4, Order.FIRST);
    }
  }
}
