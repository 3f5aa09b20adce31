package l2l.api.contract;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import l2l.api.MetaObjective;
import l2l.api.Trajectory;
import l2l.api.state.Values;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Seed;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;

/** What every meta-objective must do, seen on stretches of made-up positive losses. */
public final class MetaObjectiveLaws {
  private static final int[] STEPS = {1, 4};
  private final Specimen<MetaObjective> specimen;
  private final MetaObjective part;
  private final Engine engine;

  private MetaObjectiveLaws(Specimen<MetaObjective> specimen, Engine engine) {
    this.specimen = specimen;
    this.part = specimen.part();
    this.engine = engine;
  }

  /** @param engine computes in double */
  public static List<Law> of(MetaObjective part, Engine engine) {
    return of(Specimen.of(part), engine);
  }

  /** @param engine computes in double */
  public static List<Law> of(Specimen<MetaObjective> specimen, Engine engine) {
    MetaObjectiveLaws l = new MetaObjectiveLaws(specimen, engine);
    List<Law> laws = new ArrayList<>();
    laws.add(new Law("isOneNumberOrOneAProblem", "of losses [] it is []; of losses [b] it is [] or [b]; and of finite ones it is finite",
        l::shape, "add up losses of the trajectory as they are, and reduce over nothing but its points").quickly());
    laws.addAll(PureLaws.of(l.part, l::use));
    laws.addAll(l.quick());
    laws.addAll(SuccessorLaws.of(specimen, Values::none));
    laws.addAll(l.numbers());
    return laws;
  }

  private List<Law> quick() {
    return List.of(
        new Law("leavesTheLossesAlone", "it changes no loss and no point it was given", this::leavesLosses,
            "make new tensors; never write into the arrays behind those given").quickly(),
        new Law("sameStretchGivesTheSameBits", "it depends on the stretch and on nothing else", this::repeats,
            "compute from the trajectory alone").quickly(),
        new Law("aFreshInstanceGivesTheSameBits", "another instance of the same settings gives the same numbers, so that a swap is no event",
            this::fresh, "let settings and trajectory alone decide").quickly(),
        new Law("derivativeIsExact", "its gradient by the losses equals central differences", this::gradient,
            "compute with Tensors from the losses on, without detach and without values()").quickly());
  }

  private List<Law> numbers() {
    return List.of(
        new Law("worseEverywhereIsNotBetter", "greater losses at every point never give a smaller number", this::order,
            "less is better: turn the sign of what grows as losses fall").quickly(),
        new Law("problemsDoNotTouchOneAnother", "where it is [b], a problem's number depends on its own losses alone", this::problemsApart,
            "never sum or average over the problems and give [b] all the same").quickly(),
        new Law("divergenceShows", "of losses that are not finite it is not finite", this::divergence,
            "repair no number: no clipping, no NaN to 0").quickly());
  }

  /** Losses and validation losses of points 0 … steps as tensors "loss", "validation", each [steps + 1] or [steps + 1, b]. */
  private Tensors losses(int steps, int b) {
    int[] shape = b == 0 ? new int[] {steps + 1} : new int[] {steps + 1, b};
    return Tensors.of("loss", engine.uniform(new Seed(70), 0.5, 2, shape)).with("validation", engine.uniform(new Seed(71), 0.5, 2, shape));
  }

  private Tensor of(Tensors losses) {
    return part.of(trajectory(losses));
  }

  private Trajectory trajectory(Tensors losses) {
    return trajectory(rows(losses.get("loss")), rows(losses.get("validation")));
  }

  /** Its points are made up: x [3], the same whatever the losses. */
  private Trajectory trajectory(List<Tensor> losses, List<Tensor> validation) {
    return Given.trajectory(10, losses, validation, points(losses.size()), true);
  }

  private List<Tensors> points(int n) {
    List<Tensors> points = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      points.add(Tensors.of("x", engine.normal(new Seed(72).child(i), 1, 3)));
    }
    return points;
  }

  private static List<Tensor> rows(Tensor losses) {
    int[] shape = losses.shape();
    List<Tensor> rows = new ArrayList<>();
    for (int i = 0; i < shape[0]; i++) {
      rows.add(losses.slice(0, i, i + 1).reshape(Arrays.copyOfRange(shape, 1, shape.length)));
    }
    return rows;
  }

  private void use(Seed seed) {
    for (int steps : STEPS) {
      of(losses(steps, 3).map(t -> t.plus(seed.uniforms(1)[0])));
      engine.gradient(this::of, losses(steps, 0));
    }
  }

  private void fresh(Witness w) {
    specimen.second(w).ifPresent(second -> {
      for (int steps : STEPS) {
        Tensors losses = losses(steps, 3);
        w.same("the objective", Tensors.of("objective", second.of(trajectory(losses))), Tensors.of("objective", of(losses)));
      }
    });
  }

  private void leavesLosses(Witness w) {
    for (int steps : STEPS) {
      Tensors losses = losses(steps, 3);
      List<Tensor> loss = rows(losses.get("loss"));
      List<Tensor> validation = rows(losses.get("validation"));
      List<Values> before = values(loss, validation);
      part.of(trajectory(loss, validation));
      w.equal("the losses afterwards", values(loss, validation), before);
    }
  }

  private static List<Values> values(List<Tensor> losses, List<Tensor> validation) {
    List<Values> values = new ArrayList<>();
    losses.forEach(t -> values.add(Values.of(Tensors.of("loss", t))));
    validation.forEach(t -> values.add(Values.of(Tensors.of("validation", t))));
    return values;
  }

  private void shape(Witness w) {
    for (int steps : STEPS) {
      Tensor found = of(losses(steps, 3));
      w.sees(found != null, () -> "the objective is null");
      w.finite("the objective", Tensors.of("objective", found));
      w.equal("the shape for losses []", Arrays.toString(of(losses(steps, 0)).shape()), "[]");
      String shape = Arrays.toString(of(losses(steps, 3)).shape());
      w.sees(shape.equals("[]") || shape.equals("[3]"), () -> "the shape for losses [3] is " + shape + ", wanted is [] or [3]");
    }
  }

  private void repeats(Witness w) {
    for (int steps : STEPS) {
      Tensors first = Tensors.of("objective", of(losses(steps, 3)));
      of(losses(2, 0));
      w.same("the objective", Tensors.of("objective", of(losses(steps, 3))), first);
    }
  }

  private void gradient(Witness w) {
    for (int b : new int[] {0, 3}) {
      for (int steps : STEPS) {
        ToDoubleFunction<Tensors> f = losses -> of(losses).sum().scalar();
        Tensors at = losses(steps, b);
        double[] n = Differences.gradient(f, at).values();
        double[] a = engine.gradient(this::of, at).gradient().flat().values();
        w.derivative("the gradient by the losses", a, n);
        w.sees(Witness.largest(a) > 0, () -> "the objective depends on no loss");
      }
    }
  }

  private void order(Witness w) {
    for (int b : new int[] {0, 3}) {
      for (int steps : STEPS) {
        double[] less = of(losses(steps, b)).values();
        double[] more = of(losses(steps, b).map(t -> t.plus(0.25))).values();
        for (int j = 0; j < less.length; j++) {
          int at = j;
          w.sees(more[j] >= less[j], () -> "all losses rose by 0.25, and the objective fell from " + less[at] + " to " + more[at]);
        }
      }
    }
  }

  private void problemsApart(Witness w) {
    Tensors losses = losses(4, 3);
    double[] before = of(losses).values();
    if (before.length == 1) {
      w.excuse("it is one number for all problems");
      return;
    }
    Tensor first = engine.fill(1, 1).pad(0, 0, 3).reshape(1, 3).spread(5, 3);
    double[] after = of(losses.map(t -> t.plus(first))).values();
    for (int j = 1; j < 3; j++) {
      w.equal("the number of problem " + j + " after losses of problem 0 rose", after[j], before[j]);
    }
  }

  private void divergence(Witness w) {
    for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      double found = of(losses(4, 0).map(t -> engine.fill(bad, t.shape()))).scalar();
      w.sees(!Double.isFinite(found), () -> "all losses are " + bad + ", and the objective is " + found);
    }
  }
}
