package l2l.runner.loop;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import l2l.api.Optimizee;
import l2l.api.OptimizeeFamily;
import l2l.api.Optimizer;
import l2l.api.Split;
import l2l.api.contract.Given;
import l2l.api.contract.Law;
import l2l.api.contract.OptimizerLaws;
import l2l.api.contract.junit.LawTests;
import l2l.api.data.DataSet;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Seed;
import l2l.engines.java.JavaEngine;
import l2l.optimizees.cnn.Cnn;
import l2l.optimizees.mlp.Mlp;
import l2l.optimizees.quadratic.Quadratic;
import l2l.optimizers.adam.Adam;
import l2l.optimizers.groups.Groups;
import l2l.optimizers.lstm.Lstm;
import l2l.optimizers.lstm.Preprocessing;
import l2l.optimizers.momentum.Momentum;
import l2l.optimizers.nesterov.Nesterov;
import l2l.optimizers.rmsprop.Rmsprop;
import l2l.optimizers.sgd.Sgd;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The exact meta-gradient through 5 steps, by all of theta, of every optimizer on every small optimizee. */
class EveryOptimizerOnEveryOptimizeeTest {
  private final Engine engine = new JavaEngine();

  @Quadratic.Config(dimension = 4, problems = 3, start = "normal")
  private static final class Residuals {}

  @Quadratic.Config(form = "hessian", dimension = 4, start = "normal")
  private static final class Form {}

  @Mlp.Config(layers = {4}, minibatch = 8, deviation = 0.5)
  private static final class Sigmoid {}

  @Mlp.Config(layers = {4, 3}, minibatch = 8, activation = "tanh", deviation = 0.5)
  private static final class Deep {}

  @Cnn.Config(channels = {2}, kernel = 3, hidden = {3}, minibatch = 4, deviation = 0.5)
  private static final class Normalized {}

  /** Noise with labels. */
  private record Noise(int side) implements DataSet {
    @Override
    public Examples examples(Split split) {
      Seed seed = new Seed(17).child(split.name());
      double[] u = seed.child("pixels").uniforms(20 * side * side);
      float[] values = new float[u.length];
      for (int i = 0; i < u.length; i++) {
        values[i] = (float) u[i];
      }
      return new Examples(new int[] {side, side, 1}, 3, values, seed.child("labels").integers(20, 3));
    }
  }

  private static Map<String, OptimizeeFamily> families() {
    Map<String, OptimizeeFamily> m = new LinkedHashMap<>();
    m.put("residuals", new Quadratic(Residuals.class.getAnnotation(Quadratic.Config.class), null));
    m.put("form", new Quadratic(Form.class.getAnnotation(Quadratic.Config.class), null));
    m.put("sigmoid", new Mlp(Sigmoid.class.getAnnotation(Mlp.Config.class), new Noise(3)));
    m.put("deep", new Mlp(Deep.class.getAnnotation(Mlp.Config.class), new Noise(3)));
    m.put("normalized", new Cnn(Normalized.class.getAnnotation(Cnn.Config.class), new Noise(4)));
    return m;
  }

  private static Map<String, Optimizer> optimizers() {
    Map<String, Optimizer> m = new LinkedHashMap<>();
    m.put("sgd", new Sgd(0.02));
    m.put("momentum", new Momentum(0.02, 0.8));
    m.put("nesterov", new Nesterov(0.02, 0.8));
    m.put("rmsprop", new Rmsprop(0.01, 0.9, 1e-2));
    m.put("adam", new Adam(0.02, 0.8, 0.9, 1e-2));
    m.put("lstm", new Lstm(2, 4, Preprocessing.of("none", 10), 0.1, 0));
    m.put("lstm of logarithms", new Lstm(1, 4, Preprocessing.of("log-sign", 10), 0.1, 1));
    m.put("groups", new Groups(List.of(new Groups.Group("*bias", new Adam(0.02, 0.8, 0.9, 1e-2)), new Groups.Group("rest",
        new Momentum(0.02, 0.8)))));
    return m;
  }

  @TestFactory
  Stream<DynamicTest> theMetaGradientIsExact() {
    List<Law> laws = families().entrySet().stream().flatMap(family -> {
      Optimizee f = family.getValue().sample(Given.draw(engine, new Seed(5), Split.TRAIN));
      Assertions.assertTrue(f.start(new Seed(1)).size() <= 200, () -> family.getKey() + " has " + f.start(new Seed(1)).size()
          + " coordinates");
      return optimizers().entrySet().stream().map(o -> OptimizerLaws.metaGradient(o.getValue(), engine, f, o.getKey() + ", "
          + family.getKey()));
    }).toList();
    Assertions.assertEquals(40, laws.size());
    return LawTests.of(laws);
  }
}
