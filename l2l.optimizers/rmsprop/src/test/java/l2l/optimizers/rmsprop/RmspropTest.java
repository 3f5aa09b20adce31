package l2l.optimizers.rmsprop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import l2l.api.Optimizer;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Tensors;
import l2l.engines.java.JavaEngine;
import l2l.optimizers.RunsManyAtOnce;
import l2l.optimizers.Trial;
import org.junit.jupiter.api.Test;

class RmspropTest implements RunsManyAtOnce {

  @Override
  public Optimizer smooth() {
    return new Rmsprop(0.05, 0.7, 0.3);
  }

  @Test
  void followsItsPublishedRecurrence() {
    Trial bowl = Trial.bowl(new JavaEngine(), new double[] {3}, new double[] {2}, 30);
    Optimizer rule = new Rmsprop(0.1, 0.99, 1e-8);
    var path = bowl.path(rule, rule.theta(bowl));
    double x = 2, v = 0;
    for (int t = 1; t <= 30; t++) {
      double g = 3 * x;
      v = 0.99 * v + (1 - 0.99) * g * g;
      x -= 0.1 * g / (Math.sqrt(v) + 1e-8);
      assertEquals(x, path.get(t).get("x").scalar(), 1e-12);
    }
  }

  @Test
  void derivativesStayFiniteWhereAGradientIsAlwaysZero() {
    Engine engine = new JavaEngine();
    Trial trial = Trial.network(engine, 5);
    Optimizer rule = new Rmsprop(0.01, 0.99, 1e-8);
    Tensors theta = rule.theta(trial);
    assertEquals(0, trial.seen(0, trial.start()).gradient().get("layers.0.weight").slice(0, 2, 3).abs().sum().scalar(), "a dead input");
    Tensors first = engine.gradient(th -> trial.sum(rule, th), theta).gradient();
    Tensors second = engine.gradient(a -> {
      Tensors g = engine.gradient(b -> trial.sum(rule, b), a).gradient();
      return g.dot(g);
    }, theta).gradient();
    for (String name : theta.names()) {
      assertTrue(Double.isFinite(first.get(name).scalar()) && Double.isFinite(second.get(name).scalar()), name);
    }
    assertTrue(first.get("rate").scalar() != 0 && second.get("rate").scalar() != 0, "the rate matters");
  }
}
