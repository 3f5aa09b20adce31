package l2l.runner.loop;

import static l2l.runner.loop.PartFault.there;

import java.util.Map;
import java.util.Optional;
import l2l.api.Episode;
import l2l.api.MetaGradient;
import l2l.api.MetaObjective;
import l2l.api.Optimizer;
import l2l.api.Split;
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
    return there("optimizer", optimizer.theta(problem.place(setup.seed().child("train").child(0), setup.seed().child("theta"))),
        "theta returned null; return Tensors.none() where there is nothing to learn").detach();
  }

  /** Where meta-training begins. */
  public State begin(Setup setup, Tensors theta) {
    return new State(0, theta, outerState(setup, theta), Optional.empty(), Optional.empty());
  }

  private Problem.Here outerSetting(Setup setup, Tensors theta) {
    return new Problem.Here(setup.engine(), setup.seed().child("outer"), theta, steps, () -> new int[0]);
  }

  private Tensors outerTheta(Setup setup, Tensors theta) {
    return there("outer", outer.theta(outerSetting(setup, theta)),
        "theta returned null; return Tensors.none() where there is nothing to set");
  }

  /** The outer optimizer's memory before the first meta-step. */
  Tensors outerState(Setup setup, Tensors theta) {
    return there("outer", outer.state(outerTheta(setup, theta), outerSetting(setup, theta)),
        "state returned null; return Tensors.none() where there is nothing to remember").detach();
  }

  /**
   * Whom it trains and on what: made once and kept from step to step. What it remembers saves work and changes no number.
   *
   * @param name of the optimizer, for the watch
   */
  record Task(Setup setup, Optimizer optimizer, String name, Problem problem, Tensors outerTheta) {}

  /** @param start theta before the first meta-step, whose names and shapes the outer optimizer's theta follows */
  Task task(Setup setup, Optimizer optimizer, String name, Tensors start) {
    return new Task(setup, optimizer, name,
        new Problem(setup.engine(), setup.family(), optimizer, objective, setup.horizon(), Split.TRAIN, setup.memory()),
        outerTheta(setup, start));
  }

  /**
   * Goes on from a state to the last meta-step.
   *
   * @param name of the optimizer, for the watch
   * @throws Watch.Stopped if the watch says so; the last state it was shown is where to go on
   */
  public State run(Setup setup, Optimizer optimizer, String name, State from, Watch watch) {
    Task task = task(setup, optimizer, name, from.theta);
    State state = from;
    while (state.step < steps) {
      watch.check();
      state = step(task, state, watch);
    }
    return state;
  }

  /** One meta-step. */
  State step(Task task, State state, Watch watch) {
    task.problem.metaStep(state.episode.map(Episode::metaStep).orElse(state.step));
    Seed seed = task.setup.seed().child("train").child(state.step);
    MetaGradient.Estimate estimate = there("estimator", estimator.estimate(task.problem, state.theta, state.episode, seed),
        "estimate returned null; return an estimate");
    there("estimator", estimate.gradient(), "estimate returned no gradient; return one with the names and shapes of theta");
    there("estimator", estimate.next(), "estimate returned null for where to go on; return Optional.empty() when training ended");
    there("estimator", estimate.diagnostics(), "estimate returned no diagnostics; return Diagnostics.of the stretch");
    PartFault.unlessAlike("estimator", estimate.gradient(), state.theta, "estimate returned a gradient", " for theta ",
        "return the names, shapes and precision of theta");
    State next = update(task, state, estimate, watch);
    watch.state(task.name, next);
    return next;
  }

  private State update(Task task, State state, MetaGradient.Estimate estimate, Watch watch) {
    long done = state.step + 1;
    Gauge gauge = Gauge.of(estimate.gradient());
    boolean clipped = clip > 0 && gauge.norm > clip;
    Moved moved = new Moved(state.theta, state.outer);
    if (gauge.nonFinite == 0) {
      moved = moved(task, state, estimate.objective(), clipped ? estimate.gradient().times(clip / gauge.norm) : estimate.gradient());
    }
    Optional<Best> best = state.best;
    Optional<Double> validation = Optional.empty();
    if (validate > 0 && (done % validate == 0 || done == steps)) {
      double mean = Evaluation.of(task.setup, task.setup.validation(), task.optimizer, moved.theta, watch).mean();
      validation = Optional.of(mean);
      if (best.isEmpty() || mean < best.get().mean) {
        best = Optional.of(new Best(done, mean, moved.theta));
      }
    }
    watch.metaStep(task.name, new Metrics(done, estimate.objective(), gauge.norm, clipped, gauge.zeros, gauge.nonFinite,
        estimate.diagnostics().steps(), estimate.diagnostics().diverged(), validation, estimate.diagnostics().metrics()));
    watch.advanced(done, validation.orElse(estimate.objective()));
    return new State(done, moved.theta, moved.outer, estimate.next(), best);
  }

  /** Theta after an outer step, and the outer optimizer's memory. */
  private record Moved(Tensors theta, Tensors outer) {}

  private Moved moved(Task task, State state, double objective, Tensors gradient) {
    Optimizer.Step step = there("outer",
        outer.step(task.outerTheta, state.outer, new OuterSight(task.setup, state.step, steps, objective, gradient, state.theta)),
        "step returned null; return a change and a state");
    there("outer", step.change(), "step returned no change; return one with the names and shapes of theta");
    there("outer", step.state(), "step returned no state; return Tensors.none() where there is nothing to remember");
    PartFault.unlessAlike("outer", step.change(), state.theta, "step returned a change", " for theta ",
        "return the names, shapes and precision of theta");
    PartFault.unlessAlike("outer", step.state(), state.outer, "step returned a state", " after ",
        "keep the names, shapes and precision of the state from step to step");
    double factor = schedule.factor(state.step, steps, last);
    Tensors theta = state.theta.plus(factor == 1 ? step.change() : step.change().times(factor)).detach();
    finite(theta, state.theta);
    return new Moved(theta, step.state().detach());
  }

  /** A finite meta-gradient must leave finite numbers finite. */
  private static void finite(Tensors theta, Tensors before) {
    for (String name : theta.names()) {
      double[] values = theta.get(name).values();
      for (int i = 0; i < values.length; i++) {
        if (!Double.isFinite(values[i]) && Double.isFinite(before.get(name).values()[i])) {
          throw new PartFault("outer", "step made '" + name + "' " + values[i] + " from " + before.get(name).values()[i]
              + ", though the meta-gradient is finite; return a finite change, or take a smaller rate");
        }
      }
    }
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
}
