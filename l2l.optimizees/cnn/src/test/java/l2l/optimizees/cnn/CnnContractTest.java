package l2l.optimizees.cnn;

import java.util.List;
import l2l.api.OptimizeeFamily;
import l2l.api.contract.Law;
import l2l.api.contract.OptimizeeLaws;
import l2l.api.contract.junit.OptimizeeContract;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Precision;
import l2l.engines.blas.Nd4jEngine;
import l2l.engines.java.JavaEngine;
import org.junit.jupiter.api.Nested;

/** With batch normalisation and without, the network obeys the laws of optimizees, and both engines agree about it. */
class CnnContractTest {

  private abstract static class Contract extends OptimizeeContract {

    @Override
    protected OptimizeeFamily part() {
      return new Cnn(getClass().getAnnotation(Cnn.Config.class), new Bars(9, 5, 2));
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
  @Cnn.Config(channels = {2}, kernel = 3, hidden = {3}, minibatch = 4, deviation = 0.5)
  class OfANormalizedNetwork extends Contract {}

  @Nested
  @Cnn.Config(channels = {2, 2}, kernel = 3, hidden = {}, normalize = false, minibatch = 4, deviation = 0.5)
  class OfAPlainNetwork extends Contract {}
}
