package l2l.engines.blas;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Seed;
import l2l.api.tensor.Shape;
import l2l.api.tensor.Tensor;

/** Every operation of the algebra on shapes that a seed draws: one call gives the results of all, by name. */
final class Operations {
  private final Engine engine;
  private final Seed seed;
  private final Map<String, Tensor> results = new LinkedHashMap<>();

  private Operations(Engine engine, Seed seed) {
    this.engine = engine;
    this.seed = seed;
  }

  /** All operations, with lengths up to {@code most}. */
  static Map<String, Tensor> all(Engine engine, Seed seed, int most) {
    Operations o = new Operations(engine, seed);
    o.elementwise(o.length("m", most), o.length("n", most));
    o.reductions(o.length("p", most), o.length("q", most), 1 + o.length("r", 7));
    o.moves(o.length("s", most), o.length("t", most));
    o.products(o.length("u", most), o.length("v", most), o.length("w", most), 1 + o.length("x", 5));
    return o.results;
  }

  private int length(String name, int most) {
    return 1 + (int) (seed.child(name).uniforms(1)[0] * most);
  }

  /** Normal numbers that are exact in float, so that only the operations themselves are compared. */
  private Tensor normal(String name, int... shape) {
    return engine.tensor(floats(seed.child(name), Shape.size(shape)), shape);
  }

  static double[] floats(Seed seed, int n) {
    double[] v = seed.normals(n);
    for (int i = 0; i < n; i++) {
      v[i] = (float) v[i];
    }
    return v;
  }

  private void put(String name, Tensor t) {
    results.put(name, t);
  }

  private void elementwise(int m, int n) {
    Tensor a = normal("a", m, n);
    Tensor b = normal("b", m, n);
    Tensor positive = normal("p", m, n).abs().plus(0.5);
    put("plus", a.plus(b));
    put("minus", a.minus(b));
    put("times", a.times(b));
    put("over", a.over(positive));
    put("choose", a.positive().choose(a, b));
    put("plus c", a.plus(0.3));
    put("times c", a.times(0.3));
    put("square", a.power(2));
    put("power", positive.power(-1.5));
    put("clip", a.clip(-0.5, 0.7));
    put("exp", a.exp());
    put("log", positive.log());
    put("sqrt", positive.sqrt());
    put("rootOrZero", positive.rootOrZero());
    for (double scale : new double[] {1e-3, 0.1, 1, 4, 30}) {
      put("tanh " + scale, a.times(scale).tanh());
      put("sigmoid " + scale, a.times(scale).sigmoid());
    }
    put("relu", a.relu());
    put("abs", a.abs());
    put("sign", a.sign());
    put("positive", a.positive());
  }

  private void reductions(int p, int q, int r) {
    Tensor a = normal("c", p, q, r);
    put("scaled []", a.scaled(normal("c0")));
    put("scaled [p]", a.scaled(normal("c1", p)));
    put("scaled [p, q]", a.scaled(normal("c2", p, q)));
    put("scaled all", a.scaled(normal("c3", p, q, r)));
    put("sum", a.sum());
    for (int axis = 0; axis < 3; axis++) {
      put("sum " + axis, a.sum(axis));
      put("max " + axis, a.max(axis));
    }
    put("logSumExp", a.logSumExp());
    put("spread", normal("c4", p, 1, r).spread(p, q, r));
    put("spread two", normal("c5", 1, 1, r).spread(p, q, r));
    put("spread end", normal("c6", p, q, 1).spread(p, q, r));
  }

  private void moves(int s, int t) {
    Tensor a = normal("d", s, t);
    int[] index = new int[2 * t];
    for (int i = 0; i < index.length; i++) {
      index[i] = (i * 7) % t;
    }
    put("gather", a.gather(1, index));
    put("gather flat", a.reshape(s * t).gather(0, 0, s * t - 1, 0));
    put("scatter", a.gather(1, index).scatter(1, t, index));
    put("scatter flat", a.gather(1, index).reshape(2 * s * t).scatter(0, s * t + 2 * t, flat(s, t)));
    put("permute", a.reshape(s, 1, t).permute(2, 1, 0));
    put("slice", a.slice(1, t / 3, t));
    put("pad", a.pad(0, 2, s + 5));
    put("concat", engine.concat(1, List.of(a, a.slice(1, 0, t / 2))));
    Tensor images = normal("image", 2, 7, 6, 3);
    put("patches", images.patches(3, 2, 1));
    put("unpatches", images.patches(3, 1, 1).unpatches(7, 6, 3, 1, 1));
  }

  private static int[] flat(int s, int t) {
    int[] index = new int[2 * s * t];
    for (int i = 0; i < index.length; i++) {
      index[i] = i % (s * t + 2 * t);
    }
    return index;
  }

  private void products(int m, int k, int n, int pairs) {
    for (boolean left : new boolean[] {false, true}) {
      for (boolean right : new boolean[] {false, true}) {
        String name = (left ? "T" : "N") + (right ? "T" : "N");
        put("matmul " + name, product(name, 0, m, k, n, left, right));
        put("matvec " + name, product(name + "v", 0, m, k, 1, left, right));
        put("vecmat " + name, product(name + "w", 0, 1, k, n, left, right));
        put("matmul pairs " + name, product(name + "p", pairs, m, k, n, left, right));
        put("matvec pairs " + name, product(name + "q", 40 * pairs, 10, k % 23 + 1, 1, left, right));
        put("small pairs " + name, product(name + "r", 40 * pairs, 10, 10, 7, left, right));
      }
    }
  }

  private Tensor product(String name, int pairs, int m, int k, int n, boolean left, boolean right) {
    double norm = 1 / Math.sqrt(k);
    Tensor a = normal(name + "A", shape(pairs, left ? k : m, left ? m : k)).times(norm);
    Tensor b = normal(name + "B", shape(pairs, right ? n : k, right ? k : n));
    return a.matmul(left, b, right);
  }

  private static int[] shape(int pairs, int rows, int columns) {
    return pairs == 0 ? new int[] {rows, columns} : new int[] {pairs, rows, columns};
  }
}
