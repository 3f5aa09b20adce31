package l2l.api.contract;

import java.util.Arrays;
import l2l.api.Optimizer;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Seed;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;

/** That an optimizer at b problems at once, by one rule or by b, does what it would at each alone. */
record SideBySideLaws(Optimizer part, Engine engine) {

  void problems(Witness w) {
    Training together = new Training(engine, part, Landscape.problems(engine, 3, 4), new Seed(9), OptimizerLaws.STEPS);
    Tensors theta = together.theta();
    Tensor x = together.run(theta).x().get("x");
    for (int j = 0; j < 3; j++) {
      Training alone = new Training(engine, part, Landscape.problem(engine, 3, 4, j), new Seed(9), OptimizerLaws.STEPS);
      w.near("x_5 of problem " + j, 1e-12, row(x, j), alone.run(theta).x().get("x").values());
    }
  }

  void rules(Witness w) {
    Training together = new Training(engine, part, Landscape.problems(engine, 3, 4), new Seed(9), OptimizerLaws.STEPS);
    Tensors theta = together.theta();
    if (theta.isEmpty() || theta.tensors().stream().anyMatch(t -> t.rank() > 0)) {
      w.excuse("theta " + theta + " is not made of single numbers alone");
      return;
    }
    double[] factor = {1, 0.9, 0.7};
    Tensors rules = theta.map(t -> engine.tensor(Arrays.stream(factor).map(f -> f * t.scalar()).toArray(), 3));
    Tensor x = together.run(rules).x().get("x");
    for (int j = 0; j < 3; j++) {
      double own = factor[j];
      Training alone = new Training(engine, part, Landscape.problem(engine, 3, 4, j), new Seed(9), OptimizerLaws.STEPS);
      w.near("x_5 of rule " + j, 1e-12, row(x, j), alone.run(theta.map(t -> engine.scalar(own * t.scalar()))).x().get("x").values());
    }
    Tensors gradient = engine.gradient(t -> together.run(t).sum(), rules).gradient();
    w.alike("the gradient by theta", gradient, rules);
  }

  private static double[] row(Tensor x, int j) {
    return x.slice(0, j, j + 1).values();
  }
}
