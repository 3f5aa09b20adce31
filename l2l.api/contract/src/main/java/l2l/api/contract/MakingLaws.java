package l2l.api.contract;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import l2l.api.state.Values;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Precision;
import l2l.api.tensor.Seed;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;

/** How tensors come to be, and that they never change. */
final class MakingLaws {

  /** Methods that make tensors of nothing but numbers. */
  static final Set<String> MAKERS = Set.of("tensor(double[], int[])", "tensor(float[], int[])", "fill(double, int[])", "scalar(double)",
      "zeros(int[])", "rows(float[], int, int[])", "normal(Seed, double, int[])", "uniform(Seed, double, double, int[])");

  private final Engine engine;

  MakingLaws(Engine engine) {
    this.engine = engine;
  }

  List<Law> all() {
    return List.of(
        new Law("tensorsHoldTheNumbersGiven", "tensor, rows, fill, scalar, zeros, normal and uniform make what they say", this::make),
        new Law("tensorsKnowTheirShape", "shape, size, rank, scalar, engine and precision are told truly", this::shape),
        new Law("tensorsNeverChange", "neither arrays given in, nor arrays taken out, nor operations change a tensor", this::never),
        new Law("indicesAreCopied", "an index array changed afterwards changes neither value nor derivative", this::indices),
        new Law("detachStopsDerivatives", "no derivative flows through detach, in either mode, at any depth", this::detach),
        new Law("factsAreTold", "facts name the engine and what decides the bits; aspects are found by asking", this::facts));
  }

  private void make(Witness w) {
    double[] v = {1, -2.5, 3, 0, 0.25, 1e9};
    w.equal("tensor(double[])", Arrays.toString(engine.tensor(v, 2, 3).values()), Arrays.toString(v));
    w.equal("tensor(float[])", Arrays.toString(engine.tensor(new float[] {1.5f, -2}, 2).values()), "[1.5, -2.0]");
    w.equal("tensor of no numbers", engine.tensor(new double[0], 0, 3).size(), 0);
    Tensor rows = engine.rows(new float[] {1, 2, 3, 4, 5, 6, 7}, 2, 2, 0, 2);
    w.equal("rows", Arrays.toString(rows.values()) + Arrays.toString(rows.shape()), "[5.0, 6.0, 1.0, 2.0, 5.0, 6.0][3, 2]");
    w.equal("rows of no index", Arrays.toString(engine.rows(new float[4], 2).shape()), "[0, 2]");
    w.equal("fill", Arrays.toString(engine.fill(-0.5, 2, 1).values()), "[-0.5, -0.5]");
    w.equal("fill with -0", 1 / engine.fill(-0.0).scalar(), Double.NEGATIVE_INFINITY);
    w.equal("scalar", engine.scalar(0.75).scalar(), 0.75);
    w.equal("zeros", Arrays.toString(engine.zeros(2).values()), "[0.0, 0.0]");
    double eps = engine.precision() == Precision.DOUBLE ? 1e-15 : 1e-6;
    Seed seed = new Seed(5);
    w.near("normal", eps, engine.normal(seed, 2, 2, 2).values(), Arrays.stream(seed.normals(4)).map(z -> 2 * z).toArray());
    w.near("uniform", eps, engine.uniform(seed, -1, 3, 4).values(), Arrays.stream(seed.uniforms(4)).map(u -> 4 * u - 1).toArray());
  }

  private void shape(Witness w) {
    Tensor t = engine.zeros(2, 3, 4);
    w.equal("shape", Arrays.toString(t.shape()), "[2, 3, 4]");
    w.equal("size", t.size(), 24);
    w.equal("rank", t.rank(), 3);
    w.equal("the size of []", engine.scalar(1).size(), 1);
    w.equal("the rank of []", engine.scalar(1).rank(), 0);
    w.sees(t.engine() == engine, () -> "the tensor's engine is " + t.engine());
    Engine.Gradient g = engine.gradient(x -> {
      Tensor v = x.get("t");
      w.equal("the shape of a variable", Arrays.toString(v.shape()), "[2, 3, 4]");
      w.equal("the size of a variable", v.size(), 24);
      w.sees(v.engine() == engine, () -> "a variable's engine is " + v.engine());
      w.equal("the numbers of a variable", v.values()[3], 0.0);
      return v.sum();
    }, Tensors.of("t", t));
    w.equal("the gradient's shape", Arrays.toString(g.gradient().get("t").shape()), "[2, 3, 4]");
    w.equal("what tensors are rounded to", engine.scalar(1 + 1e-12).scalar() == 1, engine.precision() == Precision.FLOAT);
  }

  private void never(Witness w) {
    double[] numbers = {1, 2};
    float[] floats = {1, 2};
    int[] shape = {2};
    Tensor t = engine.tensor(numbers, shape);
    Tensor u = engine.tensor(floats, shape);
    numbers[0] = 9;
    floats[0] = 9;
    shape[0] = 1;
    t.values()[1] = 9;
    t.shape()[0] = 7;
    w.equal("the tensor made of doubles", Arrays.toString(t.values()) + Arrays.toString(t.shape()), "[1.0, 2.0][2]");
    w.equal("the tensor made of floats", Arrays.toString(u.values()) + Arrays.toString(u.shape()), "[1.0, 2.0][2]");
    for (Case c : OperationLaws.cases()) {
      Tensors x = c.on(engine);
      Values before = Values.of(x);
      Tensor y = c.f().apply(x);
      Values result = Values.of(Tensors.of("y", y));
      OperationLaws.curvature(c, x, OperationLaws.direction(x, 23));
      w.equal("the inputs of " + c + " afterwards", Values.of(x), before);
      y.plus(1).times(y).sum();
      w.equal("the result of " + c + " afterwards", Values.of(Tensors.of("y", y)), result);
    }
  }

  private void indices(Witness w) {
    Engine.Gradient kept = moved(false);
    Engine.Gradient changed = moved(true);
    w.same("the value", Tensors.of("y", changed.value()), Tensors.of("y", kept.value()));
    w.same("the gradient", changed.gradient(), kept.gradient());
    w.sees(Witness.largest(kept.gradient().flat().values()) > 0, () -> "the gradient is 0");
  }

  private Engine.Gradient moved(boolean spoil) {
    int[][] given = {{1, 1}, {1, 0}, {2, 2, 2}, {1, 2, 2}, {4}, {0, 1}};
    int[][] spoilt = {{0, 0}, {0, 1}, {1, 1, 1}, {4, 1, 1}, {1}, {1, 0}};
    return engine.gradient(x -> {
      Tensor a = x.get("a");
      Tensor y = a.gather(0, given[0]).plus(a.scatter(1, 2, given[0])).plus(a.permute(given[1]));
      Tensor z = a.reshape(given[4]).reshape(given[3]).spread(given[2]).sumTo(given[3]).reshape(2, 2).plus(y).scaled(a.pick(given[5]));
      if (spoil) {
        for (int i = 0; i < given.length; i++) {
          System.arraycopy(spoilt[i], 0, given[i], 0, given[i].length);
        }
      }
      return z.times(engine.tensor(new double[] {1, 10, 100, 1000}, 2, 2));
    }, Tensors.of("a", engine.tensor(new double[] {1, 2, 3, 4}, 2, 2)));
  }

  private void detach(Witness w) {
    Tensors at = Tensors.of("a", engine.scalar(3));
    Tensors one = Tensors.of("a", engine.scalar(1));
    w.equal("the gradient of a detached factor",
        engine.gradient(x -> x.get("a").detach().times(x.get("a")), at).gradient().get("a").scalar(), 3.0);
    w.equal("the tangent of a detached factor",
        engine.tangent(x -> Tensors.of("y", x.get("a").detach().times(x.get("a"))), at, one).tangent().get("y").scalar(), 3.0);
    w.equal("the second gradient of a detached factor", engine.gradient(x ->
        engine.gradient(y -> y.get("a").times(x.get("a").detach()), at).gradient().get("a"), at).gradient().get("a").scalar(), 0.0);
    w.equal("a detached tensor's number", at.get("a").detach().scalar(), 3.0);
  }

  private void facts(Witness w) {
    w.sees(!engine.facts().isEmpty(), () -> "there are no facts");
    w.sees(engine.facts().containsKey("engine") && engine.facts().containsKey("gemm"), () -> "facts " + engine.facts()
        + " lack engine or gemm");
    w.sees(engine.aspect(Engine.class).isPresent(), () -> "it is no engine of itself");
    w.sees(engine.aspect(Number.class).isEmpty(), () -> "it says it is a number");
  }
}
