package l2l.runner.loop;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import l2l.api.Accuracy;
import l2l.api.Batch;
import l2l.api.Episode;
import l2l.api.Observation;
import l2l.api.Optimizee;
import l2l.api.Optimizer;
import l2l.api.Order;
import l2l.api.Segment;
import l2l.api.Setting;
import l2l.api.Split;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;

/** Trains fresh optimizees with a fixed optimizer: reset before each, and fed the same tasks, starts and batches as every other. */
public final class Evaluation {
  /** Steps unrolled at once, of which losses are kept. */
  private static final int STRETCH = 100;

  private Evaluation() {}

  /** @param theta of this engine */
  public static Curves of(Setup setup, Setup.Trials trials, Optimizer optimizer, Tensors theta, Watch watch) {
    Curves all = Curves.NONE;
    for (int d = 0; d < trials.draws(); d++) {
      all = all.and(draw(setup, trials, optimizer, theta, d, watch));
    }
    return all;
  }

  /** One of the trainings: that of the d-th optimizee drawn, from 0. */
  static Curves draw(Setup setup, Setup.Trials trials, Optimizer optimizer, Tensors theta, int d, Watch watch) {
    Problem problem = new Problem(setup.engine(), trials.family(), new Watched(optimizer, watch), t -> t.loss(t.steps()), setup.horizon(),
        Split.TRAIN, setup.memory());
    Episode episode = problem.begin(theta, setup.seed().child(trials.name()).child(d));
    double[][] course = null;
    while (episode.t() < setup.horizon()) {
      Segment segment = problem.unroll(theta, episode, STRETCH, Order.FIRST);
      for (int i = episode.t() == 0 ? 0 : 1; i <= segment.trajectory().steps(); i++) {
        double[] f = segment.trajectory().loss(i).values();
        course = course == null ? new double[f.length][(int) setup.horizon() + 1] : course;
        for (int b = 0; b < f.length; b++) {
          course[b][(int) episode.t() + i] = f[b];
        }
      }
      episode = segment.next();
    }
    List<Double> accuracies = new ArrayList<>();
    double[] judged = judge(setup, trials, problem.optimizee(episode), episode, accuracies);
    problem.over(episode);
    double[] verdicts = new double[course.length];
    for (int b = 0; b < course.length; b++) {
      verdicts[b] = judged == null ? course[b][(int) setup.horizon()] : judged[b];
    }
    return new Curves(course, verdicts, accuracies.stream().mapToDouble(Double::doubleValue).toArray());
  }

  /** An optimizer whose steps are watched. */
  private record Watched(Optimizer watched, Watch watch) implements Optimizer {
    @Override
    public Tensors theta(Setting setting) {
      return watched.theta(setting);
    }

    @Override
    public Tensors state(Tensors theta, Setting setting) {
      return watched.state(theta, setting);
    }

    @Override
    public Step step(Tensors theta, Tensors state, Observation seen) {
      watch.check();
      return watched.step(theta, state, seen);
    }

    @Override
    public <A> Optional<A> aspect(Class<A> kind) {
      return watched.aspect(kind);
    }
  }

  /** Verdicts of the judging examples, or null where the last training loss judges. */
  private static double[] judge(Setup setup, Setup.Trials trials, Optimizee f, Episode end, List<Double> accuracies) {
    if (trials.judge().isEmpty()) {
      return null;
    }
    Setup.Judge judge = trials.judge().get();
    Batch batch = new Problem.Minibatch(end.optimizee().child("judge"), end.t(), setup.horizon(), judge.split(), judge.whole());
    Tensor loss = f.loss(end.x(), batch);
    Optional<Accuracy> accuracy = f.aspect(Accuracy.class);
    if (accuracy.isPresent()) {
      for (double a : accuracy.get().accuracy(end.x(), batch).values()) {
        accuracies.add(a);
      }
    }
    return loss.values();
  }
}
