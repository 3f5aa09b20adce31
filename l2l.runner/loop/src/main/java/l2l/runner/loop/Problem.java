package l2l.runner.loop;

import java.util.ArrayList;
import java.util.List;
import l2l.api.Batch;
import l2l.api.Draw;
import l2l.api.Episode;
import l2l.api.MemoryExceeded;
import l2l.api.MetaObjective;
import l2l.api.MetaProblem;
import l2l.api.Observation;
import l2l.api.Optimizee;
import l2l.api.OptimizeeFamily;
import l2l.api.Optimizer;
import l2l.api.Order;
import l2l.api.Segment;
import l2l.api.Setting;
import l2l.api.Split;
import l2l.api.Trajectory;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Seed;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;

/**
 * Trainings of optimizees of a family by an optimizer: the inner loop, of which there is one.
 *
 * <p>x_(t+1) = x_t + change_t. f(x_t) is the loss after t steps; a stochastic f draws one minibatch a step, used for loss and gradient.
 * Not for several threads at once: it remembers the last optimizee drawn and the last gradient taken, so that a stretch that goes on
 * where another ended computes neither again.
 */
public final class Problem implements MetaProblem {
  private final Engine engine;
  private final OptimizeeFamily family;
  private final Optimizer optimizer;
  private final MetaObjective objective;
  private final long horizon;
  private final Split split;
  private final long memory;
  private long metaStep;
  private Drawn drawn;
  private Seen last;

  private record Drawn(Seed seed, long metaStep, Optimizee optimizee) {}

  /** A gradient at a point of an episode. */
  private record Seen(Seed optimizee, long t, Tensors x, Engine.Gradient gradient) {}

  /** @param memory bytes an unroll may keep for its derivative */
  public Problem(Engine engine, OptimizeeFamily family, Optimizer optimizer, MetaObjective objective, long horizon, Split split, long memory) {
    this.engine = engine;
    this.family = family;
    this.optimizer = optimizer;
    this.objective = objective;
    this.horizon = horizon;
    this.split = split;
    this.memory = memory;
  }

  /** Meta-updates done; the optimizees drawn from now on are told. */
  public void metaStep(long metaStep) {
    this.metaStep = metaStep;
  }

  @Override
  public Engine engine() {
    return engine;
  }

  @Override
  public long horizon() {
    return horizon;
  }

  @Override
  public Episode begin(Tensors theta, Seed seed) {
    Tensors x = optimizee(seed, metaStep).start(seed.child("start"));
    for (String name : x.names()) {
      for (double v : x.get(name).values()) {
        if (!Double.isFinite(v)) {
          throw new Refusal("the start of the optimizee holds " + v + " in '" + name + "'; a start must be finite");
        }
      }
    }
    Tensors state = optimizer.state(theta, new Here(engine, seed.child("state"), x, horizon));
    return new Episode(seed, metaStep, 0, x.detach(), state.detach(), Tensors.none());
  }

  /** The optimizee an episode trains. */
  public Optimizee optimizee(Episode episode) {
    return optimizee(episode.optimizee(), episode.metaStep());
  }

  private Optimizee optimizee(Seed seed, long metaStep) {
    if (drawn == null || !drawn.seed.equals(seed) || drawn.metaStep != metaStep) {
      drawn = new Drawn(seed, metaStep, family.sample(new FromFamily(engine, seed.child("optimizee"), metaStep, split)));
    }
    return drawn.optimizee;
  }

  @Override
  public Tensor objective(Trajectory trajectory) {
    return objective.of(trajectory).mean();
  }

  @Override
  public Segment unroll(Tensors theta, Episode from, int steps, Order order) {
    int count = (int) Math.min(steps, horizon - from.t());
    if (count <= 0) {
      throw new IllegalArgumentException("unroll: " + steps + " steps from step " + from.t() + " of " + horizon + " leave nothing to do");
    }
    Optimizee f = optimizee(from);
    Stretch stretch = new Stretch(f, from, order, count);
    Tensors state = from.state();
    long before = engine.bytesOnTape();
    for (int i = 0; i < count; i++) {
      Engine.Gradient g = stretch.gradient(i);
      Tensors x = stretch.points.get(i);
      Optimizer.Step step = optimizer.step(theta, state, new Sight(engine, f, stretch.batch(i), from.optimizee(), g, x, order));
      stretch.points.add(x.plus(step.change()));
      state = step.state();
      if (i == 0) {
        predict(engine.bytesOnTape() - before, count);
      }
    }
    Tensors end = stretch.points.get(count);
    Tensors rest = order == Order.SECOND ? end.detach() : stretch.still(count);
    return new Segment(stretch, new Episode(from.optimizee(), from.metaStep(), from.t() + count, rest, state.detach(), from.memory()));
  }

  private void predict(long bytesOfOne, int steps) {
    long all = bytesOfOne * steps;
    if (all > memory) {
      throw new MemoryExceeded(String.format(java.util.Locale.ROOT,
          "an unroll of %d steps would keep %.1f GB (%.1f MB a step) and %.1f GB are there; unroll fewer steps, take fewer problems at once, or give the JVM a larger heap (L2L_HEAP)",
          steps, all / 1e9, bytesOfOne / 1e6, memory / 1e9));
    }
  }

  /** Points, and losses computed when asked for. */
  private final class Stretch implements Trajectory {
    private final Optimizee f;
    private final Episode from;
    private final Order order;
    private final int steps;
    private final List<Tensors> points = new ArrayList<>();
    private final List<Tensors> still = new ArrayList<>();
    private final Engine.Gradient[] gradients;
    private final Tensor[] losses;
    private final Tensor[] validations;

    Stretch(Optimizee f, Episode from, Order order, int steps) {
      this.f = f;
      this.from = from;
      this.order = order;
      this.steps = steps;
      this.gradients = new Engine.Gradient[steps + 1];
      this.losses = new Tensor[steps + 1];
      this.validations = new Tensor[steps + 1];
      points.add(from.x());
    }

    Batch batch(int i) {
      long t = from.t() + i;
      return new Minibatch(from.optimizee().child("batch").child(t), t, horizon, split, false);
    }

    /** The point itself, detached once. */
    Tensors still(int i) {
      while (still.size() <= i) {
        still.add(points.get(still.size()).detach());
      }
      return still.get(i);
    }

    Engine.Gradient gradient(int i) {
      if (gradients[i] == null) {
        if (order == Order.SECOND) {
          gradients[i] = engine.gradient(y -> f.loss(y, batch(i)), points.get(i));
        } else {
          Tensors x = still(i);
          long t = from.t() + i;
          if (last == null || last.t != t || !last.optimizee.equals(from.optimizee()) || last.x != from.x() || i > 0) {
            last = new Seen(from.optimizee(), t, x, engine.gradient(y -> f.loss(y, batch(i)), x));
          }
          gradients[i] = last.gradient;
        }
      }
      return gradients[i];
    }

    private boolean constant(int i) {
      return points.get(i).tensors().stream().allMatch(x -> x.detach() == x);
    }

    @Override
    public Tensor loss(int i) {
      if (losses[i] == null) {
        if (order == Order.SECOND) {
          losses[i] = gradients[i] != null ? gradients[i].value() : f.loss(points.get(i), batch(i));
        } else {
          Engine.Gradient g = gradient(i);
          losses[i] = constant(i) ? g.value() : Linearized.of(g.value(), g.gradient(), points.get(i));
        }
      }
      return losses[i];
    }

    @Override
    public Tensor validation(int i) {
      if (validations[i] == null) {
        long t = from.t() + i;
        Batch b = new Minibatch(from.optimizee().child("validation").child(t), t, horizon, Split.VALIDATION, false);
        if (order == Order.SECOND || constant(i)) {
          validations[i] = f.loss(points.get(i), b);
        } else {
          Engine.Gradient g = engine.gradient(y -> f.loss(y, b), still(i));
          validations[i] = Linearized.of(g.value(), g.gradient(), points.get(i));
        }
      }
      return validations[i];
    }

    @Override
    public long from() {
      return from.t();
    }

    @Override
    public int steps() {
      return steps;
    }

    @Override
    public Tensors point(int i) {
      return points.get(i);
    }

    @Override
    public boolean ends() {
      return from.t() + steps >= horizon;
    }
  }

  /** Where an optimizer is set to work. */
  record Here(Engine engine, Seed seed, Tensors x, long horizon) implements Setting {}

  private record FromFamily(Engine engine, Seed seed, long metaStep, Split split) implements Draw {}

  /** Which sample of f is meant. */
  record Minibatch(Seed seed, long t, long horizon, Split split, boolean whole) implements Batch {}

  /** What the optimizer sees. */
  private record Sight(Engine engine, Optimizee f, Batch batch, Seed episode, Engine.Gradient taken, Tensors at, Order order) implements Observation {

    @Override
    public Seed seed() {
      return episode.child("step").child(batch.t());
    }

    @Override
    public long t() {
      return batch.t();
    }

    @Override
    public long horizon() {
      return batch.horizon();
    }

    @Override
    public Tensor loss() {
      return taken.value();
    }

    @Override
    public Tensors gradient() {
      return taken.gradient();
    }

    @Override
    public Tensors x() {
      return at;
    }

    @Override
    public Tensor lossAt(Tensors other) {
      return f.loss(other, batch);
    }

    @Override
    public Tensors gradientAt(Tensors other) {
      return engine.gradient(y -> f.loss(y, batch), order == Order.SECOND ? other : other.detach()).gradient();
    }

    @Override
    public Tensors rows() {
      throw new IllegalStateException("rows: this optimizee has no gradients per example; choose an optimizer that does not ask for them");
    }
  }
}
