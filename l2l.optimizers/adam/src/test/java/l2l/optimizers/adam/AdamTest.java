package l2l.optimizers.adam;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import l2l.api.Observation;
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

class AdamTest extends OptimizerContract {

  @Override
  protected Optimizer part() {
    return new Adam(0.05, 0.6, 0.7, 0.1);
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
    List<Tensors> path = path(new Adam(0.1, 0.9, 0.999, 1e-8));
    double x = 2, m = 0, v = 0;
    for (int t = 1; t <= 30; t++) {
      double g = 3 * x;
      m = 0.9 * m + (1 - 0.9) * g;
      v = 0.999 * v + (1 - 0.999) * g * g;
      x -= 0.1 * (m / (1 - Math.pow(0.9, t))) / (Math.sqrt(v / (1 - Math.pow(0.999, t))) + 1e-8);
      assertEquals(x, path.get(t).get("x").scalar(), 1e-12);
    }
  }

  @Test
  void countsItsOwnStepsWhenItTakesOverLater() {
    Engine engine = engine();
    Training training = new Training(engine, new Adam(0.1, 0.9, 0.999, 1e-8), Landscape.number(engine), new Seed(0), 30);
    Tensors theta = training.theta(), state = training.optimizer().state(theta, training.setting());
    Observation late = training.observation(training.start(), 17);
    double g = late.gradient().get("x").scalar();
    assertEquals(-0.1 * g / (Math.abs(g) + 1e-8), training.optimizer().step(theta, state, late).change().get("x").scalar(), 1e-12);
  }

  @Test
  void secondDerivativesStayFiniteWhereAGradientIsAlwaysZero() {
    Engine engine = engine();
    Training training = new Training(engine, new Adam(0.01, 0.9, 0.999, 1e-8), Landscape.withDeadCoordinates(engine), new Seed(8), 5);
    Tensors theta = training.theta();
    assertEquals(0, training.observation(training.start(), 0).gradient().get("x").slice(0, 1, 2).abs().sum().scalar(), "a dead row");
    Tensors second = engine.gradient(a -> {
      Tensors first = engine.gradient(b -> training.run(b).sum(), a).gradient();
      return first.dot(first);
    }, theta).gradient();
    theta.names().forEach(name -> assertTrue(Double.isFinite(second.get(name).scalar()), name));
    assertTrue(second.get("rate").scalar() != 0, "the rate matters");
  }
}
