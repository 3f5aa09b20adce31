package l2l.runner.loop;

import static l2l.runner.loop.PartFault.there;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import l2l.api.Batch;
import l2l.api.Draw;
import l2l.api.Episode;
import l2l.api.MemoryExceeded;
import l2l.api.MetaObjective;
import l2l.api.MetaProblem;
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
import l2l.api.tensor.Shape;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;

/**
 * Trainings of optimizees of a family by an optimizer: the inner loop, of which there is one.
 *
 * <p>x_(t+1) = x_t + change_t. f(x_t) is the loss after t steps; a stochastic f draws one minibatch a step, used for loss and gradient.
 * Not for several threads at once: it remembers the last optimizee drawn and the last stretch, so that a stretch that goes on
 * where another ended computes neither again; and which points inside segments the objective looked at.
 */
public final class Problem implements MetaProblem {
  private static final String OPTIMIZER = "optimizer";
  private final Engine engine;
  private final OptimizeeFamily family;
  private final Optimizer optimizer;
  private final MetaObjective objective;
  private final long horizon;
  private final Split split;
  private final long memory;
  private long metaStep;
  private Drawn drawn;
  private Stretch current;
  private final Segments.Wanted wanted = new Segments.Wanted();

  private record Drawn(Seed seed, long metaStep, Optimizee optimizee) {}

  /** @param memory bytes an unroll may keep for its derivative */
  public Problem(Engine engine, OptimizeeFamily family, Optimizer optimizer, MetaObjective objective, long horizon, Split split,
      long memory) {
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
    Here here = place(seed, seed.child("state"));
    return new Episode(seed, metaStep, 0, here.x, there(OPTIMIZER, optimizer.state(theta, here),
        "state returned null; return Tensors.none() where there is nothing to remember").detach(), Tensors.none());
  }

  /**
   * The start of an episode's training, for an optimizer that draws from {@code seed}.
   *
   * @throws Refusal if the start is not finite
   */
  Here place(Seed episode, Seed seed) {
    Optimizee f = optimizee(episode, metaStep);
    Tensors x = there("optimizee", f.start(episode.child("start")), "start returned null; return x0").detach();
    x.names().forEach(name -> refuseUnlessFinite(name, x.get(name)));
    Batch first = new Minibatch(episode.child("batch").child(0), 0, horizon, split, false);
    return new Here(engine, seed, x, horizon, () -> f.loss(x, first).shape());
  }

  /** The sum tells at once that all is finite; where it is not, the sum alone may have grown too large. */
  private static void refuseUnlessFinite(String name, Tensor x) {
    if (!Double.isFinite(x.sum().scalar())) {
      for (double v : x.values()) {
        if (!Double.isFinite(v)) {
          throw new Refusal("the start of the optimizee holds " + v + " in '" + name + "'; a start must be finite");
        }
      }
    }
  }

  /** The optimizee an episode trains. */
  public Optimizee optimizee(Episode episode) {
    return optimizee(episode.optimizee(), episode.metaStep());
  }

  private Optimizee optimizee(Seed seed, long metaStep) {
    if (drawn == null || !drawn.seed.equals(seed) || drawn.metaStep != metaStep) {
      drawn = new Drawn(seed, metaStep, there("optimizee", family.sample(new FromFamily(engine, seed.child("optimizee"), metaStep, split)),
          "sample returned null; return an optimizee"));
    }
    return drawn.optimizee;
  }

  @Override
  public Tensor objective(Trajectory trajectory) {
    Tensor value = valued(trajectory);
    while (trajectory instanceof Stretch stretch && stretch.again()) {
      value = valued(trajectory);
    }
    if (value.rank() > 1) {
      throw new PartFault("objective", "of returned " + Shape.text(value.shape()) + " for a stretch of " + trajectory.steps()
          + " steps; return [] or, one number a problem, [b]");
    }
    return value.mean();
  }

  private Tensor valued(Trajectory trajectory) {
    return there("objective", objective.of(trajectory), "of returned null; return [] or, one number a problem, [b]");
  }

  @Override
  public Segment unroll(Tensors theta, Episode from, int steps, Order order) {
    return unroll(theta, from, steps, order, 0);
  }

  @Override
  public Segment unroll(Tensors theta, Episode from, int steps, Order order, int segment) {
    int count = (int) Math.min(steps, horizon - from.t());
    if (count <= 0) {
      throw new IllegalArgumentException("unroll: " + steps + " steps from step " + from.t() + " of " + horizon + " leave nothing to do");
    }
    Optimizee f = optimizee(from);
    Optional<Stretch.Taken> last = current == null ? Optional.empty() : current.last();
    current = null;
    Stretch stretch = new Stretch(engine, f, from, order, horizon, split, count, last);
    Walk walk = new Walk(optimizer, stretch, from.state());
    int length = segment <= 0 ? count : Math.min(segment, count);
    String how = length < count ? " in segments of " + segment : "";
    Tensors state = new Segments(walk, theta, length, wanted,
        (bytes, kept) -> predict(bytes * length + kept * ((count - 1) / length), bytes, count, how)).go();
    current = stretch;
    return new Segment(stretch, new Episode(from.optimizee(), from.metaStep(), from.t() + count, stretch.still(count), state.detach(),
        from.memory()));
  }

  /** A training that nobody differentiates is over, and nobody else has its end: what it ended with is given back. */
  void over(Episode end) {
    Optional<Stretch.Taken> last = current == null ? Optional.empty() : current.last();
    current = null;
    Tensors gradient = last.map(taken -> taken.gradient().gradient()).orElse(Tensors.none());
    engine.release(List.of(gradient, end.state(), end.x()));
  }

  private void predict(long all, long bytesOfOne, int steps, String how) {
    if (all > memory) {
      throw new MemoryExceeded(String.format(java.util.Locale.ROOT,
          "an unroll of %d steps%s would keep %.1f GB (%.1f MB a step) and %.1f GB are there; unroll fewer steps, compute %s again on the "
              + "way back (segment of backprop), take fewer problems at once, or give Java a larger heap (L2L_JAVA_OPTS=-Xmx16g)",
          steps, how, all / 1e9, bytesOfOne / 1e6, memory / 1e9, how.isEmpty() ? "segments" : "shorter or longer segments"));
    }
  }

  /** Where an optimizer is set to work; the shape of its losses is found out when asked for. */
  record Here(Engine engine, Seed seed, Tensors x, long horizon, Supplier<int[]> shape) implements Setting {
    @Override
    public int[] lossShape() {
      return shape.get();
    }
  }

  private record FromFamily(Engine engine, Seed seed, long metaStep, Split split) implements Draw {}

  /** Which sample of f is meant. */
  record Minibatch(Seed seed, long t, long horizon, Split split, boolean whole) implements Batch {}
}
