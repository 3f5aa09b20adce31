package {{part}};

import l2l.api.Optimizer;
import l2l.api.contract.junit.OptimizerContract;
import l2l.api.tensor.Engine;
import l2l.engines.java.JavaEngine;

class {{type}}Test extends OptimizerContract {

  @Override
  protected Optimizer part() {
    return new {{type}}(0.05, 0.8, 1e-3);
  }

  @Override
  protected Engine engine() {
    return new JavaEngine();
  }
}
