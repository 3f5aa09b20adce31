package {{part}};

import l2l.api.OptimizeeFamily;
import l2l.api.contract.junit.OptimizeeContract;
import l2l.api.tensor.Engine;
import l2l.engines.java.JavaEngine;

class {{type}}Test extends OptimizeeContract {

  @Override
  protected OptimizeeFamily part() {
    return new {{type}}(3, 5);
  }

  @Override
  protected Engine engine() {
    return new JavaEngine();
  }
}
