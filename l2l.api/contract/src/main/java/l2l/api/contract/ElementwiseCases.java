package l2l.api.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import l2l.api.state.Values;
import l2l.api.tensor.Tensor;

/** Operations number by number. */
final class ElementwiseCases {

  private ElementwiseCases() {}

  static List<Case> all() {
    List<Case> all = new ArrayList<>();
    for (Values at : List.of(Case.of(2, 3), Case.of(), Case.of(5))) {
      all.add(one("plus(double)", at, t -> t.plus(1.25), x -> x + 1.25));
      all.add(one("times(double)", at, t -> t.times(-1.5), x -> x * -1.5));
      all.add(one("negate()", at, Tensor::negate, x -> -x));
      all.add(one("square()", at, Tensor::square, x -> x * x));
      all.add(one("exp()", at, Tensor::exp, Math::exp));
      all.add(one("tanh()", at, Tensor::tanh, Math::tanh));
      all.add(one("sigmoid()", at, Tensor::sigmoid, x -> 1 / (1 + Math.exp(-x))));
      all.add(one("relu()", at, Tensor::relu, x -> x > 0 ? x : 0));
      all.add(one("abs()", at, Tensor::abs, Math::abs));
      all.add(one("sign()", at, Tensor::sign, Math::signum));
      all.add(one("positive()", at, Tensor::positive, x -> x > 0 ? 1 : 0));
      all.add(one("clip(double, double)", at, t -> t.clip(-0.9, 0.8), x -> x < -0.9 ? -0.9 : x > 0.8 ? 0.8 : x));
    }
    for (Values at : List.of(Case.positives(2, 3), Case.positives())) {
      all.add(one("log()", at, Tensor::log, Math::log));
      all.add(one("sqrt()", at, Tensor::sqrt, Math::sqrt));
      all.add(one("rootOrZero()", at, Tensor::rootOrZero, Math::sqrt));
      for (double p : new double[] {-1.5, -1, 0, 0.5, 1, 2, 2.5, 3, 4}) {
        all.add(one("power(double)", at, t -> t.power(p), x -> Math.pow(x, p)));
      }
    }
    for (double p : new double[] {-2, 1, 2, 3, 4}) {
      all.add(one("power(double)", Case.of(4), t -> t.power(p), x -> Math.pow(x, p)));
    }
    for (Values at : List.of(Case.two(Case.shape(2, 3), 2, 3), Case.two(Case.shape()))) {
      all.add(two("plus(Tensor)", at, Tensor::plus, Double::sum));
      all.add(two("minus(Tensor)", at, Tensor::minus, (x, y) -> x - y));
      all.add(two("times(Tensor)", at, Tensor::times, (x, y) -> x * y));
      all.add(two("over(Tensor)", at, Tensor::over, (x, y) -> x / y));
    }
    all.add(twice("plus(Tensor)", t -> t.plus(t), x -> 2 * x));
    all.add(twice("minus(Tensor)", t -> t.minus(t), x -> 0));
    all.add(twice("times(Tensor)", t -> t.times(t), x -> x * x));
    all.add(twice("over(Tensor)", t -> t.over(t), x -> 1));
    all.add(new Case("choose(Tensor, Tensor)", "mask of its inputs' making", Case.two(Case.shape(2, 3), 2, 3),
        x -> x.get("a").positive().choose(x.get("a"), x.get("b")), v -> Case.each(v, (x, y) -> x > 0 ? x : y)));
    all.add(new Case("choose(Tensor, Tensor)", "both the same", Case.of(2, 3),
        x -> x.get("a").positive().choose(x.get("a"), x.get("a")), v -> v.doubles("a")));
    double[] mask = {0, -2, 0.5, 0};
    all.add(new Case("choose(Tensor, Tensor)", "a given mask", Case.two(Case.shape(4), 4),
        x -> x.get("a").engine().tensor(mask, 4).choose(x.get("a"), x.get("b")), v -> chosen(v, mask)));
    all.add(new Case("detach()", "", Case.of(2, 3), x -> x.get("a").detach().times(x.get("a")), v -> Case.each(v, x -> x * x)));
    return all;
  }

  private static double[] chosen(Values v, double[] mask) {
    double[] y = v.doubles("b");
    for (int i = 0; i < y.length; i++) {
      y[i] = mask[i] != 0 ? v.doubles("a")[i] : y[i];
    }
    return y;
  }

  private static Case one(String operation, Values at, UnaryOperator<Tensor> f, DoubleUnaryOperator value) {
    return new Case(operation, "", at, x -> f.apply(x.get("a")), v -> Case.each(v, value));
  }

  private static Case twice(String operation, UnaryOperator<Tensor> f, DoubleUnaryOperator value) {
    return new Case(operation, "of a tensor with itself", Case.of(2, 2), x -> f.apply(x.get("a")), v -> Case.each(v, value));
  }

  /** An operation of two tensors. */
  private interface Two {
    Tensor of(Tensor a, Tensor b);
  }

  private static Case two(String operation, Values at, Two f, DoubleBinaryOperator value) {
    return new Case(operation, "", at, x -> f.of(x.get("a"), x.get("b")), v -> Case.each(v, value));
  }
}
