package l2l.optimizees.quadratic;

import java.util.List;
import l2l.api.OptimizeeFamily;
import l2l.api.contract.Law;
import l2l.api.contract.OptimizeeLaws;
import l2l.api.contract.junit.OptimizeeContract;
import l2l.api.data.ArraySource;
import l2l.api.state.Values;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Precision;
import l2l.engines.blas.Nd4jEngine;
import l2l.engines.java.JavaEngine;
import org.junit.jupiter.api.Nested;

/** Every form the family takes obeys the laws of optimizees, and both engines agree about it. */
class QuadraticContractTest {

  private abstract static class Contract extends OptimizeeContract {

    ArraySource data() {
      return null;
    }

    @Override
    protected OptimizeeFamily part() {
      return new Quadratic(getClass().getAnnotation(Quadratic.Config.class), data());
    }

    @Override
    protected Engine engine() {
      return new JavaEngine();
    }

    @Override
    protected List<Law> more() {
      return OptimizeeLaws.agreement(part(), new Nd4jEngine(Precision.FLOAT, 1), engine(), 1e-4);
    }
  }

  @Nested
  @Quadratic.Config(dimension = 4, start = "normal")
  class OfOneResidual extends Contract {}

  @Nested
  @Quadratic.Config(dimension = 4, rows = 6, problems = 5, start = "normal", deviation = 0.5)
  class OfFiveResiduals extends Contract {}

  @Nested
  @Quadratic.Config(dimension = 4, problems = 5, values = "uniform", mean = true)
  class OfTheMeanOfFive extends Contract {}

  @Nested
  @Quadratic.Config(form = "hessian", dimension = 4, start = "normal")
  class OfOneHessian extends Contract {}

  @Nested
  @Quadratic.Config(form = "hessian", dimension = 4, rows = 6, problems = 3, start = "normal")
  class OfThreeHessians extends Contract {}

  @Nested
  @Quadratic.Config(form = "hessian", dimension = 4, problems = 3, start = "normal", mean = true)
  class OfTheMeanOfThreeHessians extends Contract {}

  @Nested
  @Quadratic.Config(form = "hessian", problems = 2, start = "normal", spectrum = {1, 4, 9})
  class OfAGivenSpectrum extends Contract {}

  @Nested
  @Quadratic.Config(form = "hessian", dimension = 4, problems = 5, start = "normal", same = true)
  class OfOneRandomHessianFiveTimes extends Contract {}

  @Nested
  @Quadratic.Config(problems = 3, start = "normal")
  class OfOneGivenResidualThrice extends Contract {
    @Override
    ArraySource data() {
      return () -> Values.none().with("W", new double[] {1, 2, 3, 4, 5, 6}, 3, 2).with("y", new double[] {1, 1, 1}, 3);
    }
  }

  @Nested
  @Quadratic.Config(form = "hessian", problems = 4)
  class OfOneGivenHessianFourTimes extends Contract {
    @Override
    ArraySource data() {
      return () -> Values.none().with("X", new double[] {1, 2, 3, 4, 5, 6}, 3, 2).with("w0", new double[] {1, -1}, 2);
    }
  }
}
