package l2l.runner.loop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import l2l.api.Episode;
import l2l.api.MemoryExceeded;
import l2l.api.MetaGradient;
import l2l.api.MetaObjective;
import l2l.api.Observation;
import l2l.api.Optimizer;
import l2l.api.OptimizeeFamily;
import l2l.api.Order;
import l2l.api.Segment;
import l2l.api.Setting;
import l2l.api.Split;
import l2l.api.data.DataSet;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Precision;
import l2l.api.tensor.Seed;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;
import l2l.engines.blas.Nd4jEngine;
import l2l.engines.java.JavaEngine;
import l2l.estimators.backprop.Backprop;
import l2l.metaobjectives.last.Last;
import l2l.metaobjectives.log.Log;
import l2l.metaobjectives.sum.Sum;
import l2l.metaobjectives.validation.Validation;
import l2l.optimizees.mlp.Mlp;
import l2l.optimizees.quadratic.Quadratic;
import l2l.optimizers.adam.Adam;
import l2l.optimizers.lstm.Lstm;
import l2l.optimizers.lstm.Preprocessing;
import l2l.optimizers.sgd.Sgd;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Stretches of which only the points between segments are kept. */
class SegmentsTest {
  private static final int STEPS = 7;
  private static final Seed SEED = new Seed(7);

  @Mlp.Config(layers = {4}, minibatch = 8, deviation = 0.5)
  private static final class Small {}

  @Mlp.Config(layers = {400}, minibatch = 8, deviation = 0.5)
  private static final class Wide {}

  /** Noise with labels, other noise on each split. */
  private record Noise() implements DataSet {
    @Override
    public Examples examples(Split split) {
      Seed seed = new Seed(17).child(split.name());
      double[] u = seed.child("pixels").uniforms(20 * 9);
      float[] values = new float[u.length];
      for (int i = 0; i < u.length; i++) {
        values[i] = (float) u[i];
      }
      return new Examples(new int[] {9}, 3, values, seed.child("labels").integers(20, 3));
    }
  }

  private static OptimizeeFamily network(Class<?> size) {
    return new Mlp(size.getAnnotation(Mlp.Config.class), new Noise());
  }

  private static Map<String, Optimizer> optimizers() {
    Map<String, Optimizer> m = new LinkedHashMap<>();
    m.put("lstm", new Lstm(2, 4, Preprocessing.of("log-sign", 10), 0.1, 0));
    m.put("adam", new Adam(0.02, 0.8, 0.9, 1e-2));
    m.put("sgd", new Sgd(0.05));
    m.put("diverging sgd", new Sgd(1e30));
    m.put("rule that looks at the loss", new LossScaled());
    return m;
  }

  private static Map<String, MetaObjective> objectives() {
    Map<String, MetaObjective> m = new LinkedHashMap<>();
    m.put("sum", new Sum(new double[0], false));
    m.put("sum with the first", new Sum(new double[0], true));
    m.put("last", new Last());
    m.put("log", new Log());
    m.put("validation at the end", new Validation(false));
    m.put("validation all along", new Validation(true));
    m.put("point, then loss", t -> penalty(t.point(3)).plus(t.loss(3)).plus(t.validation(3)).plus(t.loss(5)));
    m.put("loss, then point", t -> t.loss(3).plus(penalty(t.point(3))).plus(t.validation(3)).plus(penalty(t.point(6))).plus(t.loss(6)));
    m.put("validation, then loss", t -> t.validation(2).plus(t.loss(2)).plus(t.validation(4)).plus(t.loss(4)).plus(penalty(t.point(4))));
    m.put("far and near", t -> t.loss(1).log().plus(t.loss(t.steps()).times(t.loss(2))).plus(t.validation(0)).plus(t.loss(0)));
    return m;
  }

  /** change = -rate loss g; remembers the loss and the point before. */
  private record LossScaled() implements Optimizer {
    @Override
    public Tensors theta(Setting s) {
      return Tensors.of("rate", s.engine().scalar(0.1));
    }

    @Override
    public Tensors state(Tensors theta, Setting s) {
      return s.x().map(x -> x.engine().zeros(x.shape())).with("loss", s.engine().zeros(s.lossShape()));
    }

    @Override
    public Step step(Tensors theta, Tensors state, Observation seen) {
      Tensor factor = seen.loss().plus(state.get("loss")).scaled(theta.get("rate")).negate();
      Tensors change = seen.gradient().map(g -> g.scaled(factor));
      return new Step(change, seen.x().with("loss", seen.loss()));
    }
  }

  private static Tensor penalty(Tensors x) {
    return x.dot(x).times(0.01);
  }

  private static List<Engine> engines() {
    return List.of(new JavaEngine(), new Nd4jEngine(Precision.FLOAT, 2), new Nd4jEngine(Precision.DOUBLE, 1));
  }

  private static Problem problem(Engine engine, OptimizeeFamily family, Optimizer optimizer, MetaObjective objective, long memory) {
    return new Problem(engine, family, optimizer, objective, 2 * STEPS, Split.TRAIN, memory);
  }

  /** Two estimates, the second where the first stopped. */
  private static List<MetaGradient.Estimate> estimates(Problem p, Backprop backprop, Tensors theta) {
    MetaGradient.Estimate first = backprop.estimate(p, theta, Optional.empty(), SEED);
    return List.of(first, backprop.estimate(p, theta, first.next(), SEED));
  }

  private static void same(Tensors wanted, Tensors got) {
    assertEquals(wanted.names(), got.names());
    for (String name : wanted.names()) {
      long[] bits = bits(wanted.get(name));
      assertArrayEquals(bits, bits(got.get(name)), name);
    }
  }

  private static long[] bits(Tensor t) {
    return Arrays.stream(t.values()).mapToLong(Double::doubleToRawLongBits).toArray();
  }

  private static void same(List<MetaGradient.Estimate> wanted, List<MetaGradient.Estimate> got) {
    for (int i = 0; i < wanted.size(); i++) {
      assertEquals(wanted.get(i).objective(), got.get(i).objective());
      assertEquals(wanted.get(i).diagnostics(), got.get(i).diagnostics());
      same(wanted.get(i).gradient(), got.get(i).gradient());
      assertEquals(wanted.get(i).next().isPresent(), got.get(i).next().isPresent());
      if (wanted.get(i).next().isPresent()) {
        same(wanted.get(i).next().get().x(), got.get(i).next().get().x());
        same(wanted.get(i).next().get().state(), got.get(i).next().get().state());
      }
    }
  }

  private static void sameInSegments(Engine engine, OptimizeeFamily family, Optimizer optimizer, MetaObjective objective, Order order,
      int... lengths) {
    Problem stored = problem(engine, family, optimizer, objective, Long.MAX_VALUE);
    Tensors theta = optimizer.theta(stored.place(SEED, new Seed(3)));
    List<MetaGradient.Estimate> wanted = estimates(stored, new Backprop(STEPS, 0, order), theta);
    for (int length : lengths) {
      Problem p = problem(engine, family, optimizer, objective, Long.MAX_VALUE);
      same(wanted, estimates(p, new Backprop(STEPS, 0, order, length), theta));
      same(wanted, estimates(p, new Backprop(STEPS, 0, order, length), theta));
    }
    assertEquals(0, engine.bytesOnTape());
  }

  @TestFactory
  Stream<DynamicTest> everyBitIsThatOfTheStretchKeptWhole() {
    List<DynamicTest> tests = new ArrayList<>();
    for (Engine engine : engines()) {
      optimizers().forEach((rule, optimizer) -> objectives().forEach((name, objective) -> {
        for (Order order : Order.values()) {
          tests.add(DynamicTest.dynamicTest(String.join(", ", engine.getClass().getSimpleName() + " " + engine.precision(), rule, name,
              order.name()), () -> sameInSegments(engine, network(Small.class), optimizer, objective, order, 1, 2, 5, -1)));
        }
      }));
    }
    assertEquals(300, tests.size());
    return tests.stream();
  }

  @TestFactory
  Stream<DynamicTest> everyBitIsTheSameWhereArraysAreUsedAgain() {
    Engine engine = new Nd4jEngine(Precision.FLOAT, 2);
    return Stream.of(Order.values()).flatMap(order -> Stream.of("lstm", "adam").map(rule -> DynamicTest.dynamicTest(rule + ", " + order,
        () -> sameInSegments(engine, network(Wide.class), optimizers().get(rule), objectives().get("sum"), order, 2, 3))));
  }

  @Test
  void manyProblemsAtOnceToo() {
    for (Order order : Order.values()) {
      sameInSegments(new JavaEngine(), new Toys.Quartic(3), new Toys.Rule(0.1), Toys.SUM, order, 1, 2, 3, 4);
    }
  }

  @Quadratic.Config(form = "hessian", dimension = 12, problems = 60, same = true, start = "normal", mean = true)
  private static final class Sixty {}

  @Quadratic.Config(form = "hessian", dimension = 12, problems = 600, same = true, start = "normal")
  private static final class Apart {}

  private static OptimizeeFamily quadratics(Class<?> problems) {
    return new Quadratic(problems.getAnnotation(Quadratic.Config.class), null);
  }

  /** Of steps one by one nothing is given up. */
  @TestFactory
  Stream<DynamicTest> everyBitIsTheSameWherePointsAreGivenUp() {
    return engines().stream().flatMap(engine -> Stream.of("sgd", "adam", "rule that looks at the loss").flatMap(rule -> objectives()
        .entrySet().stream().map(objective -> DynamicTest.dynamicTest(engine.precision() + ", " + rule + ", " + objective.getKey(),
            () -> sameInSegments(engine, quadratics(Sixty.class), optimizers().get(rule), objective.getValue(), Order.SECOND, 1, 5)))));
  }

  /** Nor losses, one for every problem, most of which nobody asks for. */
  @TestFactory
  Stream<DynamicTest> everyBitIsTheSameWhereLossesAreGivenUp() {
    Map<String, MetaObjective> apart = new LinkedHashMap<>();
    for (String name : List.of("sum", "sum with the first", "last", "log", "validation all along")) {
      apart.put(name, objectives().get(name));
    }
    apart.put("loss", t -> t.loss(3).times(t.loss(5)));
    apart.put("loss at a point", t -> t.loss(3).plus(t.point(3).get("x").square().sum(1)).plus(t.point(4).get("x").sum(1)));
    return engines().stream().flatMap(engine -> Stream.of("sgd", "adam", "rule that looks at the loss").flatMap(rule -> apart.entrySet()
        .stream().map(objective -> DynamicTest.dynamicTest(engine.precision() + ", " + rule + ", " + objective.getKey(),
            () -> sameInSegments(engine, quadratics(Apart.class), optimizers().get(rule), objective.getValue(), Order.SECOND, 1, 5)))));
  }

  /** Of a walk that nobody differentiates points are forgotten: those looked at are computed again, and kept from then on. */
  @TestFactory
  Stream<DynamicTest> plainNumbersAreThoseOfADerivative() {
    Engine engine = new JavaEngine();
    return optimizers().keySet().stream().flatMap(rule -> objectives().keySet().stream().flatMap(name -> Stream.of(Order.values()).map(
        order -> DynamicTest.dynamicTest(rule + ", " + name + ", " + order, () -> {
          Optimizer optimizer = optimizers().get(rule);
          Problem p = problem(engine, network(Small.class), optimizer, objectives().get(name), Long.MAX_VALUE);
          Tensors theta = optimizer.theta(p.place(SEED, new Seed(3)));
          Episode begin = p.begin(theta, SEED);
          List<Tensors> next = new ArrayList<>();
          double wanted = engine.gradient(v -> {
            Segment s = p.unroll(v, begin, STEPS, order);
            next.add(s.next().x());
            return p.objective(s.trajectory());
          }, theta).value().scalar();
          Problem fresh = problem(engine, network(Small.class), optimizer, objectives().get(name), Long.MAX_VALUE);
          for (int i = 0; i < 2; i++) {
            Segment s = fresh.unroll(theta, begin, STEPS, order);
            assertEquals(wanted, fresh.objective(s.trajectory()).scalar());
            same(next.get(0), s.next().x());
          }
        }))));
  }

  @Test
  void aLossLookedAtIsKeptFromThenOn() {
    List<String> looks = new ArrayList<>();
    MetaObjective looking = t -> {
      looks.add(t.loss(3).detach() == t.loss(3) ? "plain" : "variable");
      return t.loss(3).plus(t.loss(t.steps()));
    };
    Problem p = problem(new JavaEngine(), quadratics(Apart.class), new Sgd(0.01), looking, Long.MAX_VALUE);
    Tensors theta = new Sgd(0.01).theta(p.place(SEED, SEED));
    for (int i = 0; i < 2; i++) {
      new Backprop(STEPS, 0, Order.SECOND).estimate(p, theta, Optional.empty(), SEED);
    }
    assertEquals(List.of("plain", "variable", "variable"), looks);
  }

  @Test
  void whatIsLookedAtIsKeptFromThenOn() {
    List<String> looks = new ArrayList<>();
    MetaObjective looking = t -> {
      looks.add(t.point(3).get("x").detach() == t.point(3).get("x") ? "plain" : "variable");
      return penalty(t.point(3)).plus(t.loss(t.steps()));
    };
    for (Order order : Order.values()) {
      looks.clear();
      Problem p = problem(new JavaEngine(), quadratics(Sixty.class), new Sgd(0.01), looking, Long.MAX_VALUE);
      Tensors theta = new Sgd(0.01).theta(p.place(SEED, SEED));
      new Backprop(STEPS, 0, order).estimate(p, theta, Optional.empty(), SEED);
      new Backprop(STEPS, 0, order).estimate(p, theta, Optional.empty(), SEED);
      assertEquals(order == Order.SECOND ? List.of("plain", "variable", "variable") : List.of("variable", "variable"), looks);
    }
  }

  /** Notes at which steps it was asked. */
  private record Counted(Optimizer rule, List<Long> steps) implements Optimizer {
    @Override
    public Tensors theta(Setting s) {
      return rule.theta(s);
    }

    @Override
    public Tensors state(Tensors theta, Setting s) {
      return rule.state(theta, s);
    }

    @Override
    public Step step(Tensors theta, Tensors state, Observation seen) {
      steps.add(seen.t());
      return rule.step(theta, state, seen);
    }
  }

  private static Counted counted() {
    return new Counted(new Toys.Rule(0.1), new ArrayList<>());
  }

  private static void estimate(Counted rule, Problem p, Tensors theta) {
    rule.steps.clear();
    new Backprop(STEPS, 0, Order.FIRST, 3).estimate(p, theta, Optional.empty(), SEED);
  }

  @Test
  void allSegmentsButTheLastAreComputedTwice() {
    Counted rule = counted();
    Problem p = problem(new JavaEngine(), new Toys.Quartic(3), rule, Toys.SUM, Long.MAX_VALUE);
    estimate(rule, p, rule.theta(p.place(SEED, SEED)));
    assertEquals(List.of(0L, 1L, 2L, 3L, 4L, 5L, 6L, 3L, 4L, 5L, 0L, 1L, 2L), rule.steps);
  }

  @Test
  void pointsInsideSegmentsAreShownBeforeTheyAreKept() {
    Counted rule = counted();
    Problem p = problem(new JavaEngine(), new Toys.Quartic(3), rule, t -> penalty(t.point(1)), Long.MAX_VALUE);
    Tensors theta = rule.theta(p.place(SEED, SEED));
    estimate(rule, p, theta);
    assertEquals(List.of(0L, 1L, 2L, 3L, 4L, 5L, 6L, 0L, 1L, 2L, 0L, 1L, 2L, 3L, 4L, 5L, 6L, 0L, 1L, 2L), rule.steps);
    estimate(rule, p, theta);
    assertEquals(List.of(0L, 1L, 2L, 3L, 4L, 5L, 6L, 0L, 1L, 2L), rule.steps);
  }

  @Test
  void forwardModeGoesThroughSegmentsAsIfTheyWereNotThere() {
    Engine engine = new JavaEngine();
    Problem p = problem(engine, new Toys.Quartic(3), new Toys.Rule(0.1), Toys.SUM, Long.MAX_VALUE);
    Tensors theta = new Toys.Rule(0.1).theta(p.place(SEED, SEED));
    Tensors along = theta.map(t -> t.engine().scalar(1));
    Episode from = p.begin(theta, SEED);
    List<double[]> slopes = new ArrayList<>();
    for (int length : new int[] {0, 2}) {
      slopes.add(engine.tangent(v -> Tensors.of("f", p.objective(p.unroll(v, from, 5, Order.SECOND, length).trajectory())), theta, along)
          .tangent().get("f").values());
    }
    assertArrayEquals(slopes.get(0), slopes.get(1));
  }

  @Test
  void aLongStretchThatIsRefusedWholeFitsInSegments() {
    Engine engine = new JavaEngine();
    Optimizer rule = optimizers().get("lstm");
    Problem p = problem(engine, network(Wide.class), rule, Toys.SUM, 50_000_000);
    Tensors theta = rule.theta(p.place(SEED, new Seed(3)));
    Exception whole = assertThrows(MemoryExceeded.class,
        () -> new Backprop(2 * STEPS, 0, Order.FIRST).estimate(p, theta, Optional.empty(), SEED));
    assertTrue(whole.getMessage().contains("compute segments again on the way back (segment of backprop)"), whole.getMessage());
    new Backprop(2 * STEPS, 0, Order.FIRST, 3).estimate(p, theta, Optional.empty(), SEED);
    Problem small = problem(engine, network(Wide.class), rule, Toys.SUM, 5_000_000);
    Exception segments = assertThrows(MemoryExceeded.class,
        () -> new Backprop(2 * STEPS, 0, Order.FIRST, 3).estimate(small, theta, Optional.empty(), SEED));
    assertTrue(segments.getMessage().startsWith("an unroll of 14 steps in segments of 3 would keep"), segments.getMessage());
  }
}
