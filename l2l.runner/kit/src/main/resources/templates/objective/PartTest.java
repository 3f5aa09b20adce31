package {{part}};

import l2l.api.MetaObjective;
import l2l.api.contract.junit.MetaObjectiveContract;
import l2l.api.tensor.Engine;
import l2l.engines.java.JavaEngine;

class {{type}}Test extends MetaObjectiveContract {

  @Override
  protected MetaObjective part() {
    return new {{type}}(0.8);
  }

  @Override
  protected Engine engine() {
    return new JavaEngine();
  }
}
