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
  private static final String EXACT = "compute with Tensors from theta to change, without detach and without values()";
  private static final int TRIES = 8;
  private static final int MANY = 1000;

  /** Steps on the function that is steep far away, where a bold step size may soon go beyond all bounds. */
  private static final int FEW = 2;
  private final Specimen<Optimizer> specimen;
  private final Optimizer part;
  private final Engine engine;

  private OptimizerLaws(Specimen<Optimizer> specimen, Engine engine) {
    this.specimen = specimen;
    this.part = specimen.part();
    this.engine = engine;
  }

  /** @param engine computes in double */
  public static List<Law> of(Optimizer part, Engine engine) {
    return of(Specimen.of(part), engine);
  }

  /** @param engine computes in double */
  public static List<Law> of(Specimen<Optimizer> specimen, Engine engine) {
    OptimizerLaws l = new OptimizerLaws(specimen, engine);
    List<Law> laws = new ArrayList<>();
    laws.add(new Law("takesItsFirstSteps", "on easy problems theta, state and the first steps come out, and are finite",
        l::begin, "return theta, state and a Step, never null, and begin with settings under which easy problems do not diverge").quickly());
    laws.addAll(l.forms());
    laws.addAll(PureLaws.of(l.part, l::use));
    laws.addAll(l.bits());
    laws.addAll(SuccessorLaws.of(specimen, l::saved));
    laws.addAll(l.numbers());
    return laws;
  }

  private List<Law> bits() {
    return List.of(
        new Law("leavesItsInputsAlone", "a step changes no tensor it was given", this::leavesInputs,
            "make new tensors; never write into the arrays behind those given").quickly(),
        new Law("beginsTheSameForTheSameSeed", "theta and state of equal settings are equal bit for bit, and plain numbers", this::begins,
            "draw every random number from setting.seed()").quickly(),
        new Law("sameInputsGiveTheSameBits", "a step depends on theta, state and what is seen, and on nothing else", this::repeats,
            "draw every random number from seen.seed(), and keep what it must remember in the state").quickly(),
        new Law("aFreshInstanceGivesTheSameBits", "another instance of the same settings takes the same steps", this::fresh,
            "let settings, theta and state alone decide; an instance must not know how often it was used or made").quickly(),
        new Law("stateSurvivesASnapshot", "theta and every state are the same bits after a way through Values", this::snapshot,
            "let theta and state be plain tensors of the engine given").quickly(),
        new Law("swapsWithoutATrace", "a second instance that takes over at any step, by Values alone, gives the undisturbed run's bits",
            this::swaps, "let theta and state hold all it knows, and nothing be made in one instance that another lacks").quickly(),
        new Law("continuesAsIfUninterrupted", "going on from state and x brought through Values gives the same bits", this::continues,
            "let the state hold all it remembers"));
  }

  private List<Law> forms() {
    return List.of(
        new Law("changeHasTheFormOfX", "the change has x's names, in its order, and its shapes, and is finite", this::changeFits,
            "make the change from the gradient, tensor by tensor: seen.gradient().map(…)").quickly(),
        new Law("stateKeepsItsForm", "names and shapes of the state stay the same from step to step", this::stateKeepsForm,
            "return in every step the tensors that state() makes, in its order").quickly());
  }

  private List<Law> numbers() {
    SideBySideLaws beside = new SideBySideLaws(part, engine);
    List<Law> laws = new ArrayList<>(List.of(
        new Law("slopeFitsDifferences", "the gradient by theta through " + STEPS + " steps, along a direction, equals central differences",
            this::slope, EXACT).quickly(),
        new Law("survivesZeroGradients", "where f has no gradient, changes and derivatives by theta are finite", this::zeroGradients,
            "guard divisions by the gradient or its mean square, and take rootOrZero for roots of what may be 0"),
        new Law("problemsDoNotTouchOneAnother", "of b problems at once each goes as it would alone", beside::problems,
            "never sum or average over the leading axis of x; sumPerProblem keeps it"),
        new Law("runsManyRulesAtOnce", "theta of shape [b] gives each of b problems its own rule", beside::rules,
            "multiply by theta with scaled or spreadLike, which know a leading axis")));
    List<Landscape> all = new ArrayList<>(Landscape.all(engine));
    all.add(Landscape.problems(engine, 2, 3));
    for (Landscape f : all) {
      laws.add(metaGradient(part, engine, f, f.name()));
    }
    return laws;
  }

  /**
   * The derivative of f(x_1) + … + f(x_5) by all of theta, second derivatives of f kept, equals central differences: on an optimizee of
   * the caller's, drawn smooth and small. Starts beside a kink, where the differences do not settle, are passed over. Of more than
   * 1,000 numbers theta is moved along 8 random directions instead of number by number.
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
        if (theta.size() > MANY ? slope(w, training, theta, 8) : slope(w, training, theta)) {
          return;
        }
      }
      w.sees(false, () -> "the differences of none of " + TRIES + " starts settled; choose settings whose first steps are smooth");
    }, EXACT);
  }

  /** By every number of theta; false beside a kink. */
  private static boolean slope(Witness w, Training training, Tensors theta) {
    Differences.Gradient n = Differences.gradient(t -> training.run(t).sum().scalar(), theta);
    if (n.converged()) {
      Tensors a = training.engine().gradient(t -> training.run(t).sum(), theta).gradient();
      w.alike("the gradient by theta", a, theta);
      w.derivative("the gradient by theta " + theta, Differences.numbers(a), n.values());
    }
    return n.converged();
  }

  /** Along random directions, each of which moves every number of theta; false beside a kink. */
  private static boolean slope(Witness w, Training training, Tensors theta, int directions) {
    Tensors a = training.engine().gradient(t -> training.run(t).sum(), theta).gradient();
    for (int i = 0; i < directions; i++) {
      Tensors direction = Given.direction(training.engine(), theta, new Seed(90 + i));
      Differences.Gradient n = Differences.along(t -> training.run(t).sum().values(), theta, direction);
      if (!n.converged()) {
        return false;
      }
      w.alike("the gradient by theta", a, theta);
      w.derivative("the gradient by theta " + theta + " along a direction", a.dot(direction).values(), n.values());
    }
    return true;
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

  private void use(Seed seed) {
    Training t = new Training(engine, part, Landscape.network(engine), seed, 2);
    engine.gradient(v -> t.run(v).sum(), t.theta());
  }

  private void begin(Witness w) {
    for (Training t : trainings()) {
      Tensors theta = t.theta();
      w.sees(theta != null, () -> "theta is null");
      Tensors state = part.state(theta, t.setting());
      w.sees(state != null, () -> "the state is null");
      Optimizer.Step step = part.step(theta, state, t.observation(t.start(), 0));
      w.sees(step != null && step.change() != null && step.state() != null, () -> "a step is " + step);
      w.finite("theta", theta);
      w.finite("the state before the first step", state);
      if (step == null || step.change() == null || !step.change().toString().equals(t.start().toString())) {
        continue; // of another form: that is what changeHasTheFormOfX is about
      }
      int steps = t.start().size() == 1 ? FEW : STEPS;
      Training.Path path = t.run(theta, 0, t.start(), state, steps);
      for (int i = 0; i <= steps; i++) {
        w.finite("x_" + i + " on " + t.optimizee(), path.points().get(i));
        w.finite("the state after " + i + " steps on " + t.optimizee(), path.states().get(i));
      }
    }
  }

  /** What a snapshot of it holds. */
  private Values saved() {
    Training t = trainings().get(1);
    Training.Path path = t.run(t.theta());
    return Values.none().and("theta/", Values.of(t.theta())).and("state/", Values.of(path.state()));
  }

  private void begins(Witness w) {
    for (Training t : trainings()) {
      Tensors theta = t.theta();
      new Training(engine, part, (Landscape) t.optimizee(), new Seed(6), STEPS).theta();
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

  private void fresh(Witness w) {
    specimen.second(w).ifPresent(second -> {
      for (Training t : trainings()) {
        Training other = new Training(engine, second, t.optimizee(), t.seed(), STEPS);
        w.same("theta on " + t.optimizee(), other.theta(), t.theta());
        w.same("x_5 on " + t.optimizee(), other.run(other.theta()).x(), t.run(t.theta()).x());
      }
    });
  }

  private void snapshot(Witness w) {
    for (Training t : trainings()) {
      Tensors theta = t.theta();
      w.same("theta on " + t.optimizee(), through(theta), theta);
      for (Tensors state : t.run(theta).states()) {
        w.same("the state on " + t.optimizee(), through(state), state);
        state.tensors().forEach(s -> w.sees(s.engine() == engine, () -> "the state on " + t.optimizee() + " is of another engine"));
      }
    }
  }

  private void swaps(Witness w) {
    specimen.second(w).ifPresent(second -> {
      for (Training t : trainings().subList(1, 3)) {
        Tensors theta = t.theta();
        Training.Path whole = t.run(theta);
        Training other = new Training(engine, second, t.optimizee(), t.seed(), STEPS);
        for (int k = 1; k < STEPS; k++) {
          Training.Path half = t.run(theta, 0, t.start(), part.state(theta, t.setting()), k);
          Training.Path rest = other.run(through(theta), k, through(half.x()), through(half.state()), STEPS - k);
          w.same("x_5 after a swap at step " + k + " on " + t.optimizee(), rest.x(), whole.x());
          w.same("the state after a swap at step " + k + " on " + t.optimizee(), rest.state(), whole.state());
        }
      }
    });
  }

  private void slope(Witness w) {
    for (int i = 0; i < TRIES; i++) {
      Training training = new Training(engine, part, Landscape.matrix(engine), new Seed(100 + i), STEPS);
      Tensors theta = training.theta();
      if (theta.isEmpty()) {
        w.excuse("theta is empty");
        return;
      }
      if (slope(w, training, theta, 1)) {
        return;
      }
    }
    w.excuse("the differences of none of " + TRIES + " starts settled");
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
      part.state(theta, t.setting());
      w.equal("theta after state()", Values.of(theta), rule);
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
      Optimizer.Step first = part.step(theta, part.state(theta, t.setting()), t.observation(t.start(), 0));
      w.alike("the first change on " + t.optimizee(), first.change(), t.start());
      if (!first.change().toString().equals(t.start().toString())) {
        continue;
      }
      Training.Path path = t.run(theta, 0, t.start(), part.state(theta, t.setting()), FEW);
      Optimizer.Step step = part.step(theta, path.state(), t.observation(path.x(), FEW));
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
