package l2l.api.contract;

import java.util.ArrayList;
import java.util.List;
import l2l.api.Batch;
import l2l.api.Observation;
import l2l.api.Optimizee;
import l2l.api.Optimizer;
import l2l.api.Setting;
import l2l.api.Split;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Seed;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;

/**
 * The inner loop in its shortest form, for laws and unit tests: x' = x + change. Differentiable in theta, second derivatives of f kept.
 *
 * @param seed decides start, batches and the optimizer's randomness
 */
public record Training(Engine engine, Optimizer optimizer, Optimizee optimizee, Seed seed, int horizon) {

  /**
   * The points x_from … x_(from + steps) and what the optimizer remembered at each.
   *
   * @param losses f at each point
   */
  public record Path(List<Tensors> points, List<Tensors> states, List<Tensor> losses) {

    /** The last point. */
    public Tensors x() {
      return points.get(points.size() - 1);
    }

    public Tensors state() {
      return states.get(states.size() - 1);
    }

    /** The sum of the losses after the first point, over problems too: []. */
    public Tensor sum() {
      Tensor sum = losses.get(1).sum();
      for (Tensor loss : losses.subList(2, losses.size())) {
        sum = sum.plus(loss.sum());
      }
      return sum;
    }
  }

  public Setting setting() {
    Tensors x = start();
    return Given.setting(engine, seed.child("theta"), x, horizon, optimizee.loss(x, batch(0)).shape());
  }

  public Tensors start() {
    return optimizee.start(seed.child("start"));
  }

  public Tensors theta() {
    return optimizer.theta(setting());
  }

  public Batch batch(long t) {
    return Given.batch(seed.child("batch").child(t), t, horizon, Split.TRAIN, false);
  }

  public Observation observation(Tensors x, long t) {
    return Given.observation(engine, optimizee, x, batch(t));
  }

  /** All steps from the start. */
  public Path run(Tensors theta) {
    return run(theta, 0, start(), optimizer.state(theta, setting()), horizon);
  }

  /** So many steps from x_t. */
  public Path run(Tensors theta, long t, Tensors x, Tensors state, int steps) {
    Path path = new Path(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (int i = 0; i <= steps; i++) {
      path.points().add(x);
      path.states().add(state);
      if (i == steps) {
        path.losses().add(optimizee.loss(x, batch(t + i)));
        break;
      }
      Observation seen = observation(x, t + i);
      path.losses().add(seen.loss());
      Optimizer.Step step = optimizer.step(theta, state, seen);
      x = x.plus(step.change());
      state = step.state();
    }
    return path;
  }
}
