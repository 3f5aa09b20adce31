package l2l.api.later;

import l2l.api.Batch;
import l2l.api.MetaProblem;
import l2l.api.Optimizee;
import l2l.api.Order;
import l2l.api.tensor.Seed;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;

/** Learning to learn, seen as something to be learnt: a whole meta-problem is an optimizee, its theta the x. */
// >>> the same at a level up: meta-train the outer optimizer
public record Learning(MetaProblem problem, Tensors theta, int steps) implements Optimizee {

  @Override
  public Tensors start(Seed seed) {
    return theta;
  }

  @Override
  public Tensor loss(Tensors x, Batch batch) {
    return problem.objective(problem.unroll(x, problem.begin(x, batch.seed()), steps, Order.SECOND).trajectory());
  }
}
// <<<
