package acme.momentum;

import l2l.api.Optimizer;
import l2l.api.contract.junit.OptimizerContract;
import l2l.api.tensor.Engine;
import l2l.engines.java.JavaEngine;

class MomentumTest extends OptimizerContract {

  @Override
  protected Optimizer part() {
    return new Momentum(0.05, 0.8);
  }

  @Override
  protected Engine engine() {
    return new JavaEngine();
  }
}
