package l2l.runner.loop;

import java.util.Map;
import java.util.Optional;
import l2l.api.Episode;
import l2l.api.MetaGradient;
import l2l.api.MetaObjective;
import l2l.api.Observation;
import l2l.api.Optimizer;
import l2l.api.Split;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Seed;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;

/**
 * Improves theta of an optimizer, step by step: theta' = theta + v(d M / d theta), where v is again an optimizer.
 *
 * @param estimator of d M / d theta
 * @param outer v
 * @param schedule shrinks v's changes towards the share {@code last}
 * @param clip greatest norm of the meta-gradient, 0 for none
 * @param steps meta-steps
 * @param validate meta-steps between two validations, 0 for none; the best theta seen is kept
 */
public record MetaTraining(
    MetaObjective objective, MetaGradient estimator, Optimizer outer, Schedule schedule, double last, double clip, long steps,
    long validate) {

  /** Meta-training between two steps; detached, and all there is to know. */
  public record State(long step, Tensors theta, Tensors outer, Optional<Episode> episode, Optional<Best> best) {}

  /** The theta that did best on the validation tasks so far. */
  public record Best(long step, double mean, Tensors theta) {}

  /**
   * What a meta-step showed.
   *
   * @param step meta-steps done, this one included
   * @param objective the meta-objective before the update
   * @param norm of the meta-gradient before clipping
   * @param clipped whether it was longer than allowed
   * @param zeros share of its entries that are exactly 0
   * @param nonFinite share of its entries that are NaN or infinite; if any is, the update is skipped and counted
   * @param unroll inner steps
   * @param diverged problems of this stretch whose loss is not finite
   * @param validation mean verdict on the validation tasks, if this step was validated
   */
  public record Metrics(
      long step, double objective, double norm, boolean clipped, double zeros, double nonFinite, int unroll, int diverged,
      Optional<Double> validation,
      Map<String, Double> more) {

    /** Whether theta was left as it was. */
    public boolean skipped() {
      return nonFinite > 0;
    }
  }

  /** Theta before meta-training, as the optimizer starts out on this run's optimizees. */
  public static Tensors theta(Setup setup, Optimizer optimizer) {
    Problem problem = new Problem(setup.engine(), setup.family(), optimizer, t -> t.loss(0), setup.horizon(), Split.TRAIN, setup.memory());
    return optimizer.theta(problem.place(setup.seed().child("train").child(0), setup.seed().child("theta"))).detach();
  }

  /** Where meta-training begins. */
  public State begin(Setup setup, Tensors theta) {
    return new State(0, theta, outer.state(outerTheta(setup, theta), outerSetting(setup, theta)).detach(), Optional.empty(),
        Optional.empty());
  }

  private Problem.Here outerSetting(Setup setup, Tensors theta) {
    return new Problem.Here(setup.engine(), setup.seed().child("outer"), theta, steps, () -> new int[0]);
  }

  private Tensors outerTheta(Setup setup, Tensors theta) {
    return outer.theta(outerSetting(setup, theta));
  }

  /**
   * Goes on from a state to the last meta-step.
   *
   * @param name of the optimizer, for the watch
   * @throws Watch.Stopped if the watch says so; the last state it was shown is where to go on
   */
  public State run(Setup setup, Optimizer optimizer, String name, State from, Watch watch) {
    Problem problem = new Problem(setup.engine(), setup.family(), optimizer, objective, setup.horizon(), Split.TRAIN, setup.memory());
    Tensors outerTheta = outerTheta(setup, from.theta);
    State state = from;
    while (state.step < steps) {
      watch.check();
      problem.metaStep(state.episode.map(Episode::metaStep).orElse(state.step));
      Seed seed = setup.seed().child("train").child(state.step);
      MetaGradient.Estimate estimate = estimator.estimate(problem, state.theta, state.episode, seed);
      state = update(setup, optimizer, name, state, estimate, outerTheta, watch);
      watch.state(name, state);
    }
    return state;
  }

  private State update(
      Setup setup, Optimizer optimizer, String name, State state, MetaGradient.Estimate estimate, Tensors outerTheta, Watch watch) {
    long done = state.step + 1;
    Gauge gauge = Gauge.of(estimate.gradient());
    Tensors theta = state.theta;
    Tensors memory = state.outer;
    if (gauge.nonFinite == 0) {
      boolean clipped = clip > 0 && gauge.norm > clip;
      Tensors gradient = clipped ? estimate.gradient().times(clip / gauge.norm) : estimate.gradient();
      Optimizer.Step step = outer.step(outerTheta, memory, new OuterSight(setup, state.step, steps, estimate.objective(), gradient, theta));
      double factor = schedule.factor(state.step, steps, last);
      theta = theta.plus(factor == 1 ? step.change() : step.change().times(factor)).detach();
      memory = step.state().detach();
    }
    Optional<Best> best = state.best;
    Optional<Double> validation = Optional.empty();
    if (validate > 0 && (done % validate == 0 || done == steps)) {
      double mean = Evaluation.of(setup, setup.validation(), optimizer, theta, watch).mean();
      validation = Optional.of(mean);
      if (best.isEmpty() || mean < best.get().mean) {
        best = Optional.of(new Best(done, mean, theta));
      }
    }
    watch.metaStep(name, new Metrics(done, estimate.objective(), gauge.norm, clip > 0 && gauge.norm > clip, gauge.zeros, gauge.nonFinite,
        estimate.diagnostics().steps(), estimate.diagnostics().diverged(), validation, estimate.diagnostics().metrics()));
    watch.advanced(done, validation.orElse(estimate.objective()));
    return new State(done, theta, memory, estimate.next(), best);
  }

  /** A gradient's measures. */
  private record Gauge(double norm, double zeros, double nonFinite) {
    static Gauge of(Tensors gradient) {
      double squares = 0;
      long zeros = 0;
      long bad = 0;
      long n = 0;
      for (Tensor t : gradient.tensors()) {
        for (double v : t.values()) {
          n++;
          squares += v * v;
          zeros += v == 0 ? 1 : 0;
          bad += Double.isFinite(v) ? 0 : 1;
        }
      }
      return new Gauge(Math.sqrt(squares), (double) zeros / n, (double) bad / n);
    }
  }

  /** What the outer optimizer sees: the meta-objective as a function of theta, of which one gradient is known. */
  private record OuterSight(Setup setup, long t, long horizon, double objective, Tensors gradient, Tensors x) implements Observation {

    @Override
    public Engine engine() {
      return setup.engine();
    }

    @Override
    public Seed seed() {
      return setup.seed().child("outer").child(t);
    }

    @Override
    public Tensor loss() {
      return setup.engine().scalar(objective);
    }

    @Override
    public Tensor lossAt(Tensors other) {
      throw notThere();
    }

    @Override
    public Tensors gradientAt(Tensors other) {
      throw notThere();
    }

    @Override
    public Tensors rows() {
      throw notThere();
    }

    private static IllegalStateException notThere() {
      return new IllegalStateException(
          "an outer optimizer sees one estimate of the meta-gradient a step and no other; choose one without line search");
    }
  }
}
