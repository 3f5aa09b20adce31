package l2l.api.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import l2l.api.Episode;
import l2l.api.MetaGradient;
import l2l.api.Order;
import l2l.api.state.Values;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Seed;
import l2l.api.tensor.Tensors;

/** What every estimator of meta-gradients must do, seen on a small problem: heavy-ball momentum on smooth functions, horizon 6. */
public final class MetaGradientLaws {
  private static final int HORIZON = 6;
  private final Specimen<MetaGradient> specimen;
  private final MetaGradient part;
  private final Engine engine;
  private final List<SmallProblem> problems;

  private MetaGradientLaws(Specimen<MetaGradient> specimen, Engine engine) {
    this.specimen = specimen;
    this.part = specimen.part();
    this.engine = engine;
    this.problems = List.of(new SmallProblem(engine, Landscape.matrix(engine), HORIZON),
        new SmallProblem(engine, Landscape.network(engine), HORIZON), new SmallProblem(engine, Landscape.problems(engine, 3, 2), HORIZON));
  }

  /** @param engine computes in double */
  public static List<Law> of(MetaGradient part, Engine engine) {
    return of(Specimen.of(part), engine);
  }

  /** @param engine computes in double */
  public static List<Law> of(Specimen<MetaGradient> specimen, Engine engine) {
    MetaGradientLaws l = new MetaGradientLaws(specimen, engine);
    List<Law> laws = new ArrayList<>();
    laws.add(new Law("objectiveIsThatOfTheStretch", "the objective and steps reported are finite and those of a stretch of training",
        l::reports, "report problem.objective of the stretch, the steps really unrolled, and Diagnostics.of its trajectory").quickly());
    laws.addAll(l.forms());
    laws.addAll(PureLaws.of(l.part, l::use));
    laws.addAll(l.bits());
    laws.addAll(SuccessorLaws.of(specimen, l::saved));
    laws.add(new Law("divergenceIsAResult", "where training diverges the estimate says so and does not throw", l::divergence,
        "return the objective as it is, infinite or NaN, and count the problems that diverged").quickly());
    return laws;
  }

  private List<Law> forms() {
    return List.of(
        new Law("gradientHasTheFormOfTheta", "the gradient has theta's names and shapes, is finite and plain", this::form,
            "return a gradient of theta.map(…) form, detached").quickly(),
        new Law("goesOnToTheHorizon", "estimates follow one another until training ends, each from where the last stopped", this::goesOn,
            "return segment.rest() as next").quickly(),
        new Law("episodesKeepTheirForm", "x, state and memory of an episode keep names and shapes from estimate to estimate",
            this::episodesKeepForm, "let memory be of one form from the first estimate to the last").quickly());
  }

  private List<Law> bits() {
    return List.of(
        new Law("leavesItsInputsAlone", "an estimate changes neither theta nor the episode it was given", this::leavesInputs,
            "make new tensors; never write into the arrays behind those given").quickly(),
        new Law("sameSeedGivesTheSameBits", "an estimate depends on problem, theta, episode and seed, and on nothing else", this::repeats,
            "draw every random number from the seed given, and keep what it must remember in the episode's memory").quickly(),
        new Law("aFreshInstanceGivesTheSameBits", "another instance of the same settings makes the same estimates", this::fresh,
            "let settings, theta, episode and seed alone decide").quickly(),
        new Law("swapsWithoutATrace", "a second instance that takes over between two estimates, by Values alone, gives the same bits",
            this::swaps, "keep what it must remember in the episode's memory, and let it hold all of it").quickly());
  }

  /**
   * For estimators without noise or bias: from wherever it begins, the gradient is the derivative of the stretch's objective.
   *
   * @param order which derivative is claimed: with FIRST, that of a training whose gradients are constants
   */
  public static Law exact(MetaGradient part, Engine engine, Order order) {
    MetaGradientLaws l = new MetaGradientLaws(Specimen.of(part), engine);
    return new Law("isExact", "the gradient equals central differences of the objective", w -> {
      for (SmallProblem problem : l.problems) {
        Tensors theta = problem.theta();
        Optional<Episode> at = Optional.of(problem.begin(theta, new Seed(80)));
        while (at.isPresent()) {
          Episode from = at.get();
          MetaGradient.Estimate e = part.estimate(problem, theta, at, new Seed(80));
          double[] n = order == Order.SECOND ? problem.differences(theta, from, e.diagnostics().steps())
              : problem.differencesOfConstantGradients(theta, from, e.diagnostics().steps());
          w.derivative("the meta-gradient on " + problem + " from step " + from.t(), Differences.numbers(e.gradient()), n);
          w.near("the objective", 1e-12, new double[] {e.objective()},
              new double[] {problem.objective(problem.unroll(theta, from, e.diagnostics().steps(), order).trajectory()).scalar()});
          at = e.next();
        }
      }
    }, "differentiate the objective of the very stretch that is reported, in the order claimed");
  }

  private MetaGradient.Estimate first(SmallProblem problem, long seed) {
    return part.estimate(problem, problem.theta(), Optional.empty(), new Seed(seed));
  }

  private void use(Seed seed) {
    SmallProblem problem = problems.get(0);
    MetaGradient.Estimate e = part.estimate(problem, problem.theta(), Optional.empty(), seed);
    if (e.next().isPresent()) {
      part.estimate(problem, problem.theta(), e.next(), seed.child(1));
    }
  }

  /** What a snapshot of it holds. */
  private Values saved() {
    Values none = Values.none();
    return first(problems.get(0), 88).next().map(next -> none.and("memory/", Values.of(next.memory()))).orElse(none);
  }

  private void fresh(Witness w) {
    specimen.second(w).ifPresent(second -> {
      for (SmallProblem problem : problems) {
        MetaGradient.Estimate one = first(problem, 81);
        MetaGradient.Estimate two = second.estimate(problem, problem.theta(), Optional.empty(), new Seed(81));
        w.same("the gradient", two.gradient(), one.gradient());
        w.equal("the objective", two.objective(), one.objective());
      }
    });
  }

  private void episodesKeepForm(Witness w) {
    for (SmallProblem problem : problems) {
      Optional<Episode> at = first(problem, 89).next();
      w.sees(true, () -> "");
      for (int i = 0; at.isPresent() && i < HORIZON; i++) {
        Optional<Episode> next = part.estimate(problem, problem.theta(), at, new Seed(89).child(i)).next();
        if (next.isPresent()) {
          w.alike("x", next.get().x(), at.get().x());
          w.alike("the state", next.get().state(), at.get().state());
          w.alike("the memory", next.get().memory(), at.get().memory());
        }
        at = next;
      }
    }
  }

  private void swaps(Witness w) {
    specimen.second(w).ifPresent(second -> {
      SmallProblem problem = problems.get(1);
      Optional<Episode> own = Optional.empty();
      Optional<Episode> carried = Optional.empty();
      for (int i = 0; i == 0 || own.isPresent() && i < HORIZON; i++) {
        MetaGradient.Estimate one = part.estimate(problem, problem.theta(), own, new Seed(91).child(i));
        MetaGradient next = i % 2 == 0 ? part : second;
        MetaGradient.Estimate two = next.estimate(problem, problem.theta(), carried, new Seed(91).child(i));
        w.same("estimate " + i + " of instances by turns", two.gradient(), one.gradient());
        w.equal("the objective of estimate " + i, two.objective(), one.objective());
        own = one.next();
        carried = two.next().map(this::through);
        w.equal("whether training goes on after estimate " + i, carried.isPresent(), own.isPresent());
      }
    });
  }

  private Episode through(Episode e) {
    return new Episode(e.optimizee(), e.metaStep(), e.t(), Values.of(e.x()).on(engine), Values.of(e.state()).on(engine),
        Values.of(e.memory()).on(engine));
  }

  private void repeats(Witness w) {
    for (SmallProblem problem : problems) {
      MetaGradient.Estimate one = first(problem, 81);
      first(problem, 82);
      MetaGradient.Estimate two = first(problem, 81);
      w.same("the gradient", two.gradient(), one.gradient());
      w.equal("the objective", two.objective(), one.objective());
      w.equal("the diagnostics", two.diagnostics(), one.diagnostics());
      w.equal("whether training goes on", two.next().isPresent(), one.next().isPresent());
      if (one.next().isPresent() && two.next().isPresent()) {
        w.same("where it goes on", two.next().get().x(), one.next().get().x());
      }
    }
  }

  private void leavesInputs(Witness w) {
    for (SmallProblem problem : problems) {
      Tensors theta = problem.theta();
      Values before = Values.of(theta);
      Optional<Episode> from = part.estimate(problem, theta, Optional.empty(), new Seed(83)).next();
      w.equal("theta afterwards", Values.of(theta), before);
      if (from.isPresent()) {
        Episode e = from.get();
        List<Values> episode = List.of(Values.of(e.x()), Values.of(e.state()), Values.of(e.memory()));
        part.estimate(problem, theta, from, new Seed(84));
        w.equal("theta afterwards", Values.of(theta), before);
        w.equal("the episode afterwards", List.of(Values.of(e.x()), Values.of(e.state()), Values.of(e.memory())), episode);
      }
    }
  }

  private void form(Witness w) {
    for (SmallProblem problem : problems) {
      MetaGradient.Estimate e = first(problem, 84);
      w.alike("the gradient", e.gradient(), problem.theta());
      w.finite("the gradient", e.gradient());
      w.finite("the gradient plus 1", e.gradient().map(t -> t.plus(1)));
    }
  }

  private void goesOn(Witness w) {
    for (SmallProblem problem : problems) {
      Tensors theta = problem.theta();
      Optional<Episode> at = Optional.empty();
      long t = 0;
      List<Long> stops = new ArrayList<>();
      do {
        MetaGradient.Estimate e = part.estimate(problem, theta, at, new Seed(85).child(t));
        t += e.diagnostics().steps();
        at = e.next();
        stops.add(t);
        if (at.isPresent()) {
          w.equal("steps taken where it goes on", at.get().t(), t);
          w.finite("x plus 1 where it goes on", at.get().x().map(x -> x.plus(1)));
        }
      } while (at.isPresent() && stops.size() <= HORIZON);
      w.equal("steps taken when training ended, after stops at " + stops, t, (long) HORIZON);
    }
  }

  private void reports(Witness w) {
    for (SmallProblem problem : problems) {
      MetaGradient.Estimate e = first(problem, 86);
      w.sees(Double.isFinite(e.objective()), () -> "the objective is " + e.objective());
      w.sees(e.diagnostics().steps() > 0 && e.diagnostics().steps() <= HORIZON, () -> "it reports " + e.diagnostics().steps() + " steps");
      w.equal("the problems reported", e.diagnostics().problems(), problem.problems());
      w.equal("the diverged problems reported", e.diagnostics().diverged(), 0);
    }
  }

  private void divergence(Witness w) {
    SmallProblem problem = new SmallProblem(engine, Landscape.problems(engine, 3, 2), HORIZON);
    Tensors theta = problem.theta().with("rate", engine.scalar(1e200));
    MetaGradient.Estimate e = part.estimate(problem, theta, Optional.empty(), new Seed(87));
    w.sees(!Double.isFinite(e.objective()), () -> "the objective is " + e.objective() + " though training diverged");
    w.equal("the diverged problems reported", e.diagnostics().diverged(), 3);
  }
}
