package l2l.api.contract;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Precision;
import l2l.api.tensor.Seed;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;

/** What a derivative adds up, and what it leaves behind. */
final class TapeLaws {
  private final Engine engine;
  private final double near;

  TapeLaws(Engine engine) {
    this.engine = engine;
    this.near = engine.precision() == Precision.DOUBLE ? 1e-12 : 1e-5;
  }

  List<Law> all() {
    return List.of(
        new Law("whatIsNotReachedHasGradientZero", "a tensor f does not depend on has gradient 0, a constant f all", this::unreached),
        new Law("sumsManyUses", "a tensor used often gets the sum of all its derivatives, and nobody else's", this::manyUses),
        new Law("problemsAtOnceHaveTheirOwnGradients", "the gradient of [b] losses is that of their sum", this::problems),
        new Law("aVariableEndsWithItsDerivative", "used after its derivative returned, a variable is refused, saying how to mend it",
            this::leaked),
        new Law("whatIsTakenOutStays", "numbers detached within a derivative, and its results, outlast it and any later one",
            this::takenOut),
        new Law("tapesAreDropped", "no bytes stay on tapes: not after a derivative, nor after f threw, nor after a refusal", this::bytes));
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
