package l2l.api.contract;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Precision;
import l2l.api.tensor.Seed;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;

/** Derivatives inside derivatives, and what a derivative leaves behind. */
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
        new Law("aGradientReturnedIsDifferentiated", "the gradient of a gradient's gradient by other tensors is right", this::mixed),
        new Law("whatIsNotReachedHasGradientZero", "a tensor f does not depend on has gradient 0, a constant f all", this::unreached),
        new Law("sumsManyUses", "a tensor used often gets the sum of all its derivatives, and nobody else's", this::manyUses),
        new Law("problemsAtOnceHaveTheirOwnGradients", "the gradient of [b] losses is that of their sum", this::problems),
        new Law("aVariableEndsWithItsDerivative", "used after its derivative returned, a variable is refused, saying how to mend it",
            this::leaked),
        new Law("whatIsTakenOutStays", "numbers detached within a derivative, and its results, outlast it and any later one",
            this::takenOut),
        new Law("tapesAreDropped", "no bytes stay on tapes: not after a derivative, nor after f threw, nor after a refusal", this::bytes));
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

  private void unreached(Witness w) {
    Tensors at = Tensors.of("a", engine.scalar(2)).with("b", engine.fill(1, 2, 3));
    Engine.Gradient g = engine.gradient(x -> x.get("a").square(), at);
    w.near("the gradient by b", 0, g.gradient().get("b").values(), new double[6]);
    w.alike("the gradient", g.gradient(), at);
    w.near("the gradient of a constant", 0, engine.gradient(x -> engine.scalar(7), at).gradient().flat().values(), new double[7]);
    w.near("the gradient of a leaf", 0, engine.gradient(x -> x.get("b"), at).gradient().flat().values(), new double[] {0, 1, 1, 1, 1, 1,
        1});
    Engine.Tangent t = engine.tangent(x -> Tensors.of("y", engine.scalar(7)).with("b", x.get("b")), at, at);
    w.near("the tangent of a constant", 0, t.tangent().get("y").values(), new double[] {0});
    w.near("the tangent of a leaf", 0, t.tangent().get("b").values(), at.get("b").values());
    w.near("the value beside a tangent", 0, t.value().get("y").values(), new double[] {7});
    w.near("the gradient by nothing", 0, engine.gradient(x -> engine.scalar(7), Tensors.none()).value().values(), new double[] {7});
  }

  private void manyUses(Witness w) {
    Tensors at = Tensors.of("a", engine.scalar(2)).with("b", engine.scalar(3));
    Tensors g = engine.gradient(x -> {
      Tensor a = x.get("a");
      Tensor b = x.get("b");
      Tensor sum = a.plus(b);
      Tensor y = sum.plus(a).plus(a).plus(sum).plus(sum.times(b)).plus(b);
      return y.plus(y).plus(sum);
    }, at).gradient();
    // y = 4 a + 3 b + a b + b^2; L = 2 y + a + b
    w.near("the gradient by a", near, g.get("a").values(), new double[] {2 * (4 + 3) + 1});
    w.near("the gradient by b", near, g.get("b").values(), new double[] {2 * (3 + 2 + 6) + 1});
  }

  private void problems(Witness w) {
    Tensors at = Tensors.of("x", engine.tensor(new double[] {1, 2, 3, 4}, 2, 2));
    Engine.Gradient g = engine.gradient(x -> x.get("x").square().sum(1), at);
    w.near("the value", near, g.value().values(), new double[] {5, 25});
    w.near("the gradient", near, g.gradient().get("x").values(), new double[] {2, 4, 6, 8});
  }

  private void leaked(Witness w) {
    for (Case c : OperationLaws.cases()) {
      if (c.operation().equals("detach()") || c.operation().startsWith("concat") && c.at().shape("a")[0] == 1) {
        continue;
      }
      List<Tensors> kept = new ArrayList<>();
      Tensors at = c.on(engine);
      engine.gradient(x -> {
        kept.add(x);
        return x.tensors().get(0).sum();
      }, at);
      refused(c, kept.get(0), w);
      engine.tangent(x -> {
        kept.add(x);
        return x;
      }, at, at);
      refused(c, kept.get(1), w);
    }
  }

  private void refused(Case c, Tensors leaked, Witness w) {
    try {
      Tensor y = c.f().apply(leaked);
      w.sees(y == leaked.tensors().get(0), () -> c + " was not refused");
    } catch (Exception e) {
      w.sees(e instanceof IllegalStateException && e.getMessage().contains("after the derivative") && e.getMessage().contains("detach"),
          () -> c + " threw " + e);
    }
  }

  private void takenOut(Witness w) {
    List<Tensor> kept = new ArrayList<>();
    List<String> noted = new ArrayList<>();
    for (int round = 0; round < 3; round++) {
      for (Case c : OperationLaws.cases()) {
        Tensors at = c.on(engine);
        Engine.Gradient g = engine.gradient(x -> {
          Tensor y = c.f().apply(x);
          note(y.detach(), kept, noted);
          note(y.reshape(y.size()).detach(), kept, noted);
          note(c.f().apply(x.detach()), kept, noted);
          Engine.Gradient inner = engine.gradient(v -> OperationLaws.loss(c, v), x);
          note(inner.value().detach(), kept, noted);
          inner.gradient().detach().tensors().forEach(t -> note(t, kept, noted));
          Engine.Tangent tangent = engine.tangent(v -> v.map(t -> t.times(t)), x, at);
          tangent.tangent().detach().tensors().forEach(t -> note(t, kept, noted));
          return inner.gradient().dot(x);
        }, at);
        note(g.value(), kept, noted);
        g.gradient().tensors().forEach(t -> note(t, kept, noted));
        engine.tangent(x -> x.map(t -> t.exp().times(t)), at, at).tangent().tensors().forEach(t -> note(t, kept, noted));
      }
    }
    for (int round = 0; round < 4; round++) {
      takenOutOfPrimitives(round, kept, noted);
    }
    for (int i = 0; i < kept.size(); i++) {
      w.equal("a tensor taken out of a derivative", Arrays.toString(kept.get(i).values()), noted.get(i));
    }
  }

  /** Large enough for an engine to use its arrays again. */
  private void takenOutOfPrimitives(long seed, List<Tensor> kept, List<String> noted) {
    Tensors at = Tensors.of("a", engine.normal(new Seed(seed), 0.5, 6000));
    Twin twin = new Twin(true);
    Engine.Gradient g = engine.gradient(x -> {
      List<Tensor> one = engine.apply(twin, List.of(x.get("a"), x.get("a")));
      List<Tensor> two = engine.apply(twin, List.of(one.get(0), x.get("a")));
      note(one.get(0).detach(), kept, noted);
      note(two.get(0).reshape(60, 100).detach(), kept, noted);
      Engine.Gradient inner = engine.gradient(v -> engine.apply(twin, List.of(v.get("a"), one.get(0).detach())).get(0), at);
      note(inner.value(), kept, noted);
      note(inner.gradient().get("a"), kept, noted);
      return engine.apply(twin, List.of(two.get(0).plus(one.get(0)), one.get(0))).get(0);
    }, at);
    note(g.value(), kept, noted);
    note(g.gradient().get("a"), kept, noted);
  }

  private static void note(Tensor t, List<Tensor> kept, List<String> noted) {
    kept.add(t);
    noted.add(Arrays.toString(t.values()));
  }

  private void bytes(Witness w) {
    long before = engine.bytesOnTape();
    Tensors at = Tensors.of("x", engine.fill(1, 100));
    Tensors[] kept = new Tensors[1];
    engine.gradient(x -> {
      kept[0] = x;
      Tensor y = x.get("x").exp().tanh();
      w.sees(engine.bytesOnTape() - before >= 2L * 100 * engine.precision().bytes(),
          () -> "two results of 100 numbers are on the tape, and it is told to hold " + (engine.bytesOnTape() - before) + " bytes");
      long now = engine.bytesOnTape();
      engine.apply(new Twin(true), List.of(y, y));
      w.sees(engine.bytesOnTape() - now >= 201L * engine.precision().bytes(),
          () -> "a primitive's output and saved numbers add " + (engine.bytesOnTape() - now) + " bytes");
      return y;
    }, at);
    w.equal("bytes after a gradient", engine.bytesOnTape(), before);
    w.refuses("a leaked variable", IllegalStateException.class, x -> kept[0].get("x").exp());
    w.equal("bytes after a refusal", engine.bytesOnTape(), before);
    w.refuses("f", ArithmeticException.class, x -> engine.gradient(v -> {
      v.get("x").exp();
      throw new ArithmeticException("f threw");
    }, at), "f threw");
    w.equal("bytes after f threw", engine.bytesOnTape(), before);
    engine.gradient(v -> engine.gradient(u -> engine.apply(new Twin(true), List.of(u.get("x"), v.get("x"))).get(1), v).gradient().dot(v),
        at);
    w.equal("bytes after a gradient in a gradient", engine.bytesOnTape(), before);
  }
}
