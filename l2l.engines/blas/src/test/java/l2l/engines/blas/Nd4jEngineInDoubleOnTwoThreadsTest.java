package l2l.engines.blas;

import java.util.Optional;
import l2l.api.contract.junit.EngineContract;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Precision;
import l2l.engines.tape.DoubleLoops;
import l2l.engines.tape.TapeEngine;

class Nd4jEngineInDoubleOnTwoThreadsTest extends EngineContract {
  @Override
  protected Engine part() {
    return new Nd4jEngine(Precision.DOUBLE, 2, true);
  }

  @Override
  protected Optional<Engine> reference() {
    return Optional.of(new TapeEngine(new DoubleLoops()) {});
  }
}
