package l2l.api.contract;

import java.util.List;
import java.util.function.UnaryOperator;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Precision;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;

/** Derivatives inside derivatives. */
final class NestingLaws {
  private final Engine engine;
  private final double near;

  NestingLaws(Engine engine) {
    this.engine = engine;
    this.near = engine.precision() == Precision.DOUBLE ? 1e-12 : 1e-5;
  }

  List<Law> all() {
    return List.of(
        new Law("derivativesNestToAnyDepth", "the first five derivatives of x^5 are right, in every mix of both modes", this::powers),
        new Law("perturbationsAreNotConfused", "d/dx (x d/dy (x + y)) is 1, in every mix of both modes", this::confusion),
        new Law("innerDerivativesAreVariable", "what a derivative inside uses of one outside is variable to the one outside",
            this::closures),
        new Law("aGradientReturnedIsDifferentiated", "the gradient of a gradient's gradient by other tensors is right", this::mixed));
  }

  /** d/dx of a function of one number, forward or backward. */
  private Tensor d(boolean forward, UnaryOperator<Tensor> f, Tensor x) {
    Tensors at = Tensors.of("x", x);
    return forward ? engine.tangent(v -> Tensors.of("y", f.apply(v.get("x"))), at, Tensors.of("x", engine.scalar(1))).tangent().get("y")
        : engine.gradient(v -> f.apply(v.get("x")), at).gradient().get("x");
  }

  private void powers(Witness w) {
    for (int modes = 0; modes < 32; modes++) {
      UnaryOperator<Tensor> f = x -> x.times(x).times(x.square()).times(x);
      double factor = 1;
      for (int order = 1; order <= 5; order++) {
        UnaryOperator<Tensor> inner = f;
        boolean forward = (modes >> (order - 1) & 1) == 1;
        f = x -> d(forward, inner, x);
        factor *= 6 - order;
        double wanted = factor * Math.pow(1.5, 5 - order);
        w.near("derivative " + order + ", modes " + Integer.toBinaryString(modes), near, f.apply(engine.scalar(1.5)).values(),
            new double[] {wanted});
      }
    }
  }

  private void confusion(Witness w) {
    for (boolean outer : new boolean[] {false, true}) {
      for (boolean inner : new boolean[] {false, true}) {
        String modes = (outer ? "forward" : "reverse") + " around " + (inner ? "forward" : "reverse");
        w.near("d/dx (x d/dy (x + y)), " + modes, near,
            d(outer, x -> x.times(d(inner, y -> x.plus(y), engine.scalar(1))), engine.scalar(1)).values(), new double[] {1});
        w.near("d/dx (x d/dy (x y)) at y = x, " + modes, near,
            d(outer, x -> x.times(d(inner, y -> x.times(y), x)), engine.scalar(3)).values(), new double[] {6});
        w.near("d/dx d/dy (x^2 y^3) at y = 2, " + modes, near,
            d(outer, x -> d(inner, y -> x.square().times(y.power(3)), engine.scalar(2)), engine.scalar(5)).values(), new double[] {120});
      }
    }
  }

  private void closures(Witness w) {
    for (int modes = 0; modes < 8; modes++) {
      boolean first = (modes & 1) == 1;
      boolean second = (modes & 2) == 2;
      boolean third = (modes & 4) == 4;
      Tensor found = d(first, a -> d(second, b -> d(third, c -> a.square().times(b.power(3)).times(c.power(4)), b.times(a)), a.plus(1)),
          engine.scalar(1));
      // 4 a^2 b^3 c^3 at c = a b is 4 a^5 b^6; d/db is 24 a^5 b^5; at b = a + 1: 24 a^5 (a + 1)^5; d/da at 1: 24 * 5 * (2^5 + 2^4)
      w.near("modes " + modes, near, found.values(), new double[] {24 * 5 * (32 + 16)});
    }
    for (boolean outer : new boolean[] {false, true}) {
      w.near("the derivative of a gradient's value", near, d(outer, x ->
          engine.gradient(y -> y.get("y").power(3), Tensors.of("y", x)).value(), engine.scalar(2)).values(), new double[] {12});
      w.near("the derivative of a tangent's value", near, d(outer, x -> {
        Tensors at = Tensors.of("y", x);
        return engine.tangent(y -> y.map(t -> t.power(3)), at, at).value().get("y");
      }, engine.scalar(2)).values(), new double[] {12});
      w.near("the derivative by the direction of a tangent", near, d(outer, x -> {
        Tensors at = Tensors.of("y", engine.scalar(2));
        return engine.tangent(y -> y.map(t -> t.power(3)), at, Tensors.of("y", x.square())).tangent().get("y");
      }, engine.scalar(5)).values(), new double[] {120});
    }
  }

  private void mixed(Witness w) {
    Tensors x = Tensors.of("x", engine.tensor(new double[] {0.5, -1}, 2));
    Tensors rate = Tensors.of("rate", engine.scalar(0.1));
    // f(x) = sum x^3; one step x' = x - rate 3 x^2; d f(x') / d rate = -9 sum x'^2 x^2, and its derivative by x
    UnaryOperator<Tensor> stepped = r -> {
      Tensors g = engine.gradient(v -> v.get("x").power(3).sum(), x).gradient();
      return x.get("x").minus(g.get("x").scaled(r)).power(3).sum();
    };
    double a = 0.5 - 0.075;
    double b = -1 - 0.3;
    w.near("d f(x - rate f'(x)) / d rate", near, engine.gradient(r -> stepped.apply(r.get("rate")), rate).gradient().get("rate").values(),
        new double[] {-9 * (a * a * 0.25 + b * b)});
    Tensors both = x.and(rate);
    Tensors g = engine.gradient(v -> {
      Tensor slope = engine.gradient(u -> u.get("x").power(3).sum(), v.filter("x"::equals)).gradient().get("x");
      return v.get("x").minus(slope.scaled(v.get("rate"))).power(3).sum();
    }, both).gradient();
    w.near("d f(x - rate f'(x)) / d x", near, g.get("x").values(), new double[] {3 * a * a * (1 - 0.6 * 0.5), 3 * b * b * (1 + 0.6)});
  }
}
