package l2l.optimizees.quadratic;

import java.util.List;
import l2l.api.Batch;
import l2l.api.Optimizee;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Seed;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;

/**
 * Squared distances from a linear map's value to a target: f(x) = ||W x - y||^2, gradient 2 W'(W x - y).
 *
 * <p>Source: Andrychowicz et al. 2016, section 3.1.
 *
 * @param w [rows, d], of every problem the same, or [n, rows, d]
 * @param y [rows] or [n, rows]
 * @param shape of x: [d] or [b, d]
 * @param given the start, or null for a random one
 * @param deviation of the random start's normal numbers; 0 for a start of zeros
 * @param mean whether the loss is the mean over the problems
 */
record Residual(Engine engine, Tensor w, Tensor y, int[] shape, double[] given, double deviation, boolean mean) implements Optimizee {

  @Override
  public Tensors start(Seed seed) {
    if (given != null) {
      return Tensors.of("x", engine.tensor(given, shape));
    }
    return Tensors.of("x", deviation == 0 ? engine.zeros(shape) : engine.normal(seed.child("x"), deviation, shape));
  }

  @Override
  public Tensor loss(Tensors at, Batch batch) {
    Tensor x = at.get("x");
    Tensor losses = w.rank() == 3 ? engine.apply(new SquaredResidual(), List.of(w, x, y)).get(0) : ofOne(x);
    return mean && shape.length == 2 ? losses.mean() : losses;
  }

  private Tensor ofOne(Tensor x) {
    int d = shape[shape.length - 1];
    int problems = x.size() / d;
    int rows = w.shape()[0];
    Tensor r = x.reshape(problems, d).matmul(false, w, true).minus(y.reshape(1, rows).spread(problems, rows));
    return shape.length == 1 ? r.square().sum() : r.square().sum(1);
  }
}
