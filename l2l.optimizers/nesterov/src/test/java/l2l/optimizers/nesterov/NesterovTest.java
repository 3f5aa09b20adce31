package l2l.optimizers.nesterov;

import static org.junit.jupiter.api.Assertions.assertEquals;

import l2l.api.Optimizer;
import l2l.engines.java.JavaEngine;
import l2l.optimizers.RunsManyAtOnce;
import l2l.optimizers.Trial;
import org.junit.jupiter.api.Test;

class NesterovTest implements RunsManyAtOnce {

  @Override
  public Optimizer smooth() {
    return new Nesterov(0.02, 0.7);
  }

  @Test
  void followsItsPublishedRecurrence() {
    Trial bowl = Trial.bowl(new JavaEngine(), new double[] {3}, new double[] {2}, 30);
    var path = bowl.path(new Nesterov(0.1, 0.9), new Nesterov(0.1, 0.9).theta(bowl));
    double x = 2, m = 0;
    for (int t = 1; t <= 30; t++) {
      double g = 3 * x;
      m = 0.9 * m + g;
      x -= 0.1 * (g + 0.9 * m);
      assertEquals(x, path.get(t).get("x").scalar(), 1e-12);
    }
  }

  /** Sutskever et al. 2013, eq. 3-4: v' = decay v - rate grad f(y + decay v), y' = y + v'; their look-ahead point y + decay v is x. */
  @Test
  void isSutskeversLookAheadSeenFromTheLookAheadPoint() {
    Trial bowl = Trial.bowl(new JavaEngine(), new double[] {3}, new double[] {2}, 30);
    var path = bowl.path(new Nesterov(0.1, 0.9), new Nesterov(0.1, 0.9).theta(bowl));
    double y = 2, v = 0;
    for (int t = 0; t <= 30; t++) {
      assertEquals(y + 0.9 * v, path.get(t).get("x").scalar(), 1e-12);
      v = 0.9 * v - 0.1 * 3 * (y + 0.9 * v);
      y += v;
    }
  }
}
