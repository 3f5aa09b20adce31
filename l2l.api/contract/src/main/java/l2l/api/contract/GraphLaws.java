package l2l.api.contract;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Precision;
import l2l.api.tensor.Seed;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;

/** Primitives among other operations: fused or plain, small or so large that an engine uses its arrays again, it is all the same. */
final class GraphLaws {
  private static final int SMALL = 4;
  private static final int LARGE = 6000;
  private final Engine engine;
  private final double near;

  GraphLaws(Engine engine) {
    this.engine = engine;
    this.near = engine.precision() == Precision.DOUBLE ? 1e-11 : 1e-4;
  }

  List<Law> all() {
    return List.of(
        new Law("primitivesAreRightInEveryGraph", "fused as plain, however outputs are used, time and again", this::graphs),
        new Law("primitivesAreRightInNestedDerivatives", "fused as plain where derivatives nest around them", this::nested));
  }

  /** Ways to use p and q of the primitive of a and b. */
  private static Map<String, Function<Tensors, Tensor>> uses(boolean fused) {
    Map<String, Function<Tensors, Tensor>> m = new LinkedHashMap<>();
    m.put("p", x -> apply(fused, x.get("a"), x.get("b")).get(0));
    m.put("p + a", x -> apply(fused, x.get("a"), x.get("b")).get(0).plus(x.get("a")));
    m.put("a + p", x -> x.get("a").plus(apply(fused, x.get("b"), x.get("a")).get(0)));
    m.put("p p", x -> {
      Tensor p = apply(fused, x.get("a"), x.get("b")).get(0);
      return p.times(p);
    });
    m.put("p of p", x -> {
      Tensor p = apply(fused, x.get("a"), x.get("b")).get(0);
      return apply(fused, p, p).get(0);
    });
    m.put("p of p, and p", x -> {
      Tensor p = apply(fused, x.get("a"), x.get("b")).get(0);
      return apply(fused, p, x.get("b")).get(0).plus(p).plus(x.get("b"));
    });
    m.put("q and p", x -> {
      List<Tensor> y = apply(fused, x.get("a"), x.get("b"));
      return y.get(0).reshape(2, y.get(0).size() / 2).sum(0).plus(y.get(1).spreadLike(x.get("a").slice(0, 0, y.get(0).size() / 2)));
    });
    m.put("a recurrence", x -> {
      Tensor p = x.get("a");
      Tensor sum = x.get("b");
      for (int t = 0; t < 4; t++) {
        p = apply(fused, p.tanh(), x.get("b")).get(0);
        sum = sum.plus(p);
      }
      return sum;
    });
    return m;
  }

  private static List<Tensor> apply(boolean fused, Tensor a, Tensor b) {
    return a.engine().apply(new Twin(fused), List.of(a, b));
  }

  private Tensors at(int n) {
    return Tensors.of("a", engine.normal(new Seed(51), 0.5, n)).with("b", engine.normal(new Seed(52), 0.5, n));
  }

  private static Tensor weighed(Tensor y) {
    return y.times(y.engine().normal(new Seed(53), 1, y.shape()));
  }

  private void graphs(Witness w) {
    Map<String, Function<Tensors, Tensor>> plain = uses(false);
    for (int n : new int[] {SMALL, LARGE}) {
      Tensors x = at(n);
      for (int round = 0; round < 3; round++) {
        uses(true).forEach((name, f) -> {
          Engine.Gradient fused = engine.gradient(v -> weighed(f.apply(v)), x);
          Engine.Gradient wanted = engine.gradient(v -> weighed(plain.get(name).apply(v)), x);
          w.near("the value of " + name, near, fused.value().values(), wanted.value().values());
          w.near("the gradient of " + name, near, fused.gradient().flat().values(), wanted.gradient().flat().values());
        });
      }
    }
  }

  private void nested(Witness w) {
    Map<String, Function<Tensors, Tensor>> plain = uses(false);
    for (int n : new int[] {SMALL, LARGE}) {
      Tensors x = at(n);
      Tensors d = x.map(t -> engine.normal(new Seed(54), 1, n));
      for (int round = 0; round < 2; round++) {
        uses(true).forEach((name, f) -> {
          w.near("the second derivative of " + name, near, second(f, x, d), second(plain.get(name), x, d));
          w.near("the derivative by a factor outside of " + name, near, outside(f, x, d), outside(plain.get(name), x, d));
        });
      }
    }
  }

  private double[] second(Function<Tensors, Tensor> f, Tensors x, Tensors d) {
    return engine.gradient(v -> engine.gradient(u -> weighed(f.apply(u)), v).gradient().dot(d), x).gradient().flat().values();
  }

  /** By c, of d . gradient by x of (f(x) c)^2, x constant outside. */
  private double[] outside(Function<Tensors, Tensor> f, Tensors x, Tensors d) {
    Tensors factor = Tensors.of("c", engine.uniform(new Seed(55), 0.5, 1.5, f.apply(x).shape()));
    return engine.gradient(c -> engine.gradient(u -> f.apply(u).times(c.get("c")).square(), x).gradient().dot(d), factor).gradient().flat()
        .values();
  }
}
