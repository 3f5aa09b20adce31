package l2l.api.contract;

import java.util.List;
import java.util.function.Function;
import l2l.api.Batch;
import l2l.api.Optimizee;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Seed;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;

/** A small smooth function for optimizers to be tried on, the same in every batch. */
public record Landscape(String name, Function<Seed, Tensors> from, Function<Tensors, Tensor> f) implements Optimizee {

  @Override
  public Tensors start(Seed seed) {
    return from.apply(seed);
  }

  @Override
  public Tensor loss(Tensors x, Batch batch) {
    return f.apply(x);
  }

  @Override
  public String toString() {
    return name;
  }

  /** A single number, a matrix, and several tensors. */
  public static List<Landscape> all(Engine engine) {
    return List.of(number(engine), matrix(engine), network(engine));
  }

  /** f(x) = (x - 1)^2 / 2 + x^4 / 10 of x []. */
  public static Landscape number(Engine engine) {
    return new Landscape("a single number", seed -> Tensors.of("x", engine.normal(seed, 1).plus(2)), x -> {
      Tensor z = x.get("x");
      return z.plus(-1).square().times(0.5).plus(z.power(4).times(0.1));
    });
  }

  /** f(x) = |A x - B|^2 / 10 + sum tanh(x)^2 / 2 of x [3, 2]. */
  public static Landscape matrix(Engine engine) {
    Tensor a = engine.normal(new Seed(1), 1, 4, 3);
    Tensor b = engine.normal(new Seed(2), 1, 4, 2);
    return new Landscape("a matrix", seed -> Tensors.of("x", engine.normal(seed, 1, 3, 2)), x -> {
      Tensor z = x.get("x");
      return a.matmul(z).minus(b).square().sum().times(0.1).plus(z.tanh().square().sum().times(0.5));
    });
  }

  /** The mean squared error of a network 3-2-2 with tanh on 5 rows: weights [3, 2], [2, 2] and biases [2], [2]. */
  public static Landscape network(Engine engine) {
    Tensor in = engine.normal(new Seed(3), 1, 5, 3);
    Tensor out = engine.normal(new Seed(4), 1, 5, 2);
    Function<Seed, Tensors> from = seed -> Tensors.of("layers.0.weight", engine.normal(seed.child(0), 1, 3, 2))
        .with("layers.0.bias", engine.normal(seed.child(1), 1, 2))
        .with("layers.1.weight", engine.normal(seed.child(2), 1, 2, 2))
        .with("layers.1.bias", engine.normal(seed.child(3), 1, 2));
    return new Landscape("several tensors", from, x -> {
      Tensor hidden = affine(in, x, "layers.0").tanh();
      return affine(hidden, x, "layers.1").minus(out).square().mean();
    });
  }

  private static Tensor affine(Tensor rows, Tensors x, String layer) {
    Tensor y = rows.matmul(x.get(layer + ".weight"));
    return y.plus(x.get(layer + ".bias").reshape(1, y.shape()[1]).spread(y.shape()));
  }

  /** b independent problems of x [b, d], their losses [b]: f_j(x) = sum_i c_ji (x_ji - 1)^2 / 2 + x_ji^4 / 20, c_ji of [0.5, 1.5). */
  public static Landscape problems(Engine engine, int b, int d) {
    Tensor c = engine.uniform(new Seed(5), 0.5, 1.5, b, d);
    return new Landscape(b + " independent problems", seed -> Tensors.of("x", engine.normal(seed, 1, b, d)), x -> valley(c, x.get("x")));
  }

  /** Problem j of {@link #problems} alone: x [d], its loss []. */
  public static Landscape problem(Engine engine, int b, int d, int j) {
    Tensor c = engine.uniform(new Seed(5), 0.5, 1.5, b, d).slice(0, j, j + 1).reshape(d);
    return new Landscape("problem " + j + " alone",
        seed -> Tensors.of("x", engine.normal(seed, 1, b, d).slice(0, j, j + 1).reshape(d)), x -> valley(c, x.get("x")).sum());
  }

  private static Tensor valley(Tensor c, Tensor x) {
    return c.times(x.plus(-1).square()).times(0.5).plus(x.power(4).times(0.05)).sumPerProblem();
  }

  /** {@link #matrix}, whose second row of coordinates never gets a gradient, like the weights of an always black pixel. */
  public static Landscape withDeadCoordinates(Engine engine) {
    Landscape whole = matrix(engine);
    Tensor alive = engine.tensor(new double[] {1, 1, 0, 0, 1, 1}, 3, 2);
    return new Landscape("dead coordinates", whole.from(), x -> whole.f().apply(x.map(t -> t.times(alive))));
  }

  /** A function without any gradient: f(x) = 1, x [2, 3]. */
  public static Landscape plain(Engine engine) {
    return new Landscape("a plain", seed -> Tensors.of("x", engine.normal(seed, 1, 2, 3)), x -> x.get("x").times(0).sum().plus(1));
  }
}
