package l2l.api.contract;

import java.util.ArrayList;
import java.util.List;
import l2l.api.Observation;
import l2l.api.Optimizee;
import l2l.api.Optimizer;
import l2l.api.state.Values;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Seed;
import l2l.api.tensor.Tensors;

/** What every optimizer must do. */
public final class OptimizerLaws {
  static final int STEPS = 5;
  private static final int TRIES = 8;
  private final Optimizer part;
  private final Engine engine;

  private OptimizerLaws(Optimizer part, Engine engine) {
    this.part = part;
    this.engine = engine;
  }

  /** @param engine computes in double */
  public static List<Law> of(Optimizer part, Engine engine) {
    OptimizerLaws l = new OptimizerLaws(part, engine);
    SideBySideLaws beside = new SideBySideLaws(part, engine);
    List<Law> laws = new ArrayList<>(List.of(
        new Law("beginsTheSameForTheSameSeed", "theta and state of equal settings are equal bit for bit, and plain numbers", l::begins),
        new Law("sameInputsGiveTheSameBits", "a step depends on theta, state and what is seen, and on nothing else", l::repeats),
        new Law("leavesItsInputsAlone", "a step changes no tensor it was given", l::leavesInputs),
        new Law("changeHasTheFormOfX", "the change has x's names, in its order, and its shapes, and is finite", l::changeFits),
        new Law("stateKeepsItsForm", "names and shapes of the state stay the same from step to step", l::stateKeepsForm),
        new Law("continuesAsIfUninterrupted", "going on from state and x brought through Values gives the same bits", l::continues),
        new Law("survivesZeroGradients", "where f has no gradient, changes and derivatives by theta are finite", l::zeroGradients),
        new Law("problemsDoNotTouchOneAnother", "of b problems at once each goes as it would alone", beside::problems),
        new Law("runsManyRulesAtOnce", "theta of shape [b] gives each of b problems its own rule", beside::rules)));
    List<Landscape> all = new ArrayList<>(Landscape.all(engine));
    all.add(Landscape.problems(engine, 2, 3));
    for (Landscape f : all) {
      laws.add(metaGradient(part, engine, f, f.name()));
    }
    return laws;
  }

  /**
   * The derivative of f(x_1) + … + f(x_5) by all of theta, second derivatives of f kept, equals central differences: on an optimizee of
   * the caller's, drawn smooth and small. Starts beside a kink, where the differences do not settle, are passed over.
   */
  public static Law metaGradient(Optimizer part, Engine engine, Optimizee f, String name) {
    return new Law("metaGradientIsExactOn " + name, "the gradient by theta through 5 steps equals central differences", w -> {
      for (int i = 0; i < TRIES; i++) {
        Training training = new Training(engine, part, f, new Seed(100 + i), STEPS);
        Tensors theta = training.theta();
        if (theta.isEmpty()) {
          w.excuse("theta is empty");
          return;
        }
        Differences.Gradient n = Differences.gradient(t -> training.run(t).sum().scalar(), theta);
        if (n.converged()) {
          Tensors a = engine.gradient(t -> training.run(t).sum(), theta).gradient();
          w.alike("the gradient by theta", a, theta);
          w.derivative("the gradient by theta " + theta, Differences.numbers(a), n.values());
          return;
        }
      }
      w.sees(false, () -> "the differences of none of " + TRIES + " starts settled; choose settings whose first steps are smooth");
    });
  }

  /** Engines agree on 5 steps and on the derivative by theta: to 1e-4 of the largest component where one computes in float. */
  public static List<Law> agreement(Optimizer part, Engine engine, Engine reference, double tolerance) {
    return List.of(new Law("enginesAgree", "5 steps and the gradient by theta are those of the reference engine", w -> {
      for (int i = 0; i < Landscape.all(engine).size(); i++) {
        Training own = new Training(engine, part, Landscape.all(engine).get(i), new Seed(100), STEPS);
        Training other = new Training(reference, part, Landscape.all(reference).get(i), new Seed(100), STEPS);
        w.agree("x_5", tolerance, own.run(own.theta()).x().flat().values(), other.run(other.theta()).x().flat().values());
        w.agree("the gradient by theta", tolerance, Differences.numbers(engine.gradient(t -> own.run(t).sum(), own.theta()).gradient()),
            Differences.numbers(reference.gradient(t -> other.run(t).sum(), other.theta()).gradient()));
      }
    }));
  }

  private List<Training> trainings() {
    return Landscape.all(engine).stream().map(f -> new Training(engine, part, f, new Seed(7), STEPS)).toList();
  }

  private void begins(Witness w) {
    for (Training t : trainings()) {
      Tensors theta = t.theta();
      w.same("theta on " + t.optimizee(), t.theta(), theta);
      w.same("state on " + t.optimizee(), part.state(theta, t.setting()), part.state(theta, t.setting()));
      w.finite("theta", theta);
      w.finite("state", part.state(theta, t.setting()));
    }
  }

  private void repeats(Witness w) {
    for (Training t : trainings()) {
      Tensors theta = t.theta();
      Tensors state = part.state(theta, t.setting());
      Optimizer.Step first = part.step(theta, state, t.observation(t.start(), 0));
      t.run(theta);
      Optimizer.Step again = part.step(theta, state, t.observation(t.start(), 0));
      w.same("the change", again.change(), first.change());
      w.same("the state", again.state(), first.state());
    }
  }

  private void leavesInputs(Witness w) {
    for (Training t : trainings()) {
      Tensors theta = t.theta();
      Training.Path path = t.run(theta, 0, t.start(), part.state(theta, t.setting()), 2);
      Observation seen = t.observation(path.x(), 2);
      Values x = Values.of(path.x());
      Values state = Values.of(path.state());
      Values gradient = Values.of(seen.gradient());
      Values rule = Values.of(theta);
      part.step(theta, path.state(), seen);
      w.equal("x after the step", Values.of(path.x()), x);
      w.equal("the state given, after the step", Values.of(path.state()), state);
      w.equal("the gradient after the step", Values.of(seen.gradient()), gradient);
      w.equal("theta after the step", Values.of(theta), rule);
    }
  }

  private void changeFits(Witness w) {
    for (Training t : trainings()) {
      Tensors theta = t.theta();
      Training.Path path = t.run(theta);
      Optimizer.Step step = part.step(theta, path.state(), t.observation(path.x(), STEPS - 1));
      w.alike("the change on " + t.optimizee(), step.change(), t.start());
      w.finite("the change on " + t.optimizee(), step.change());
    }
  }

  private void stateKeepsForm(Witness w) {
    for (Training t : trainings()) {
      List<Tensors> states = t.run(t.theta()).states();
      for (Tensors state : states) {
        w.alike("the state on " + t.optimizee(), state, states.get(0));
      }
    }
  }

  private void continues(Witness w) {
    for (Training t : trainings()) {
      Tensors theta = t.theta();
      Training.Path whole = t.run(theta);
      Training.Path half = t.run(theta, 0, t.start(), part.state(theta, t.setting()), 2);
      Training.Path rest = t.run(through(theta), 2, through(half.x()), through(half.state()), STEPS - 2);
      w.same("x_5 on " + t.optimizee(), rest.x(), whole.x());
      w.same("the state on " + t.optimizee(), rest.state(), whole.state());
    }
  }

  private Tensors through(Tensors tensors) {
    return Values.of(tensors).on(engine);
  }

  private void zeroGradients(Witness w) {
    for (Landscape f : List.of(Landscape.withDeadCoordinates(engine), Landscape.plain(engine))) {
      Training t = new Training(engine, part, f, new Seed(8), STEPS);
      Tensors theta = t.theta();
      w.finite("x_5 on " + f, t.run(theta).x());
      w.finite("the gradient by theta on " + f, engine.gradient(v -> t.run(v).sum(), theta).gradient());
      w.finite("the gradient by theta of |x_5|^2 on " + f, engine.gradient(v -> t.run(v).x().flat().square().sum(), theta).gradient());
      Tensors along = theta.map(v -> engine.fill(1, v.shape()));
      w.finite("the forward derivative by theta on " + f, engine.tangent(v -> t.run(v).x(), theta, along).tangent());
    }
  }
}
