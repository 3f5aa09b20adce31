package l2l.optimizees.quadratic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import l2l.api.Batch;
import l2l.api.ClosedForm;
import l2l.api.Optimizee;
import l2l.api.Split;
import l2l.api.contract.Given;
import l2l.api.data.ArraySource;
import l2l.api.state.Values;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Seed;
import l2l.api.tensor.Tensors;
import l2l.engines.java.JavaEngine;
import org.junit.jupiter.api.Test;

/** Known values: tables of the reproduction specification for Wang et al. 2021, computed to 400 digits. */
class DescentTest {

  @Quadratic.Config(form = "hessian", spectrum = {1, 4})
  private static final class Tiny {}

  @Quadratic.Config(form = "hessian")
  private static final class Whole {}

  @Quadratic.Config(form = "hessian", start = "normal", dimension = 6, rows = 9, problems = 4)
  private static final class Four {}

  @Quadratic.Config(form = "hessian", start = "normal", problems = 4, mean = true)
  private static final class Mean {}

  private static final Batch BATCH = Given.batch(new Seed(1), 0, 1, Split.TRAIN, false);

  private final Engine engine = new JavaEngine();

  private Optimizee drawn(Class<?> settings, ArraySource data) {
    return new Quadratic(settings.getAnnotation(Quadratic.Config.class), data).sample(Given.draw(engine, new Seed(1), Split.TRAIN));
  }

  private ClosedForm tiny() {
    return drawn(Tiny.class, () -> Values.none().with("w0", new double[] {1, 1}, 2)).aspect(ClosedForm.class).orElseThrow();
  }

  private Optimizee wang() {
    Path file = Path.of("../../../shared/peers/wang_instance.npz").toAbsolutePath().normalize();
    assumeTrue(Files.isRegularFile(file), "skipped: no peers at " + file);
    return drawn(Whole.class, new l2l.optimizees.data.Arrays(file));
  }

  private ClosedForm form() {
    return wang().aspect(ClosedForm.class).orElseThrow();
  }

  private static void assertRelative(double expected, double actual, double tolerance) {
    assertEquals(expected, actual, tolerance * Math.abs(expected));
  }

  @Test
  void equalsTheTableOfTheTinyInstance() {
    double[][] table = {
      {0.1, 0.3590325, -5.50395, -0.3414474551, -5.1099830795},
      {0.3, 0.0589525, -0.48885, -0.9436744147, -2.7640897333},
      {0.4, 0.11664, 3.4992, -0.7162210036, 10.0},
      {0.5, 2.0078125, 47.90625, 0.2323486070, 7.9533073930},
      // The specification prints 5.7128286338, which contradicts its own F'/(t F) = 258.1248 / (3 * 15.06112).
      {0.6, 15.06112, 258.1248, 0.9040388629, 5.7128287936},
    };
    for (double[] row : table) {
      assertRelative(row[1], tiny().loss(row[0], 3)[0], 1e-13);
      assertRelative(row[2], tiny().lossDerivative(row[0], 3)[0], 1e-13);
      assertEquals(row[3], tiny().logLoss(row[0], 3)[0], 6e-11);
      assertEquals(row[4], tiny().logLossDerivative(row[0], 3)[0], 6e-11);
    }
  }

  @Test
  void findsTheBestStepsOfTheTinyInstance() {
    assertEquals(17 / 65.0, best(tiny(), 1), 1e-12);
    assertEquals(0.344169, best(tiny(), 3), 5e-7);
    assertEquals(0.38325182, best(tiny(), 10), 5e-9);
    assertEquals(0.39833507, best(tiny(), 100), 5e-9);
    assertEquals(2 / 5.0, best(tiny(), 1_000_000), 1e-6);
  }

  /** Where G' changes its sign. */
  private static double best(ClosedForm form, long t) {
    double low = 0;
    double high = 1;
    for (int i = 0; i < 200; i++) {
      double middle = (low + high) / 2;
      if (form.logLossDerivative(middle, t)[0] < 0) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  @Test
  void equalsTheKnownDerivativesOfTheGivenInstance() {
    double[][] table = {
      {0.001, -22.595132501411},
      {0.01, -1.3371082974615},
      {0.02, -0.59269471326397},
      {0.05, 55.704529986328},
      {0.1, 23.281878086350},
    };
    for (double[] row : table) {
      assertRelative(row[1], form().logLossDerivative(row[0], 80)[0], 1e-12);
    }
    assertRelative(6.7851e126, form().loss(0.1, 80)[0], 1e-5);
    assertRelative(1.2638e130, form().lossDerivative(0.1, 80)[0], 4e-5);
    assertRelative(0.096339, form().loss(0.02, 80)[0], 6e-6);
  }

  @Test
  void findsTheKnownBestStepsOfTheGivenInstance() {
    long[] t = {10, 20, 40, 80, 160, 320, 640, 1280, 5120};
    double[] best = {0.024310, 0.025566, 0.026535, 0.027227, 0.027643, 0.027891, 0.028027, 0.028097, 0.028149};
    double before = 0;
    for (int i = 0; i < t.length; i++) {
      double found = best(form(), t[i]);
      assertEquals(best[i], found, 6e-7);
      assertTrue(found > before);
      before = found;
    }
    assertTrue(before < 0.028166005);
  }

  @Test
  void findsTheGreatestAndTheLeastEigenvalue() {
    var descent = (Descent) form();
    assertEquals(70.940716, Arrays.stream(descent.lambda()[0]).max().orElseThrow(), 5e-7);
    assertEquals(0.066869, Arrays.stream(descent.lambda()[0]).min().orElseThrow(), 5e-7);
  }

  @Test
  void staysFiniteWhereTheLossDoesNot() {
    ClosedForm form = form();
    int overflowed = 0;
    int looked = 0;
    for (long t : new long[] {1, 10, 1_000, 1_000_000}) {
      for (double step = 0; step <= 1_000; step = step * 1.3 + 1e-4) {
        double g = form.logLoss(step, t)[0];
        double slope = form.logLossDerivative(step, t)[0];
        assertTrue(Double.isFinite(g) && Double.isFinite(slope), "step " + step + ", t " + t + ": " + g + ", " + slope);
        assertTrue(Math.abs(slope) < 1e4, "step " + step + ", t " + t + ": " + slope);
        overflowed += Double.isFinite(form.lossDerivative(step, t)[0]) ? 0 : 1;
        looked++;
      }
    }
    assertTrue(looked > 200 && overflowed > 20, looked + " steps, " + overflowed + " overflowed");
  }

  @Test
  void leavesOutTermsThatAreExactlyZero() {
    assertEquals(-2 / 0.75, tiny().logLossDerivative(0.25, 1_000_000)[0], 1e-12);
    assertEquals(Math.log(0.5) / 3 + 2 * Math.log(0.75), tiny().logLoss(0.25, 3)[0], 1e-12);
  }

  @Test
  void meetsGradientDescentDoneStepByStep() {
    Optimizee f = drawn(Four.class, null);
    ClosedForm form = f.aspect(ClosedForm.class).orElseThrow();
    Tensors x = f.start(new Seed(8));
    double rate = 0.03;
    for (int t = 0; t <= 12; t++) {
      double[] seen = f.loss(x, BATCH).values();
      double[] known = form.loss(rate, t);
      for (int b = 0; b < 4; b++) {
        assertRelative(known[b], seen[b], 1e-11);
      }
      x = x.plus(engine.gradient(y -> f.loss(y, BATCH), x).gradient().times(-rate));
    }
    double h = 1e-5;
    double[] up = form.loss(rate + h, 12);
    double[] down = form.loss(rate - h, 12);
    double[] slope = form.lossDerivative(rate, 12);
    double[] logSlope = form.logLossDerivative(rate, 12);
    for (int b = 0; b < 4; b++) {
      assertRelative((up[b] - down[b]) / (2 * h), slope[b], 1e-5);
      assertRelative(slope[b] / form.loss(rate, 12)[b] / 12, logSlope[b], 1e-11);
      assertRelative(Math.log(form.loss(rate, 12)[b]) / 12, form.logLoss(rate, 12)[b], 1e-12);
    }
  }

  @Test
  void startsWhereTheProblemSays() {
    Optimizee f = wang();
    assertEquals(1.764052345967664, f.start(new Seed(1)).get("x").values()[0]);
    assertEquals(f.loss(f.start(new Seed(1)), BATCH).scalar(), form().loss(0.5, 0)[0], 1e-9);
    assertEquals(0, form().lossDerivative(0.5, 0)[0]);
  }

  @Test
  void refusesTheLogarithmPerStepBeforeAStep() {
    var e = assertThrows(IllegalArgumentException.class, () -> tiny().logLoss(0.1, 0));
    assertTrue(e.getMessage().contains("wants t of at least 1, not 0"));
  }

  @Test
  void hasNoClosedFormWhereProblemsAreAveraged() {
    assertFalse(drawn(Mean.class, null).aspect(ClosedForm.class).isPresent());
  }
}
