package l2l.optimizers;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import l2l.api.Observation;
import l2l.api.Optimizer;
import l2l.api.Order;
import l2l.api.Setting;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Seed;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;

/**
 * A small training in the open.
 *
 * @param f what is minimised, [] or [b]
 * @param start x_0
 */
public record Trial(Engine engine, Function<Tensors, Tensor> f, Tensors start, int steps, Order order) implements Setting {

  /** Three quadratics of four coordinates at once: f = sum of (W x - y)^2, [3]. */
  public static Trial quadratics(Engine engine, int steps) {
    Seed seed = new Seed(5);
    Tensor w = engine.normal(seed.child("w"), 1, 3, 4, 4), y = engine.normal(seed.child("y"), 1, 3, 4, 1);
    Tensors start = Tensors.of("x", engine.normal(seed.child("x"), 1, 3, 4));
    return new Trial(engine, x -> w.matmul(x.get("x").reshape(3, 4, 1)).minus(y).square().sumPerProblem(), start, steps, Order.SECOND);
  }

  /** A tanh network 3-4-2 with cross-entropy on six examples, whose last input is always 0, as a border pixel is. */
  public static Trial network(Engine engine, int steps) {
    Seed seed = new Seed(6);
    Tensor in = engine.normal(seed.child("in"), 1, 6, 2).pad(1, 0, 3);
    int[] label = {0, 1, 1, 0, 1, 0};
    Tensors start = Tensors.of("layers.0.weight", engine.normal(seed.child(0), 1, 3, 4)).with("layers.0.bias", engine.normal(seed.child(1), 1, 4))
        .with("layers.1.weight", engine.normal(seed.child(2), 1, 4, 2)).with("layers.1.bias", engine.normal(seed.child(3), 1, 2));
    return new Trial(engine, x -> {
      Tensor hidden = in.matmul(x.get("layers.0.weight")).plus(x.get("layers.0.bias").reshape(1, 4).spread(6, 4)).tanh();
      Tensor logits = hidden.matmul(x.get("layers.1.weight")).plus(x.get("layers.1.bias").reshape(1, 2).spread(6, 2));
      return logits.logSumExp().minus(logits.pick(label)).mean();
    }, start, steps, Order.SECOND);
  }

  /** Independent coordinates: f = sum of curvature_i x_i^2 / 2, whose gradient is curvature_i x_i. */
  public static Trial bowl(Engine engine, double[] curvature, double[] start, int steps) {
    int d = start.length;
    Tensor c = engine.tensor(curvature, d);
    return new Trial(engine, x -> x.get("x").square().times(c).sum().times(0.5), Tensors.of("x", engine.tensor(start, d)), steps, Order.FIRST);
  }

  /** x_0 … x_T. */
  public List<Tensors> path(Optimizer optimizer, Tensors theta) {
    List<Tensors> path = new ArrayList<>(List.of(start));
    Tensors state = optimizer.state(theta, this);
    for (int t = 0; t < steps; t++) {
      Tensors x = path.get(t);
      Optimizer.Step step = optimizer.step(theta, state, seen(t, x));
      path.add(x.plus(step.change()));
      state = step.state();
    }
    return path;
  }

  /** f(x_1) + … + f(x_T), [] or [b]. */
  public Tensor sum(Optimizer optimizer, Tensors theta) {
    return path(optimizer, theta).stream().skip(1).map(f).reduce(Tensor::plus).orElseThrow();
  }

  @Override
  public Seed seed() {
    return new Seed(7);
  }

  @Override
  public Tensors x() {
    return start;
  }

  @Override
  public long horizon() {
    return steps;
  }

  /** What an optimizer sees at x after t steps. */
  public Observation seen(long t, Tensors x) {
    Engine.Gradient at = engine.gradient(f, x);
    return new Seen(this, t, x, at.value(), order == Order.FIRST ? at.gradient().detach() : at.gradient());
  }

  private record Seen(Trial trial, long t, Tensors x, Tensor loss, Tensors gradient) implements Observation {
    @Override
    public Engine engine() {
      return trial.engine;
    }

    @Override
    public Seed seed() {
      return trial.seed().child(t);
    }

    @Override
    public long horizon() {
      return trial.steps;
    }

    @Override
    public Tensor lossAt(Tensors other) {
      return trial.f.apply(other);
    }

    @Override
    public Tensors gradientAt(Tensors other) {
      return trial.engine.gradient(trial.f, other).gradient();
    }

    @Override
    public Tensors rows() {
      throw new IllegalStateException("rows: this trial has no gradients per example");
    }
  }
}
