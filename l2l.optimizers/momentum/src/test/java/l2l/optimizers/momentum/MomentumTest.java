package l2l.optimizers.momentum;

import static org.junit.jupiter.api.Assertions.assertEquals;

import l2l.api.Optimizer;
import l2l.engines.java.JavaEngine;
import l2l.optimizers.RunsManyAtOnce;
import l2l.optimizers.Trial;
import org.junit.jupiter.api.Test;

class MomentumTest implements RunsManyAtOnce {

  @Override
  public Optimizer smooth() {
    return new Momentum(0.02, 0.7);
  }

  @Test
  void followsItsPublishedRecurrence() {
    Trial bowl = Trial.bowl(new JavaEngine(), new double[] {3}, new double[] {2}, 30);
    var path = bowl.path(new Momentum(0.1, 0.9), new Momentum(0.1, 0.9).theta(bowl));
    double x = 2, m = 0;
    for (int t = 1; t <= 30; t++) {
      m = 0.9 * m + 3 * x;
      x -= 0.1 * m;
      assertEquals(x, path.get(t).get("x").scalar(), 1e-12);
    }
  }
}
