package l2l.runner.loop;

import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import l2l.api.Optimizer;
import l2l.api.Order;
import l2l.api.Split;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Seed;
import l2l.api.tensor.Tensors;
import l2l.engines.java.JavaEngine;
import l2l.optimizees.data.Mnist;
import l2l.optimizees.mlp.Mlp;
import l2l.optimizers.adam.Adam;
import l2l.optimizers.rmsprop.Rmsprop;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** MNIST's border pixels are always black, so their weights' gradients are always 0: roots of 0 must not spoil a meta-gradient. */
class BlackPixelsTest {

  @Mlp.Config(layers = {5}, minibatch = 16)
  private static final class Small {}

  @ParameterizedTest
  @EnumSource(Order.class)
  void leaveTheMetaGradientsOfAdamAndRmspropFinite(Order order) {
    Path mnist = Path.of(System.getenv().getOrDefault("L2L_DATA", "../../../shared/data"), "mnist").toAbsolutePath().normalize();
    Assumptions.assumeTrue(Files.isDirectory(mnist), "skipped: no MNIST at " + mnist);
    Engine engine = new JavaEngine();
    var family = new Mlp(Small.class.getAnnotation(Mlp.Config.class), new Mnist(mnist, 10_000, new int[0]));
    for (Optimizer optimizer : new Optimizer[] {new Adam(0.01, 0.9, 0.999, 1e-8), new Rmsprop(0.01, 0.99, 1e-8)}) {
      Problem problem = new Problem(engine, family, optimizer, Toys.SUM, 4, Split.TRAIN, Long.MAX_VALUE);
      Tensors theta = optimizer.theta(problem.place(new Seed(2), new Seed(3)));
      Tensors g = new Toys.Backwards(4, order).estimate(problem, theta, Optional.empty(), new Seed(2)).gradient();
      for (String name : g.names()) {
        double slope = g.get(name).scalar();
        assertTrue(Double.isFinite(slope), optimizer + ": d/d" + name + " is " + slope);
      }
      assertNotEquals(0, g.get("rate").scalar());
    }
  }
}
