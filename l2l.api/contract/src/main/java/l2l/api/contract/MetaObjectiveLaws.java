package l2l.api.contract;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import l2l.api.MetaObjective;
import l2l.api.Trajectory;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Seed;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;

/** What every meta-objective must do, seen on stretches of made-up positive losses. */
public final class MetaObjectiveLaws {
  private static final int[] STEPS = {1, 4};
  private final MetaObjective part;
  private final Engine engine;

  private MetaObjectiveLaws(MetaObjective part, Engine engine) {
    this.part = part;
    this.engine = engine;
  }

  /** @param engine computes in double */
  public static List<Law> of(MetaObjective part, Engine engine) {
    MetaObjectiveLaws l = new MetaObjectiveLaws(part, engine);
    return List.of(
        new Law("isOneNumberOrOneAProblem", "of losses [] it is []; of losses [b] it is [] or [b]", l::shape),
        new Law("sameStretchGivesTheSameBits", "it depends on the stretch and on nothing else", l::repeats),
        new Law("derivativeIsExact", "its gradient by the losses equals central differences", l::gradient),
        new Law("worseEverywhereIsNotBetter", "greater losses at every point never give a smaller number", l::order),
        new Law("problemsDoNotTouchOneAnother", "where it is [b], a problem's number depends on its own losses alone", l::problemsApart),
        new Law("divergenceShows", "of losses that are not finite it is not finite", l::divergence));
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
    return Given.trajectory(10, rows(losses.get("loss")), rows(losses.get("validation")), true);
  }

  private static List<Tensor> rows(Tensor losses) {
    int[] shape = losses.shape();
    List<Tensor> rows = new ArrayList<>();
    for (int i = 0; i < shape[0]; i++) {
      rows.add(losses.slice(0, i, i + 1).reshape(Arrays.copyOfRange(shape, 1, shape.length)));
    }
    return rows;
  }

  private void shape(Witness w) {
    for (int steps : STEPS) {
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
