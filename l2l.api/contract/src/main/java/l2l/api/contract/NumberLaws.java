package l2l.api.contract;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Precision;
import l2l.api.tensor.Seed;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;

/** Kinks, overflow and NaN: nothing is repaired, but for the one documented exception. */
final class NumberLaws {
  private static final double INF = Double.POSITIVE_INFINITY;
  private static final double NAN = Double.NaN;
  private final Engine engine;

  NumberLaws(Engine engine) {
    this.engine = engine;
  }

  List<Law> all() {
    return List.of(
        new Law("kinksHaveTheDocumentedDerivative", "abs, relu, max, sign, positive, clip and roots at their kinks, in both modes",
            this::kinks),
        new Law("rootOrZeroIsSoundAtZero", "value, first and second derivative of rootOrZero at 0 are 0, beside it those of sqrt",
            this::root),
        new Law("overflowIsInfinite", "what is too large is infinite, what is undefined NaN", this::overflow),
        new Law("noNumberIsSkipped", "0 times infinity is NaN in products and sums too", this::products),
        new Law("logSumExpIsShifted", "logSumExp neither overflows nor loses what is small", this::logSumExp),
        new Law("nanTravels", "a result is NaN wherever it depends on NaN", this::nanForward),
        new Law("nanTravelsBackwards", "the gradient is NaN wherever the value it is of depends on NaN", this::nanBackward),
        new Law("maxTellsNanAndTies", "the first of equals gets the derivative, NaN wins", this::max),
        new Law("sumsAreStable", "equal inputs give equal bits, whatever was computed before", this::stable));
  }

  private double[] slope(UnaryOperator<Tensor> f, double... x) {
    return engine.gradient(v -> f.apply(v.get("x")), Tensors.of("x", engine.tensor(x, x.length))).gradient().get("x").values();
  }

  private double[] forward(UnaryOperator<Tensor> f, double... x) {
    return engine.tangent(v -> v.map(f), Tensors.of("x", engine.tensor(x, x.length)), Tensors.of("x", engine.fill(1, x.length))).tangent()
        .get("x").values();
  }

  private void both(Witness w, String what, UnaryOperator<Tensor> f, double[] at, double[] wanted) {
    w.equal(what + " at " + Arrays.toString(at), text(slope(f, at)), text(wanted));
    w.equal(what + " at " + Arrays.toString(at) + ", forward", text(forward(f, at)), text(wanted));
  }

  /** -0 as 0. */
  private static String text(double[] numbers) {
    return Arrays.toString(Arrays.stream(numbers).map(d -> d + 0.0).toArray());
  }

  private static double[] row(double... numbers) {
    return numbers;
  }

  private void kinks(Witness w) {
    both(w, "d abs", Tensor::abs, row(-2, -0.0, 0, 2), row(-1, 0, 0, 1));
    both(w, "d relu", Tensor::relu, row(-2, -0.0, 0, 2), row(0, 0, 0, 1));
    both(w, "d sign", Tensor::sign, row(-2, 0, 2), row(0, 0, 0));
    both(w, "d positive", Tensor::positive, row(-2, 0, 2), row(0, 0, 0));
    both(w, "d clip", t -> t.clip(-1, 1), row(-1.5, -1, 0, 1, 1.5), row(0, 1, 1, 1, 0));
    both(w, "d clip to one number", t -> t.clip(0.5, 0.5), row(0, 0.5, 1), row(0, 1, 0));
    both(w, "d sqrt", Tensor::sqrt, row(0, 4), row(INF, 0.25));
    both(w, "d x^2", t -> t.power(2), row(0, 1), row(0, 2));
    both(w, "d x^1", t -> t.power(1), row(0, 1), row(1, 1));
    both(w, "d x^0", t -> t.power(0), row(0, 1), row(0, 0));
    w.equal("sign", text(engine.tensor(row(-3, 0, 2), 3).sign().values()), text(row(-1, 0, 1)));
    w.equal("positive", text(engine.tensor(row(-3, 0, 2), 3).positive().values()), text(row(0, 0, 1)));
    w.equal("clip", text(engine.tensor(row(-3, -1, 1, 2), 4).clip(-1, 1).values()), text(row(-1, -1, 1, 1)));
    w.equal("relu", text(engine.tensor(row(-3, 0, 2), 3).relu().values()), text(row(0, 0, 2)));
  }

  private void root(Witness w) {
    both(w, "d rootOrZero", Tensor::rootOrZero, row(0, 4), row(0, 0.25));
    UnaryOperator<Tensor> first = x -> engine.gradient(v -> v.get("x").rootOrZero(), Tensors.of("x", x)).gradient().get("x");
    both(w, "d d rootOrZero", first, row(0, 4), row(0, -0.03125));
    UnaryOperator<Tensor> forward = x -> engine.tangent(v -> v.map(Tensor::rootOrZero), Tensors.of("x", x),
        Tensors.of("x", engine.fill(1, 2))).tangent().get("x");
    both(w, "d d rootOrZero, forward inside", forward, row(0, 4), row(0, -0.03125));
    both(w, "d rootOrZero(x^2)", x -> x.square().rootOrZero(), row(0, 3), row(0, 1));
    Tensors at = Tensors.of("a", engine.tensor(row(2, 2), 2)).with("b", engine.tensor(row(0, 4), 2));
    Tensors along = Tensors.of("a", engine.fill(1, 2)).with("b", engine.fill(1, 2));
    w.equal("d d (a rootOrZero(b)), mixed", text(engine.gradient(x -> engine.gradient(y -> y.get("a").times(y.get("b").rootOrZero()), x)
        .gradient().dot(along), at).gradient().flat().values()), text(row(0, 0.25, 0, 0.25 - 2 * 0.03125)));
    w.equal("rootOrZero", text(engine.tensor(row(0, 9, INF), 3).rootOrZero().values()), text(row(0, 3, INF)));
    w.sees(Double.isNaN(engine.scalar(-1).rootOrZero().scalar()), () -> "rootOrZero repairs a negative number");
    w.sees(Double.isNaN(slope(Tensor::rootOrZero, -1)[0]), () -> "the derivative of rootOrZero at -1, where it is NaN, is not NaN");
  }

  private void overflow(Witness w) {
    double most = engine.precision() == Precision.DOUBLE ? Double.MAX_VALUE : Float.MAX_VALUE;
    w.equal("exp", text(engine.tensor(row(1000, -1000, INF, -INF), 4).exp().values()), text(row(INF, 0, INF, 0)));
    w.equal("log", text(engine.tensor(row(0, -1, INF), 3).log().values()), text(row(-INF, NAN, INF)));
    w.equal("sqrt", text(engine.tensor(row(-1, INF), 2).sqrt().values()), text(row(NAN, INF)));
    double near = engine.precision() == Precision.DOUBLE ? 0 : 1e-6;
    w.near("tanh", near, engine.tensor(row(1000, -1000, INF, -INF), 4).tanh().values(), row(1, -1, 1, -1));
    w.near("sigmoid", near, engine.tensor(row(1000, -1000, INF, -INF), 4).sigmoid().values(), row(1, 0, 1, 0));
    w.equal("over", text(engine.tensor(row(1, -1, 0), 3).over(engine.zeros(3)).values()), text(row(INF, -INF, NAN)));
    w.equal("plus", text(engine.tensor(row(most, INF), 2).plus(engine.tensor(row(most, -INF), 2)).values()), text(row(INF, NAN)));
    w.equal("minus", engine.scalar(INF).minus(engine.scalar(INF)).scalar(), NAN);
    w.equal("times", text(engine.tensor(row(most, INF), 2).times(engine.tensor(row(2, 0), 2)).values()), text(row(INF, NAN)));
    w.equal("times(double)", engine.scalar(INF).times(0).scalar(), NAN);
    w.equal("power", text(engine.tensor(row(0, -8), 2).power(-1).values()), text(row(INF, -0.125)));
    w.equal("power of a negative number", engine.scalar(-2).power(0.5).scalar(), NAN);
    w.equal("clip", text(engine.tensor(row(INF, -INF, NAN), 3).clip(-1, 2).values()), text(row(2, -1, NAN)));
  }

  private void products(Witness w) {
    Tensor zero = engine.tensor(row(0, 1, 0, 1), 2, 2);
    for (double bad : new double[] {INF, NAN}) {
      Tensor b = engine.tensor(row(bad, bad, 1, 1), 2, 2);
      for (Tensor y : List.of(zero.matmul(b), b.transpose().matmul(zero.transpose()), b.matmul(true, zero, true))) {
        w.sees(Arrays.stream(y.values()).allMatch(Double::isNaN), () -> "0 times " + bad + " in a product is "
            + Arrays.toString(y.values()));
      }
      w.equal("scaled", engine.scalar(bad).scaled(engine.scalar(0)).scalar(), NAN);
    }
    w.equal("sum of opposite infinities", engine.tensor(row(INF, 1, -INF), 3).sum().scalar(), NAN);
    w.equal("sum", engine.tensor(row(INF, 1), 2).sum().scalar(), INF);
  }

  private void logSumExp(Witness w) {
    double near = engine.precision() == Precision.DOUBLE ? 1e-12 : 1e-5;
    double[] x = row(1000, 1000, -1000, -1000, -INF, 0, 0, -1e4);
    w.near("logSumExp", near, engine.tensor(x, 4, 2).logSumExp().values(), row(1000 + Math.log(2), -1000 + Math.log(2), 0, 0));
    w.equal("of infinity", engine.tensor(row(INF, 1), 2).logSumExp().scalar(), INF);
    w.equal("of nothing but -infinity", engine.tensor(row(-INF, -INF), 2).logSumExp().scalar(), -INF);
    w.near("its gradient", 10 * near, slope(Tensor::logSumExp, 1000, 1000, -1000), row(0.5, 0.5, 0));
  }

  private void nanForward(Witness w) {
    for (Case c : OperationLaws.cases()) {
      Tensors x = c.on(engine);
      for (String name : c.operation().equals("spreadLike(Tensor)") ? Set.of("a") : x.names()) {
        Tensors bad = x.with(name, engine.fill(NAN, x.get(name).shape()));
        double[] y = c.f().apply(bad).values();
        double[] moved = engine.tangent(v -> Tensors.of("y", c.f().apply(x.with(name, v.get(name)))), x,
            OperationLaws.direction(x, 31)).tangent().get("y").values();
        for (int i = 0; i < y.length; i++) {
          int at = i;
          if (moved[i] != 0 && !c.operation().startsWith("choose")) {
            w.sees(Double.isNaN(y[i]), () -> c + ", number " + at + " is " + y[at] + " though '" + name + "' is NaN");
          }
        }
      }
    }
    w.equal("sign of NaN", engine.scalar(NAN).sign().scalar(), NAN);
    w.equal("positive of NaN", engine.scalar(NAN).positive().scalar(), 0.0);
    Tensor chosen = engine.tensor(row(1, 0), 2).choose(engine.tensor(row(1, NAN), 2), engine.tensor(row(NAN, 2), 2));
    w.equal("choose passes over NaN it does not choose", text(chosen.values()), text(row(1, 2)));
  }

  private void nanBackward(Witness w) {
    for (Case c : OperationLaws.cases()) {
      if (c.operation().equals("detach()") || c.operation().startsWith("choose")) {
        continue;
      }
      Tensors x = c.on(engine);
      double[] before = OperationLaws.gradient(c, x).flat().values();
      Tensors bad = x.map(t -> engine.fill(NAN, t.shape()));
      double[] after = OperationLaws.gradient(c, bad).flat().values();
      for (int i = 0; i < after.length; i++) {
        int at = i;
        boolean constant = Double.isFinite(OperationLaws.loss(c, bad).scalar());
        w.sees(before[i] == 0 || constant || Double.isNaN(after[i]) || c.operation().startsWith("max"),
            () -> "number " + at + " of the gradient of " + c + " at NaN is " + after[at]);
      }
    }
    UnaryOperator<Tensor> unchosen = t -> engine.tensor(row(1, 0), 2).choose(t, t.log());
    w.equal("the derivative through choose, log(-1) not chosen", text(slope(unchosen, -1, 2)), text(row(1, 0.5)));
  }

  private void max(Witness w) {
    w.equal("d max of equals", text(slope(t -> t.max(0), 1, 3, 3)), text(row(0, 1, 0)));
    w.equal("d max of equals, forward", text(engine.tangent(v -> v.map(t -> t.max(0)), Tensors.of("x", engine.tensor(row(1, 3, 3), 3)),
        Tensors.of("x", engine.tensor(row(10, 20, 30), 3))).tangent().get("x").values()), text(row(20)));
    w.equal("max with NaN", engine.tensor(row(1, NAN, 3), 3).max(0).scalar(), NAN);
    w.equal("max of infinities", text(engine.tensor(row(-INF, -INF, 1, INF), 2, 2).max(1).values()), text(row(-INF, INF)));
    w.equal("d max with NaN", text(slope(t -> t.max(0), 1, NAN, 3)), text(row(0, 1, 0)));
  }

  private void stable(Witness w) {
    Tensor a = engine.normal(new Seed(1), 1, 33, 65);
    Tensor b = engine.normal(new Seed(2), 1, 65, 17);
    double[] product = a.matmul(b).values();
    double[] sums = a.sum(0).values();
    engine.normal(new Seed(3), 1, 65, 33).matmul(a).sum();
    w.equal("a product", Arrays.toString(a.matmul(b).values()), Arrays.toString(product));
    w.equal("sums", Arrays.toString(a.sum(0).values()), Arrays.toString(sums));
    w.equal("a product of copies", Arrays.toString(engine.tensor(a.values(), 33, 65).matmul(engine.tensor(b.values(), 65, 17)).values()),
        Arrays.toString(product));
  }
}
