package l2l.api.contract;

import l2l.api.Observation;
import l2l.api.Optimizer;
import l2l.api.Setting;
import l2l.api.contract.junit.OptimizerContract;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Tensors;
import l2l.engines.java.JavaEngine;

/** The laws of optimizers let a sound one pass. */
class HeavyBallTest extends OptimizerContract {

  @Override
  protected Optimizer part() {
    return new HeavyBall();
  }

  @Override
  protected Engine engine() {
    return new JavaEngine();
  }

  record HeavyBall(double rate, double decay) implements Optimizer {
    HeavyBall() {
      this(0.02, 0.7);
    }

    @Override
    public Tensors theta(Setting setting) {
      return Tensors.of("rate", setting.engine().scalar(rate)).with("decay", setting.engine().scalar(decay));
    }

    @Override
    public Tensors state(Tensors theta, Setting setting) {
      return setting.x().map(x -> setting.engine().zeros(x.shape()));
    }

    @Override
    public Step step(Tensors theta, Tensors state, Observation seen) {
      Tensors m = state.map(t -> t.scaled(theta.get("decay"))).plus(seen.gradient());
      return new Step(m.map(t -> t.scaled(theta.get("rate")).negate()), m);
    }
  }
}
