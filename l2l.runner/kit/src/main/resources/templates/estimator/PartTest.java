package {{part}};

import l2l.api.MetaGradient;
import l2l.api.contract.junit.MetaGradientContract;
import l2l.api.tensor.Engine;
import l2l.engines.java.JavaEngine;

class {{type}}Test extends MetaGradientContract {

  @Override
  protected MetaGradient part() {
    return new {{type}}(2, 0.01, 4);
  }

  @Override
  protected Engine engine() {
    return new JavaEngine();
  }
}
