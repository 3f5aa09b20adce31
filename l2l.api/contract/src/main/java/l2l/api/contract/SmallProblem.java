package l2l.api.contract;

import java.util.ArrayList;
import java.util.List;
import l2l.api.Episode;
import l2l.api.MetaProblem;
import l2l.api.Observation;
import l2l.api.Optimizer;
import l2l.api.Order;
import l2l.api.Segment;
import l2l.api.Setting;
import l2l.api.Trajectory;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Seed;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;

/** A meta-problem to try estimators on: momentum on one landscape; the objective is the mean over x_1 … of a stretch and the problems. */
final class SmallProblem implements MetaProblem {
  private final Engine engine;
  private final Landscape landscape;
  private final int horizon;

  SmallProblem(Engine engine, Landscape landscape, int horizon) {
    this.engine = engine;
    this.landscape = landscape;
    this.horizon = horizon;
  }

  /** m' = decay m + g, change = -rate m'. */
  private record HeavyBall() implements Optimizer {
    @Override
    public Tensors theta(Setting setting) {
      return Tensors.of("rate", setting.engine().scalar(0.05)).with("decay", setting.engine().scalar(0.6));
    }

    @Override
    public Tensors state(Tensors theta, Setting setting) {
      return setting.x().map(t -> setting.engine().zeros(t.shape()));
    }

    @Override
    public Step step(Tensors theta, Tensors state, Observation seen) {
      Tensors m = state.map(t -> t.scaled(theta.get("decay"))).plus(seen.gradient());
      return new Step(m.map(t -> t.scaled(theta.get("rate")).negate()), m);
    }
  }

  Tensors theta() {
    return new HeavyBall().theta(Given.setting(engine, new Seed(0), landscape.start(new Seed(0)), horizon));
  }

  int problems() {
    return landscape.loss(landscape.start(new Seed(0)), null).size();
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
    Tensors x = landscape.start(seed.child("start"));
    return new Episode(seed, 0, 0, x, x.map(t -> engine.zeros(t.shape())), Tensors.none());
  }

  @Override
  public Segment unroll(Tensors theta, Episode from, int steps, Order order) {
    int most = (int) Math.min(steps, horizon - from.t());
    return walk(theta, from, most, g -> order == Order.FIRST ? g.detach() : g);
  }

  /** What an optimizer is shown of the gradient of f, step by step. */
  private interface Sight {
    Tensors of(Tensors gradient);
  }

  private Segment walk(Tensors theta, Episode from, int steps, Sight sight) {
    Training training = new Training(engine, new HeavyBall(), landscape, from.optimizee(), horizon);
    List<Tensors> points = new ArrayList<>(List.of(from.x()));
    List<Tensor> losses = new ArrayList<>();
    Tensors state = from.state();
    for (int i = 0; i < steps; i++) {
      Tensors x = points.get(i);
      Observation seen = training.observation(x, from.t() + i);
      losses.add(seen.loss());
      Optimizer.Step step = training.optimizer().step(theta, state, seen.with(seen.seed(), x, sight.of(seen.gradient())));
      points.add(x.plus(step.change()));
      state = step.state();
    }
    losses.add(landscape.loss(points.get(steps), null));
    boolean ends = from.t() + steps == horizon;
    Trajectory way = Given.trajectory(from.t(), losses, losses, points, ends);
    return new Segment(way, new Episode(from.optimizee(), 0, from.t() + steps, points.get(steps).detach(), state.detach(), from.memory()));
  }

  @Override
  public Tensor objective(Trajectory trajectory) {
    Tensor sum = trajectory.loss(1).mean();
    for (int i = 2; i <= trajectory.steps(); i++) {
      sum = sum.plus(trajectory.loss(i).mean());
    }
    return sum.times(1.0 / trajectory.steps());
  }

  double[] differences(Tensors theta, Episode from, int steps) {
    return Differences.gradient(t -> objective(unroll(t, from, steps, Order.SECOND).trajectory()).scalar(), theta).values();
  }

  /** As {@link #differences}, but of a training whose gradients are those seen at theta, whatever the theta tried. */
  double[] differencesOfConstantGradients(Tensors theta, Episode from, int steps) {
    List<Tensors> seen = new ArrayList<>();
    walk(theta, from, steps, g -> {
      seen.add(g);
      return g;
    });
    return Differences.gradient(t -> {
      int[] i = {0};
      return objective(walk(t, from, steps, g -> seen.get(i[0]++)).trajectory()).scalar();
    }, theta).values();
  }

  @Override
  public String toString() {
    return landscape.toString();
  }
}
