package l2l.metaobjectives.last;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.List;
import l2l.api.MetaObjective;
import l2l.api.contract.Given;
import l2l.api.contract.junit.MetaObjectiveContract;
import l2l.api.tensor.Engine;
import l2l.engines.java.JavaEngine;
import org.junit.jupiter.api.Test;

class LastTest extends MetaObjectiveContract {

  @Override
  protected MetaObjective part() {
    return new Last();
  }

  @Override
  protected Engine engine() {
    return new JavaEngine();
  }

  @Test
  void isTheLossAtTheLastPoint() {
    Engine engine = engine();
    var losses = List.of(engine.tensor(new double[] {5, 6}, 2), engine.tensor(new double[] {3, 4}, 2));
    assertArrayEquals(new double[] {3, 4}, part().of(Given.trajectory(7, losses, losses, false)).values());
  }
}
