package l2l.optimizers.nesterov;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import l2l.api.Optimizer;
import l2l.api.contract.Landscape;
import l2l.api.contract.Law;
import l2l.api.contract.OptimizerLaws;
import l2l.api.contract.Training;
import l2l.api.contract.junit.OptimizerContract;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Precision;
import l2l.api.tensor.Seed;
import l2l.api.tensor.Tensors;
import l2l.engines.blas.Nd4jEngine;
import l2l.engines.java.JavaEngine;
import org.junit.jupiter.api.Test;

class NesterovTest extends OptimizerContract {

  @Override
  protected Optimizer part() {
    return new Nesterov(0.05, 0.8);
  }

  @Override
  protected Engine engine() {
    return new JavaEngine();
  }

  @Override
  protected List<Law> more() {
    return OptimizerLaws.agreement(part(), new Nd4jEngine(Precision.FLOAT, 1), engine(), 1e-4);
  }

  /** x_0 … x_30 on f(x) = 3 x^2 / 2 from 2. */
  private List<Tensors> path(Optimizer optimizer) {
    Engine engine = engine();
    Landscape bowl = new Landscape("a bowl", seed -> Tensors.of("x", engine.scalar(2)), x -> x.get("x").square().times(1.5));
    Training training = new Training(engine, optimizer, bowl, new Seed(0), 30);
    return training.run(training.theta()).points();
  }

  @Test
  void followsItsPublishedRecurrence() {
    List<Tensors> path = path(new Nesterov(0.1, 0.9));
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
    List<Tensors> path = path(new Nesterov(0.1, 0.9));
    double y = 2, v = 0;
    for (int t = 0; t <= 30; t++) {
      assertEquals(y + 0.9 * v, path.get(t).get("x").scalar(), 1e-12);
      v = 0.9 * v - 0.1 * 3 * (y + 0.9 * v);
      y += v;
    }
  }
}
