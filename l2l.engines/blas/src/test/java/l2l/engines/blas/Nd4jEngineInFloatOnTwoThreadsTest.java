package l2l.engines.blas;

import l2l.api.contract.junit.EngineContract;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Precision;

class Nd4jEngineInFloatOnTwoThreadsTest extends EngineContract {
  @Override
  protected Engine part() {
    return new Nd4jEngine(Precision.FLOAT, 2, true);
  }
}
