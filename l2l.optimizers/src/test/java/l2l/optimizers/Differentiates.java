package l2l.optimizers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.stream.DoubleStream;
import l2l.api.Optimizer;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Tensors;
import l2l.engines.java.JavaEngine;
import org.junit.jupiter.api.Test;

/** The tests of any optimizer: training with it has the meta-gradient that differences find. An optimizer's test implements this. */
public interface Differentiates {

  /** One whose settings keep the derivatives of five steps moderate, so that differences can find them. */
  Optimizer smooth();

  @Test
  default void metaGradientOfQuadraticsIsTheOneDifferencesFind() {
    compare(Trial.quadratics(new JavaEngine(), 5));
  }

  @Test
  default void metaGradientOfANetworkIsTheOneDifferencesFind() {
    compare(Trial.network(new JavaEngine(), 5));
  }

  @Test
  default void forwardModeAgreesWithReverse() {
    Trial trial = Trial.network(new JavaEngine(), 5);
    Tensors theta = smooth().theta(trial);
    Tensors direction = theta.map(t -> trial.engine().normal(trial.seed(), 1, t.shape()));
    double reverse = trial.engine().gradient(th -> trial.sum(smooth(), th), theta).gradient().dot(direction).scalar();
    double forward = trial.engine().tangent(th -> Tensors.of("sum", trial.sum(smooth(), th)), theta, direction).tangent().get("sum").scalar();
    assertEquals(reverse, forward, 1e-10 * Math.max(1, Math.abs(reverse)));
    assertTrue(reverse != 0, "theta matters");
  }

  private void compare(Trial trial) {
    Optimizer optimizer = smooth();
    Engine engine = trial.engine();
    Tensors theta = optimizer.theta(trial);
    Tensors exact = engine.gradient(th -> trial.sum(optimizer, th), theta).gradient();
    Map<String, double[]> found = Differences.gradient(th -> trial.sum(optimizer, th).sum().scalar(), theta);
    double largest = exact.tensors().stream().flatMapToDouble(t -> DoubleStream.of(t.values())).map(Math::abs).max().orElseThrow();
    assertTrue(largest > 1e-3, "theta matters");
    for (String name : theta.names()) {
      double[] a = exact.get(name).values();
      for (int i = 0; i < a.length; i++) {
        assertEquals(found.get(name)[i], a[i], 1e-6 * Math.max(1, largest), name + "[" + i + "], the largest being " + largest);
      }
    }
  }
}
