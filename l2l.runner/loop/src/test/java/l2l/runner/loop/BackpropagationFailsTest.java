package l2l.runner.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import l2l.api.ClosedForm;
import l2l.api.Order;
import l2l.api.Split;
import l2l.api.contract.Given;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Precision;
import l2l.api.tensor.Seed;
import l2l.api.tensor.Tensors;
import l2l.engines.blas.Nd4jEngine;
import l2l.engines.java.JavaEngine;
import l2l.metaobjectives.log.Log;
import l2l.optimizees.data.Arrays;
import l2l.optimizees.quadratic.Quadratic;
import l2l.optimizers.sgd.Sgd;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * Back-propagating (1/t) log f(x_t) by the step size fails in floating point although the derivative is small: df explodes and 1/f vanishes.
 * Wang, Yuan, Wu, Ge 2021, section 3; the table is of a given instance at the step 0.1, where the derivative is about 23.28.
 */
class BackpropagationFailsTest {
  private static final double STEP = 0.1;

  @Quadratic.Config(form = "hessian")
  private static final class Instance {}

  private static Quadratic family() {
    Path file = Path.of("../../../shared/peers/wang_instance.npz").toAbsolutePath().normalize();
    Assumptions.assumeTrue(Files.isRegularFile(file), "skipped: no instance at " + file);
    return new Quadratic(Instance.class.getAnnotation(Quadratic.Config.class), new Arrays(file));
  }

  private static double backpropagated(Engine engine, int t) {
    Problem problem = new Problem(engine, family(), new Sgd(STEP), new Log(), t, Split.TRAIN, Long.MAX_VALUE);
    Tensors theta = Tensors.of("rate", engine.scalar(STEP));
    return new Toys.Backwards(t, Order.SECOND).estimate(problem, theta, Optional.empty(), new Seed(1)).gradient().get("rate").scalar();
  }

  private static double exact(int t) {
    ClosedForm form = family().sample(Given.draw(new JavaEngine(), new Seed(1), Split.TRAIN)).aspect(ClosedForm.class).orElseThrow();
    return form.logLossDerivative(STEP, t)[0];
  }

  @Test
  void inFloatItVanishesAndThenIsNoNumber() {
    try (Nd4jEngine engine = new Nd4jEngine(Precision.FLOAT, 1)) {
      assertEquals(23.401, backpropagated(engine, 10), 1e-3);
      assertEquals(23.285, backpropagated(engine, 20), 1e-3);
      assertEquals(0, Math.abs(backpropagated(engine, 30)), "0 of either sign");
      assertEquals(0, Math.abs(backpropagated(engine, 40)));
      assertTrue(Double.isNaN(backpropagated(engine, 80)));
      assertTrue(Double.isNaN(backpropagated(engine, 160)));
    }
  }

  @Test
  void inDoubleItHoldsLongerAndFailsAsWell() {
    Engine engine = new JavaEngine();
    for (int t : new int[] {10, 20, 30, 40, 80, 160}) {
      assertEquals(exact(t), backpropagated(engine, t), 1e-9 * exact(t), "t = " + t);
    }
    assertTrue(Double.isNaN(backpropagated(engine, 500)));
    assertTrue(Double.isFinite(exact(500)), "the closed form does not fail");
  }
}
