package l2l.api.contract;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import l2l.api.Batch;
import l2l.api.Optimizee;
import l2l.api.OptimizeeFamily;
import l2l.api.Split;
import l2l.api.state.Values;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Seed;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;

/** What every family of optimizees must do. Give it a small one: at most some 200 coordinates. */
public final class OptimizeeLaws {
  private static final long HORIZON = 10;
  private static final int STEPS = 4;
  private final Specimen<OptimizeeFamily> specimen;
  private final OptimizeeFamily part;
  final Engine engine;

  private OptimizeeLaws(Specimen<OptimizeeFamily> specimen, Engine engine) {
    this.specimen = specimen;
    this.part = specimen.part();
    this.engine = engine;
  }

  /** @param engine computes in double */
  public static List<Law> of(OptimizeeFamily part, Engine engine) {
    return of(Specimen.of(part), engine);
  }

  /** @param engine computes in double */
  public static List<Law> of(Specimen<OptimizeeFamily> specimen, Engine engine) {
    OptimizeeLaws l = new OptimizeeLaws(specimen, engine);
    List<Law> laws = new ArrayList<>();
    laws.add(new Law("startsFinite", "starts hold numbers that are finite, and so is the first loss", l::starts,
        "return a start of at least one tensor and a loss that is defined there").quickly());
    laws.addAll(l.forms());
    laws.addAll(PureLaws.of(l.part, l::use));
    laws.addAll(l.bits());
    laws.addAll(SuccessorLaws.of(specimen, () -> Values.none().and("state/", Values.of(l.start(0)))));
    laws.addAll(l.numbers());
    return laws;
  }

  private List<Law> forms() {
    return List.of(
        new Law("lossIsOneNumberOrOneAProblem", "the loss is [], or [b] and then every tensor of x leads with b", this::lossShape,
            "reduce with sum(), mean() or sumPerProblem()").quickly(),
        new Law("keepsItsForm", "names and shapes of the start, and the loss's shape, are the same for every seed and step", this::keepsForm,
            "let settings and the draw decide shapes, not the seed of the start, the batch or t").quickly());
  }

  private List<Law> bits() {
    return List.of(
        new Law("leavesXAlone", "computing the loss changes no tensor it was given", this::leavesX,
            "make new tensors; never write into the arrays behind x").quickly(),
        new Law("sameBatchGivesTheSameLoss", "the loss depends on x and the batch, and on nothing else", this::batches,
            "draw the minibatch from batch.seed() alone").quickly(),
        new Law("drawsTheSameForTheSameSeed", "equal draws and seeds give equal starts and losses, bit for bit", this::draws,
            "draw every random number from draw.seed(), or from the seed of the start").quickly(),
        new Law("aFreshInstanceDrawsTheSame", "another instance of the same settings draws the same optimizees", this::fresh,
            "let settings and draw alone decide; an instance must not know how often it was used or made").quickly(),
        new Law("swapsWithoutATrace", "a second instance that takes over at any step of a descent gives the undisturbed one's bits",
            this::swaps, "let an optimizee be drawn again from its seed; nothing may be made in one instance that another lacks"));
  }

  private List<Law> numbers() {
    AspectLaws aspects = new AspectLaws(this);
    SlopeLaws slopes = new SlopeLaws(this);
    String exact = "compute with Tensors from x to the loss, without detach and without values()";
    return List.of(
        new Law("slopeFitsDifferences", "the gradient's part in a direction equals central differences", slopes::direction, exact).quickly(),
        new Law("allExamplesNeedNoSeed", "the loss over all examples of a split is the same for every seed", this::whole,
            "where batch.whole() is asked for, take every example of the split, and draw nothing"),
        new Law("hasALossOnEverySplit", "losses of training, validation and test examples are finite", this::splits,
            "return a loss for each split; where there are no examples, a drawn problem serves all three"),
        new Law("gradientIsExact", "the gradient equals central differences", slopes::gradient, exact),
        new Law("secondDerivativeIsExact", "the derivative of the gradient along directions equals its central differences",
            slopes::second, exact),
        new Law("forwardModeAgrees", "the derivative along a direction is the gradient's part in it", slopes::forward, exact),
        new Law("problemsDoNotTouchOneAnother", "x of one problem changes no other problem's loss", this::problemsApart,
            "never sum or average over the leading axis of x; sumPerProblem keeps it"),
        new Law("accuracyIsAShare", "an accuracy, where there is one, is of 0 … 1 and has the form of the loss", aspects::accuracy,
            "divide what is right by what was asked, problem by problem"),
        new Law("closedFormIsGradientDescent", "a closed form, where there is one, is what gradient descent does", aspects::closedForm,
            "give the closed form of this very start, or none"));
  }

  /** Engines agree on losses, gradients and second derivatives: to 1e-4 of the largest component where one computes in float. */
  public static List<Law> agreement(OptimizeeFamily part, Engine engine, Engine reference, double tolerance) {
    return List.of(new Law("enginesAgree", "start, loss, gradient and second derivative are those of the reference engine", w -> {
      OptimizeeLaws own = new OptimizeeLaws(Specimen.of(part), engine);
      OptimizeeLaws other = new OptimizeeLaws(Specimen.of(part), reference);
      w.agree("the start", tolerance, own.point(0).flat().values(), other.point(0).flat().values());
      w.agree("the loss", tolerance, own.loss(0, own.point(0)).values(), other.loss(0, other.point(0)).values());
      w.agree("the gradient", tolerance, new SlopeLaws(own).gradient(0, own.point(0)), new SlopeLaws(other).gradient(0, other.point(0)));
      w.agree("the second derivative", tolerance, new SlopeLaws(own).curvature(0, own.point(0), own.direction(0)),
          new SlopeLaws(other).curvature(0, other.point(0), other.direction(0)));
    }));
  }

  Optimizee sample(long i) {
    return part.sample(Given.draw(engine, new Seed(30 + i), Split.TRAIN));
  }

  private Tensors start(long i) {
    return sample(i).start(new Seed(40 + i));
  }

  Batch batch(long i) {
    return Given.batch(new Seed(50 + i), i % HORIZON, HORIZON, Split.TRAIN, false);
  }

  /** A point beside the start, which may itself be a special one such as 0. */
  Tensors point(long i) {
    return start(i).plus(direction(i).times(0.1));
  }

  Tensors direction(long i) {
    return Given.direction(engine, start(i), new Seed(60 + i));
  }

  Tensor loss(long i, Tensors x) {
    return sample(i).loss(x, batch(i));
  }

  /** Whether a gradient by x is a matter of milliseconds. */
  private static boolean isSmall(Tensors x) {
    return x.size() <= SlopeLaws.MANY;
  }

  private void use(Seed seed) {
    Optimizee f = part.sample(Given.draw(engine, seed, Split.TRAIN));
    Tensors x = f.start(seed.child("start"));
    Batch batch = Given.batch(seed.child("batch"), 1, HORIZON, Split.TRAIN, false);
    f.loss(x, batch);
    if (isSmall(x)) {
      engine.gradient(v -> f.loss(v, batch), x);
    }
  }

  private void keepsForm(Witness w) {
    Optimizee f = sample(0);
    Tensors x = f.start(new Seed(40));
    String loss = Arrays.toString(f.loss(x, batch(0)).shape());
    w.alike("the start of another seed", f.start(new Seed(41)), x);
    for (int t = 1; t < (isSmall(x) ? STEPS : 2); t++) {
      w.equal("the loss's shape at step " + t, Arrays.toString(f.loss(x, batch(t)).shape()), loss);
    }
  }

  private void fresh(Witness w) {
    specimen.second(w).ifPresent(second -> {
      Optimizee f = second.sample(Given.draw(engine, new Seed(30), Split.TRAIN));
      w.same("the start", f.start(new Seed(40)), start(0));
      w.same("the loss", Tensors.of("loss", f.loss(point(0), batch(0))), Tensors.of("loss", loss(0, point(0))));
    });
  }

  private void swaps(Witness w) {
    specimen.second(w).ifPresent(second -> {
      Tensors whole = descent(sample(0), start(0), 0, STEPS);
      for (int k = 1; k < STEPS; k++) {
        Tensors half = descent(sample(0), start(0), 0, k);
        Optimizee f = second.sample(Given.draw(engine, new Seed(30), Split.TRAIN));
        w.same("x after a swap at step " + k, descent(f, Values.of(half).on(engine), k, STEPS), whole);
      }
    });
  }

  private Tensors descent(Optimizee f, Tensors from, int t, int end) {
    Tensors x = from;
    for (int i = t; i < end; i++) {
      Batch batch = batch(i);
      x = x.plus(engine.gradient(v -> f.loss(v, batch), x).gradient().times(-1e-3));
    }
    return x;
  }

  private void draws(Witness w) {
    Tensors before = start(0);
    start(1);
    w.same("the start", start(0), before);
    w.same("the loss", Tensors.of("loss", loss(0, point(0))), Tensors.of("loss", loss(0, point(0))));
  }

  private void starts(Witness w) {
    w.sees(!start(0).isEmpty(), () -> "there is nothing to start from");
    w.finite("the start", start(0));
    Tensors values = Values.of(start(0)).on(engine);
    w.same("the start brought through Values", values, start(0));
    w.finite("the first loss", Tensors.of("loss", loss(0, start(0))));
  }

  private void lossShape(Witness w) {
    Tensors x = point(0);
    int[] shape = loss(0, x).shape();
    w.sees(shape.length < 2, () -> "the loss has shape " + Arrays.toString(shape) + ", wanted is [] or [b]");
    if (shape.length == 1) {
      for (String name : x.names()) {
        int[] s = x.get(name).shape();
        w.sees(s.length > 0 && s[0] == shape[0],
            () -> "the loss is " + Arrays.toString(shape) + ", but '" + name + "' is " + Arrays.toString(s) + " and does not lead with it");
      }
    }
  }

  private void leavesX(Witness w) {
    Tensors x = point(0);
    Values before = Values.of(x);
    loss(0, x);
    if (isSmall(x)) {
      new SlopeLaws(this).gradient(0, x);
    }
    w.equal("x afterwards", Values.of(x), before);
  }

  private void batches(Witness w) {
    Optimizee f = sample(0);
    Tensors x = point(0);
    Tensors first = Tensors.of("loss", f.loss(x, batch(0)));
    f.loss(x, batch(1));
    f.loss(point(1), batch(2));
    w.same("the loss of the same batch", Tensors.of("loss", f.loss(x, batch(0))), first);
    if (isSmall(x)) {
      Tensors inside = Tensors.of("loss", engine.gradient(v -> f.loss(v, batch(0)), x).value());
      w.same("the loss of the same batch inside a gradient", inside, first);
    }
  }

  private void whole(Witness w) {
    Optimizee f = sample(0);
    Tensors x = point(0);
    for (Split split : Split.values()) {
      Tensor one = f.loss(x, Given.batch(new Seed(1), 0, HORIZON, split, true));
      Tensor two = f.loss(x, Given.batch(new Seed(2), 5, HORIZON, split, true));
      w.same("the loss over all of " + split, Tensors.of("loss", two), Tensors.of("loss", one));
    }
  }

  private void splits(Witness w) {
    for (Split split : Split.values()) {
      Optimizee f = part.sample(Given.draw(engine, new Seed(30), split));
      w.finite("drawn for " + split, Tensors.of("loss", f.loss(f.start(new Seed(40)), batch(0))));
      w.finite("on " + split, Tensors.of("loss", sample(0).loss(point(0), Given.batch(new Seed(1), 0, HORIZON, split, false))));
    }
  }

  private void problemsApart(Witness w) {
    Tensors x = point(0);
    Tensor loss = loss(0, x);
    if (loss.rank() == 0) {
      w.excuse("it is one problem");
      return;
    }
    int b = loss.size();
    Tensors moved = x.map(t -> t.plus(engine.fill(1, 1).pad(0, 0, b).spreadLike(t)));
    double[] after = loss(0, moved).values();
    w.sees(b > 1, () -> "there is one problem only; give the law two or more");
    w.sees(after[0] != loss.values()[0], () -> "the loss of problem 0 does not depend on its own x");
    for (int j : IntStream.range(1, b).toArray()) {
      w.equal("the loss of problem " + j + " after x of problem 0 moved", after[j], loss.values()[j]);
    }
  }
}
