package l2l.engines.java;

import l2l.api.contract.junit.EngineContract;
import l2l.api.tensor.Engine;

class JavaEngineTest extends EngineContract {
  @Override
  protected Engine part() {
    return new JavaEngine();
  }
}
