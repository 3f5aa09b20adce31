package l2l.optimizers.sgd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import l2l.api.Optimizer;
import l2l.engines.java.JavaEngine;
import l2l.optimizers.RunsManyAtOnce;
import l2l.optimizers.Trial;
import org.junit.jupiter.api.Test;

class SgdTest implements RunsManyAtOnce {

  @Override
  public Optimizer smooth() {
    return new Sgd(0.02);
  }

  @Test
  void followsItsPublishedRecurrence() {
    Trial bowl = Trial.bowl(new JavaEngine(), new double[] {3}, new double[] {2}, 30);
    var path = bowl.path(new Sgd(0.1), new Sgd(0.1).theta(bowl));
    double x = 2;
    for (int t = 1; t <= 30; t++) {
      x -= 0.1 * 3 * x;
      assertEquals(x, path.get(t).get("x").scalar(), 1e-12);
    }
  }
}
