package l2l.optimizees.mlp;

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

/** Every activation and depth obeys the laws of optimizees, and both engines agree about it. */
class MlpContractTest {

  private abstract static class Contract extends OptimizeeContract {

    @Override
    protected OptimizeeFamily part() {
      return new Mlp(getClass().getAnnotation(Mlp.Config.class), new Clusters(40, 5, 3));
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
  @Mlp.Config(layers = {4}, minibatch = 8, deviation = 0.5)
  class OfSigmoid extends Contract {}

  @Nested
  @Mlp.Config(layers = {4, 3}, minibatch = 8, activation = "tanh", deviation = 0.5)
  class OfTwoLayersOfTanh extends Contract {}

  @Nested
  @Mlp.Config(layers = {6}, minibatch = 6, activation = "relu", init = "wang")
  class OfRelu extends Contract {}

  @Nested
  @Mlp.Config(layers = {6, 5}, minibatch = 6, activation = "elu", deviation = 0.7)
  class OfElu extends Contract {}

  @Nested
  @Mlp.Config(layers = {}, minibatch = 0, labelNoise = 0.3)
  class OfALinearClassifierWithNoisyLabels extends Contract {}
}
