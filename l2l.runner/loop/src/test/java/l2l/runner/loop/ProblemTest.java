package l2l.runner.loop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import l2l.api.Episode;
import l2l.api.MemoryExceeded;
import l2l.api.MetaGradient;
import l2l.api.Optimizee;
import l2l.api.Order;
import l2l.api.Split;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Seed;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;
import l2l.engines.java.JavaEngine;
import org.junit.jupiter.api.Test;

class ProblemTest {
  private final Engine engine = new JavaEngine();
  private final Tensors theta = Tensors.of("rate", engine.scalar(0.1)).with("drift", engine.scalar(0.02));

  private Problem problem(long horizon, long memory) {
    return new Problem(engine, new Toys.Quartic(3), new Toys.Rule(0.1), Toys.SUM, horizon, Split.TRAIN, memory);
  }

  private double objective(Tensors at) {
    Problem p = problem(5, Long.MAX_VALUE);
    return p.objective(p.unroll(at, p.begin(at, new Seed(7)), 5, Order.SECOND).trajectory()).scalar();
  }

  @Test
  void theExactMetaGradientEqualsCentralDifferences() {
    Tensors g = new Toys.Backwards(5, Order.SECOND).estimate(problem(5, Long.MAX_VALUE), theta, Optional.empty(), new Seed(7)).gradient();
    for (String name : theta.names()) {
      double h = 1e-4;
      double wide = (objective(theta.with(name, theta.get(name).plus(2 * h))) - objective(theta.with(name,
          theta.get(name).plus(-2 * h)))) / (4 * h);
      double near = (objective(theta.with(name, theta.get(name).plus(h))) - objective(theta.with(name,
          theta.get(name).plus(-h)))) / (2 * h);
      assertEquals((4 * near - wide) / 3, g.get(name).scalar(), 1e-6 * Math.max(1, Math.abs(g.get(name).scalar())), name);
    }
  }

  /** d x_(t+1) = d x_t + d(change), the gradients held constant, by hand in plain numbers. */
  @Test
  void theFirstOrderMetaGradientTakesGradientsAsConstants() {
    Problem p = problem(5, Long.MAX_VALUE);
    Episode e = p.begin(theta, new Seed(7));
    double[] dx = new double[6];
    double[] sum = new double[6];
    double expected = 0;
    for (int t = 0; t < 5; t++) {
      Episode at = e;
      double[] g = gradient(p, at);
      for (int i = 0; i < 6; i++) {
        sum[i] += g[i];
        dx[i] -= g[i];
      }
      e = p.unroll(theta, e, 1, Order.FIRST).next();
      double[] after = gradient(p, e);
      for (int i = 0; i < 6; i++) {
        expected += after[i] * dx[i] / 3;
      }
    }
    Tensors g = new Toys.Backwards(5, Order.FIRST).estimate(problem(5, Long.MAX_VALUE), theta, Optional.empty(), new Seed(7)).gradient();
    assertEquals(expected, g.get("rate").scalar(), 1e-12 * Math.abs(expected));
    Tensors exact = new Toys.Backwards(5, Order.SECOND).estimate(problem(5, Long.MAX_VALUE), theta, Optional.empty(),
        new Seed(7)).gradient();
    assertNotEquals(exact.get("rate").scalar(), g.get("rate").scalar(), 1e-6,
        "second derivatives must matter here, or this test proves nothing");
  }

  private double[] gradient(Problem p, Episode at) {
    Optimizee f = p.optimizee(at);
    var batch = new Problem.Minibatch(at.optimizee().child("batch").child(at.t()), at.t(), 5, Split.TRAIN, false);
    return engine.gradient(y -> f.loss(y, batch), at.x()).gradient().get("x").values();
  }

  @Test
  void goesOnWhereItLeftOff() {
    Problem whole = problem(6, Long.MAX_VALUE);
    double[] end = whole.unroll(theta, whole.begin(theta, new Seed(3)), 6, Order.FIRST).next().x().get("x").values();
    Problem parts = problem(6, Long.MAX_VALUE);
    Episode e = parts.begin(theta, new Seed(3));
    e = parts.unroll(theta, e, 2, Order.FIRST).next();
    e = parts.unroll(theta, e, 100, Order.FIRST).next();
    assertEquals(6, e.t());
    assertArrayEquals(end, e.x().get("x").values());
  }

  @Test
  void anEndPointsLossIsTheNextStretchsFirst() {
    Problem p = problem(6, Long.MAX_VALUE);
    var first = p.unroll(theta, p.begin(theta, new Seed(3)), 3, Order.FIRST);
    double[] end = first.trajectory().loss(3).values();
    var second = p.unroll(theta, first.next(), 3, Order.FIRST);
    assertArrayEquals(end, second.trajectory().loss(0).values());
    assertTrue(second.trajectory().ends() && !first.trajectory().ends());
  }

  @Test
  void forwardModeAgreesWithReverseMode() {
    for (Order order : Order.values()) {
      MetaGradient.Estimate reverse = new Toys.Backwards(5, order).estimate(problem(5, Long.MAX_VALUE), theta, Optional.empty(),
          new Seed(7));
      Problem p = problem(5, Long.MAX_VALUE);
      Episode e = p.begin(theta, new Seed(7));
      Tensors direction = Tensors.of("rate", engine.scalar(1)).with("drift", engine.scalar(-2));
      Tensor along = engine.tangent(v -> Tensors.of("m", p.objective(p.unroll(v, e, 5, order).trajectory())), theta,
          direction).tangent().get("m");
      assertEquals(reverse.gradient().dot(direction).scalar(), along.scalar(), 1e-12, order.name());
    }
  }

  @Test
  void refusesAnUnrollThatWouldNotFitAndSaysWhatToDo() {
    var refused = assertThrows(MemoryExceeded.class,
        () -> new Toys.Backwards(5, Order.FIRST).estimate(problem(5, 100), theta, Optional.empty(), new Seed(7)));
    assertTrue(refused.getMessage().startsWith("an unroll of 5 steps would keep 0.0 GB"), refused.getMessage());
    assertTrue(refused.getMessage().contains("unroll fewer steps"), refused.getMessage());
    assertEquals(0, engine.bytesOnTape(), "a refused derivative leaves nothing on the tape");
  }

  @Test
  void refusesAStartThatIsNotFinite() {
    var nan = new Problem(engine, draw -> new Optimizee() {
      @Override
      public Tensors start(Seed seed) {
        return Tensors.of("w", engine.scalar(Double.NaN));
      }

      @Override
      public Tensor loss(Tensors x, l2l.api.Batch batch) {
        return x.get("w");
      }
    }, new Toys.Rule(0.1), Toys.SUM, 5, Split.TRAIN, Long.MAX_VALUE);
    var refused = assertThrows(Refusal.class, () -> nan.begin(theta, new Seed(1)));
    assertEquals("the start of the optimizee holds NaN in 'w'; a start must be finite", refused.getMessage());
  }
}
