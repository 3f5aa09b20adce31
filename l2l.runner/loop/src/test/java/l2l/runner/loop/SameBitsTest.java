package l2l.runner.loop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import l2l.api.Episode;
import l2l.api.MetaGradient;
import l2l.api.MetaObjective;
import l2l.api.Optimizer;
import l2l.api.OptimizeeFamily;
import l2l.api.Order;
import l2l.api.Split;
import l2l.api.data.DataSet;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Precision;
import l2l.api.tensor.Seed;
import l2l.api.tensor.Shape;
import l2l.api.tensor.Tensors;
import l2l.engines.blas.Nd4jEngine;
import l2l.estimators.backprop.Backprop;
import l2l.metaobjectives.last.Last;
import l2l.metaobjectives.log.Log;
import l2l.metaobjectives.sum.Sum;
import l2l.optimizees.cnn.Cnn;
import l2l.optimizees.mlp.Mlp;
import l2l.optimizees.quadratic.Quadratic;
import l2l.optimizers.adam.Adam;
import l2l.optimizers.lstm.Lstm;
import l2l.optimizers.lstm.Preprocessing;
import l2l.optimizers.sgd.Sgd;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The workloads that are measured, at their real sizes and a few steps long, on one thread, on two and on three. */
class SameBitsTest {

  private static final Seed SEED = new Seed(11);
  private static final int STEPS = 3;
  private static final int RATES = 1000;

  @Quadratic.Config(problems = 128)
  private static final class Residuals {}

  @Quadratic.Config(form = "hessian", dimension = 20, problems = RATES, start = "normal")
  private static final class Form {}

  @Mlp.Config(deviation = 0.01)
  private static final class Network {}

  @Cnn.Config(channels = {16, 32, 32}, kernel = 3)
  private static final class Images {}

  private record Noise(int... shape) implements DataSet {
    @Override
    public Examples examples(Split split) {
      double[] u = SEED.child("pixels").uniforms(256 * Shape.size(shape));
      float[] values = new float[u.length];
      for (int i = 0; i < u.length; i++) {
        values[i] = (float) u[i];
      }
      return new Examples(shape, 10, values, SEED.child("labels").integers(256, 10));
    }
  }

  /** What is computed, and how many numbers of it come out. */
  private record Work(Precision precision, OptimizeeFamily family, Optimizer optimizer, MetaObjective objective, Order order) {

    /** Objective, meta-gradient, and where the training came to. */
    double[] on(int threads) {
      try (Nd4jEngine engine = new Nd4jEngine(precision, threads)) {
        Problem problem = new Problem(engine, family, optimizer, objective, 2 * STEPS, Split.TRAIN, 4L << 30);
        Tensors theta = theta(engine, problem);
        MetaGradient.Estimate estimate = new Backprop(STEPS, order).estimate(problem, theta, Optional.empty(), SEED.child("episode"));
        Episode next = estimate.next().orElseThrow();
        return Stream.of(new double[] {estimate.objective()}, estimate.gradient().flat().values(), next.x().flat().values(),
            next.state().size() == 0 ? new double[0] : next.state().flat().values()).flatMapToDouble(Arrays::stream).toArray();
      }
    }

    private Tensors theta(Engine engine, Problem problem) {
      Tensors theta = optimizer.theta(problem.place(SEED.child("episode"), SEED.child("theta")));
      return objective instanceof Log ? theta.with("rate", engine.uniform(SEED, 1e-4, 1, RATES)) : theta;
    }
  }

  private static Map<String, Work> works() {
    Mlp network = new Mlp(Network.class.getAnnotation(Mlp.Config.class), new Noise(28, 28, 1));
    Lstm seesLogarithms = new Lstm(2, 20, Preprocessing.of("log-sign", 10), 0.1, 0);
    Map<String, Work> all = new LinkedHashMap<>();
    all.put("W1", new Work(Precision.FLOAT, new Quadratic(Residuals.class.getAnnotation(Quadratic.Config.class), null),
        new Lstm(2, 20, Preprocessing.of("none", 10), 0.1, 0), new Sum(new double[0], false), Order.FIRST));
    all.put("W2", new Work(Precision.FLOAT, network, seesLogarithms, new Sum(new double[0], false), Order.FIRST));
    all.put("W3", new Work(Precision.DOUBLE, new Quadratic(Form.class.getAnnotation(Quadratic.Config.class), null), new Sgd(0.1),
        new Log(), Order.SECOND));
    all.put("W4", new Work(Precision.FLOAT, network, new Sgd(0.1), new Last(), Order.SECOND));
    all.put("W5", new Work(Precision.FLOAT, new Cnn(Images.class.getAnnotation(Cnn.Config.class), new Noise(32, 32, 3)), seesLogarithms,
        new Sum(new double[0], false), Order.FIRST));
    all.put("W6, Adam", new Work(Precision.FLOAT, network, new Adam(0.001, 0.9, 0.999, 1e-8), new Last(), Order.FIRST));
    all.put("W6, SGD", new Work(Precision.FLOAT, network, new Sgd(0.1), new Last(), Order.FIRST));
    return all;
  }

  @TestFactory
  Stream<DynamicTest> everyWorkloadComesToTheSameBitsHoweverManyThreads() {
    return works().entrySet().stream().map(e -> DynamicTest.dynamicTest(e.getKey(), () -> {
      double[] one = e.getValue().on(1);
      assertTrue(one.length > 100 && Arrays.stream(one).anyMatch(v -> v != 0) && Arrays.stream(one).allMatch(Double::isFinite),
          () -> one.length + " numbers, the first " + one[0]);
      assertArrayEquals(one, e.getValue().on(2));
      assertArrayEquals(one, e.getValue().on(3));
    }));
  }
}
