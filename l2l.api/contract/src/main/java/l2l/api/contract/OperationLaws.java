package l2l.api.contract;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import l2l.api.state.Values;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Precision;
import l2l.api.tensor.Seed;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;

/**
 * Value and derivatives of every operation: each is tried in all its {@link Case}s, inside L(x) = sum of y (w + y / 2), y the
 * operation's result and w fixed numbers, so that linear operations have a second derivative too; and of inputs that are themselves bent
 * (x + (x - x_0)^2 / 2 at x_0), so that what reaches the operation has one.
 */
final class OperationLaws {
  private final Engine engine;
  private final boolean exact;

  OperationLaws(Engine engine) {
    this.engine = engine;
    this.exact = engine.precision() == Precision.DOUBLE;
  }

  static List<Case> cases() {
    List<Case> all = new ArrayList<>(ElementwiseCases.all());
    all.addAll(SumCases.all());
    all.addAll(MoveCases.all());
    all.addAll(ProductCases.all());
    return all;
  }

  /** Methods that return a tensor or take part in making one; each has cases here or a law of its own. */
  static Set<String> operations() {
    Set<String> names = new TreeSet<>();
    for (Class<?> type : List.of(Tensor.class, Engine.class)) {
      for (Method m : type.getMethods()) {
        if (m.getReturnType() == Tensor.class || m.getName().equals("apply")) {
          names.add(Case.signature(m));
        }
      }
    }
    names.removeAll(MakingLaws.MAKERS);
    return names;
  }

  List<Law> all() {
    Map<String, List<Case>> byOperation = new LinkedHashMap<>();
    cases().forEach(c -> byOperation.computeIfAbsent(c.operation(), k -> new ArrayList<>()).add(c));
    List<Law> laws = new ArrayList<>();
    laws.add(new Law("everyOperationIsLookedAt", "the list of operations tried is that of Tensor and Engine", w -> {
      w.sees(operations().size() > 40, () -> "there are only " + operations().size() + " operations");
      w.equal("the operations tried", new TreeSet<>(byOperation.keySet()), operations());
    }));
    byOperation.forEach((operation, cases) -> {
      laws.add(new Law("valueOf " + operation, "the value is that of its plain formula", w -> cases.forEach(c -> value(c, w))));
      if (!operation.equals("detach()")) {
        laws.add(new Law("derivativesOf " + operation, "first and second derivatives, forward and backward, are right",
            w -> cases.forEach(c -> derivatives(c, w))));
      }
    });
    return laws;
  }

  private void value(Case c, Witness w) {
    Tensors x = c.on(engine);
    Tensor y = c.f().apply(x);
    w.agree(c.toString(), exact ? 1e-12 : 1e-5, y.values(), c.value().apply(Values.of(x)));
    w.same(c + " again", Tensors.of("y", c.f().apply(x)), Tensors.of("y", y));
    w.sees(y.engine() == engine, () -> c + " belongs to another engine");
  }

  /** L(x). */
  static Tensor loss(Case c, Tensors x) {
    Tensors from = c.on(engine(x));
    Tensor y = c.f().apply(x.zip(from, (v, v0) -> v.plus(v.minus(v0).square().times(0.5))));
    return y.times(y.times(0.5).plus(y.engine().normal(new Seed(21), 1, y.shape()))).sum();
  }

  static Tensors direction(Tensors x, long seed) {
    Tensors d = x;
    for (String name : x.names()) {
      Tensor t = x.get(name);
      d = d.with(name, t.engine().normal(new Seed(seed).child(name), 1, t.shape()));
    }
    return d;
  }

  static Tensors gradient(Case c, Tensors x) {
    return engine(x).gradient(v -> loss(c, v), x).gradient();
  }

  /** H d: the gradient of gradient . d. */
  static Tensors curvature(Case c, Tensors x, Tensors d) {
    return engine(x).gradient(v -> gradient(c, v).dot(d), x).gradient();
  }

  private static Engine engine(Tensors x) {
    return x.tensors().get(0).engine();
  }

  private static Tensor along(Function<Tensors, Tensor> f, Tensors x, Tensors d) {
    return engine(x).tangent(v -> Tensors.of("y", f.apply(v)), x, d).tangent().get("y");
  }

  private void derivatives(Case c, Witness w) {
    Tensors x = c.on(engine);
    Tensors d = direction(x, 22);
    double[] g = gradient(c, x).flat().values();
    double[] hd = curvature(c, x, d).flat().values();
    if (exact) {
      w.derivative("first derivative of " + c, g, Differences.gradient(v -> loss(c, v).scalar(), x).values());
      w.derivative("second derivative of " + c, hd, Differences.along(v -> gradient(c, v).flat().values(), x, d).values());
      w.derivative("forward derivative of " + c, along(c.f(), x, d).values(),
        Differences.along(v -> c.f().apply(v).values(), x, d).values());
      double third = along(v -> curvature(c, v, d).dot(d), x, d).scalar();
      w.derivative("third derivative of " + c, new double[] {third},
          Differences.along(v -> curvature(c, v, d).dot(d).values(), x, d).values());
    }
    double near = exact ? 1e-11 : 1e-4;
    Tensors hessian = curvature(c, x, d);
    w.near("value within a gradient of " + c, near, engine.gradient(v -> loss(c, v), x).value().values(), loss(c, x).values());
    w.near("forward against reverse of " + c, near, along(v -> loss(c, v), x, d).values(), gradient(c, x).dot(d).values());
    w.near("tangent of gradient of " + c, near, engine.tangent(v -> gradient(c, v), x, d).tangent().flat().values(), hd);
    w.near("gradient of tangent of " + c, near,
        engine.gradient(v -> along(u -> loss(c, u), v, d), x).gradient().flat().values(), hd);
    w.near("tangent of tangent of " + c, near, along(v -> along(u -> loss(c, u), v, d), x, d).values(), hessian.dot(d).values());
    constants(c, x, d, w, near);
  }

  /** With all inputs but one held constant, its derivatives are those it had among the variables. */
  private void constants(Case c, Tensors x, Tensors d, Witness w, double near) {
    if (x.names().size() < 2) {
      return;
    }
    Tensors whole = gradient(c, x);
    for (String name : x.names()) {
      Function<Tensors, Tensor> f = v -> loss(c, x.with(name, v.get(name)));
      Tensors at = Tensors.of(name, x.get(name));
      Tensors along = Tensors.of(name, d.get(name));
      double[] alone = engine.gradient(f, at).gradient().get(name).values();
      w.near("the derivative by " + name + " alone of " + c, near, alone, whole.get(name).values());
      Tensors still = d.map(t -> t.times(0)).with(name, d.get(name));
      w.near("the forward derivative by " + name + " alone of " + c, near, along(f, at, along).values(),
          along(v -> loss(c, v), x, still).values());
      Tensor second = engine.gradient(v -> engine.gradient(f, v).gradient().dot(along), at).gradient().get(name);
      w.near("the second derivative by " + name + " alone of " + c, near, second.values(), curvature(c, x, still).get(name).values());
    }
  }

  /** Engines agree on every case: values, gradients, second derivatives. */
  static List<Law> agreement(Engine engine, Engine reference) {
    double value = engine.precision() == Precision.DOUBLE ? 1e-12 : 1e-5;
    double derivative = engine.precision() == Precision.DOUBLE ? 1e-11 : 1e-4;
    return List.of(new Law("enginesAgree", "values and derivatives of every operation are those of the reference engine", w -> {
      for (Case c : cases()) {
        Tensors x = c.on(engine);
        Tensors z = Values.of(x).on(reference);
        w.agree("value of " + c, value, c.f().apply(x).values(), c.f().apply(z).values());
        w.near("gradient of " + c, derivative, gradient(c, x).flat().values(), gradient(c, z).flat().values());
        w.near("second derivative of " + c, derivative, curvature(c, x, direction(x, 22)).flat().values(),
            curvature(c, z, Values.of(direction(x, 22)).on(reference)).flat().values());
      }
      w.sees(Arrays.asList(engine, reference).stream().distinct().count() == 2, () -> "the engine was compared with itself");
    }));
  }
}
