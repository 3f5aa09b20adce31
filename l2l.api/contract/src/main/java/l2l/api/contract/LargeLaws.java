package l2l.api.contract;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import l2l.api.state.Values;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Precision;
import l2l.api.tensor.Seed;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;

/** Engines agree on arrays large enough for whatever they do differently with large ones, and over the whole range of functions. */
final class LargeLaws {

  private LargeLaws() {}

  static List<Law> of(Engine engine, Engine reference) {
    double value = engine.precision() == Precision.DOUBLE ? 1e-12 : 1e-5;
    double derivative = engine.precision() == Precision.DOUBLE ? 1e-11 : 1e-4;
    return List.of(new Law("enginesAgreeOnLargeArrays", "values and gradients of large arrays are those of the reference engine", w ->
        uses().forEach((name, f) -> {
          Tensors x = inputs(engine);
          Tensors z = Values.of(x).on(reference);
          w.agree("value of " + name, value, f.apply(x).values(), f.apply(z).values());
          double[] own = engine.gradient(v -> weighed(f.apply(v)), x).gradient().flat().values();
          w.agree("gradient of " + name, derivative, own, reference.gradient(v -> weighed(f.apply(v)), z).gradient().flat().values());
        })));
  }

  private static Tensor weighed(Tensor y) {
    return y.times(y.engine().uniform(new Seed(9), -1, 1, y.shape()));
  }

  private static Tensors inputs(Engine engine) {
    double[] grid = new double[20011];
    for (int i = 0; i < grid.length; i++) {
      grid[i] = (i - 10005) / 500.0;
    }
    return Tensors.of("grid", engine.tensor(grid, grid.length))
        .with("a", engine.normal(new Seed(1), 1, 130, 257)).with("b", engine.normal(new Seed(2), 1, 257, 70))
        .with("c", engine.normal(new Seed(3), 1, 3, 70, 65)).with("d", engine.normal(new Seed(4), 1, 3, 65, 40))
        .with("image", engine.normal(new Seed(5), 1, 4, 17, 19, 3)).with("row", engine.normal(new Seed(6), 1, 257));
  }

  private static Map<String, Function<Tensors, Tensor>> uses() {
    Map<String, Function<Tensors, Tensor>> m = new LinkedHashMap<>();
    m.put("exp", x -> x.get("grid").times(0.2).exp());
    m.put("tanh", x -> x.get("grid").tanh());
    m.put("sigmoid", x -> x.get("grid").sigmoid());
    m.put("log", x -> x.get("grid").square().plus(0.1).log());
    m.put("sqrt", x -> x.get("grid").square().plus(0.1).sqrt());
    m.put("power", x -> x.get("grid").abs().plus(0.1).power(1.7));
    m.put("over", x -> x.get("grid").over(x.get("grid").square().plus(1)));
    m.put("choose", x -> x.get("grid").positive().choose(x.get("grid"), x.get("grid").times(0.1)));
    m.put("sum", x -> x.get("a").sum(0));
    m.put("sum of rows", x -> x.get("a").sum(1));
    m.put("logSumExp", x -> x.get("a").logSumExp());
    m.put("max", x -> x.get("a").max(0));
    m.put("spread", x -> x.get("row").reshape(1, 257).spread(130, 257).times(x.get("a")));
    m.put("scaled", x -> x.get("b").scaled(x.get("row")));
    m.put("transpose", x -> x.get("a").transpose().times(1.5));
    m.put("gather", x -> x.get("a").gather(0, new Seed(7).integers(200, 130)));
    m.put("matmul", x -> x.get("a").matmul(x.get("b")));
    m.put("matmul, left transposed", x -> x.get("a").transpose().matmul(true, x.get("b"), false));
    m.put("matmul, right transposed", x -> x.get("a").matmul(false, x.get("b").transpose(), true));
    m.put("matmul, both transposed", x -> x.get("b").matmul(true, x.get("a"), true));
    m.put("matmul by a column", x -> x.get("a").matmul(x.get("row").reshape(257, 1)));
    m.put("matmul of pairs", x -> x.get("c").matmul(x.get("d")));
    m.put("matmul of transposed pairs", x -> x.get("d").matmul(true, x.get("c"), true));
    m.put("patches", x -> x.get("image").patches(5, 2, 2));
    return m;
  }
}
