package l2l.optimizees.quadratic;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.DoubleStream;
import l2l.api.Batch;
import l2l.api.ClosedForm;
import l2l.api.Draw;
import l2l.api.Optimizee;
import l2l.api.Split;
import l2l.api.contract.Given;
import l2l.api.data.ArraySource;
import l2l.api.state.Values;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Seed;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;
import l2l.engines.java.JavaEngine;
import org.junit.jupiter.api.Test;

class QuadraticTest {

  @Quadratic.Config
  private static final class Usual {}

  @Quadratic.Config(dimension = 4, start = "normal")
  private static final class Single {}

  @Quadratic.Config(dimension = 4, rows = 6, problems = 5, start = "normal", deviation = 0.5)
  private static final class Five {}

  @Quadratic.Config(dimension = 4, rows = 6, problems = 5, start = "normal", deviation = 0.5, mean = true)
  private static final class MeanOfFive {}

  @Quadratic.Config(dimension = 10, problems = 128, values = "uniform", start = "normal", deviation = 0.01, mean = true)
  private static final class DeepMind {}

  @Quadratic.Config(form = "hessian", dimension = 4, rows = 6, problems = 3, start = "normal")
  private static final class Halves {}

  @Quadratic.Config(form = "hessian", dimension = 4, start = "normal")
  private static final class Half {}

  @Quadratic.Config(form = "hessian", problems = 2, start = "normal", spectrum = {1, 4, 9})
  private static final class Spectrum {}

  @Quadratic.Config(form = "hessian")
  private static final class StartsAtTheMinimum {}

  @Quadratic.Config(spectrum = {1, 2})
  private static final class SpectrumOfAResidual {}

  @Quadratic.Config(problems = 3)
  private static final class Three {}

  @Quadratic.Config(form = "hessian", dimension = 4, problems = 3, start = "normal", deviation = 2, same = true)
  private static final class SameHalves {}

  @Quadratic.Config(dimension = 4, problems = 3, same = true)
  private static final class SameResiduals {}

  private static final Batch BATCH = Given.batch(new Seed(1), 0, 1, Split.TRAIN, false);

  private final Engine engine = new JavaEngine();
  private final Draw draw = Given.draw(engine, new Seed(1), Split.TRAIN);

  private static Quadratic quadratic(Class<?> settings, ArraySource data) {
    return new Quadratic(settings.getAnnotation(Quadratic.Config.class), data);
  }

  private Optimizee drawn(Class<?> settings) {
    return quadratic(settings, null).sample(draw);
  }

  private static Values three() {
    return Values.none().with("W", new double[] {1, 2, 3, 4, 1, 0, 0, 1, 2, 0, 0, 2}, 3, 2, 2)
        .with("y", new double[] {1, 1, 0, 0, 2, 2}, 3, 2, 1);
  }

  private String refusal(Class<?> settings, Values given) {
    Quadratic family = quadratic(settings, () -> given);
    return assertThrows(IllegalArgumentException.class, () -> family.sample(draw)).getMessage();
  }

  private static void says(String message, String... words) {
    for (String word : words) {
      assertTrue(message.contains(word), () -> "'" + word + "' is missing from: " + message);
    }
  }

  private static double[] loss(Optimizee f, Tensors x) {
    return f.loss(x, BATCH).values();
  }

  @Test
  void computesTheSquaredResidual() {
    Optimizee f = quadratic(Usual.class, QuadraticTest::three).sample(draw);
    Tensors x = Tensors.of("x", engine.tensor(new double[] {1, 1, 3, 4, 0, 1}, 3, 2));
    assertArrayEquals(new double[] {4 + 36, 25, 4}, loss(f, x));
    double[] gradient = engine.gradient(y -> f.loss(y, BATCH), x).gradient().get("x").values();
    assertArrayEquals(new double[] {2 * (2 + 18), 2 * (4 + 24), 6, 8, -8, 0}, gradient);
  }

  @Test
  void theSameProblemManyTimesHasTheSameLosses() {
    Optimizee halves = drawn(SameHalves.class);
    double[] start = halves.start(new Seed(1)).get("x").values();
    double[] losses = loss(halves, halves.start(new Seed(1)));
    double[] residuals = loss(drawn(SameResiduals.class), Tensors.of("x", engine.tensor(new double[12], 3, 4)));
    for (int i = 1; i < 3; i++) {
      assertArrayEquals(Arrays.copyOf(start, 4), Arrays.copyOfRange(start, 4 * i, 4 * i + 4));
      assertEquals(losses[0], losses[i]);
      assertEquals(residuals[0], residuals[i]);
    }
    assertNotEquals(losses[0], loss(drawn(Halves.class), drawn(Halves.class).start(new Seed(1)))[0]);
    assertNotEquals(start[0], start[1]);
  }

  @Test
  void keepsTheLossesOfItsProblemsApart() {
    assertArrayEquals(new int[0], drawn(Single.class).loss(drawn(Single.class).start(new Seed(1)), BATCH).shape());
    Optimizee five = drawn(Five.class);
    assertArrayEquals(new int[] {5, 4}, five.start(new Seed(1)).get("x").shape());
    assertArrayEquals(new int[] {5}, five.loss(five.start(new Seed(1)), BATCH).shape());
  }

  @Test
  void theMeanHasGradientsSmallerByTheNumberOfProblems() {
    Tensors x = drawn(Five.class).start(new Seed(1));
    double[] losses = loss(drawn(Five.class), x);
    Tensor mean = drawn(MeanOfFive.class).loss(x, BATCH);
    assertArrayEquals(new int[0], mean.shape());
    assertEquals(DoubleStream.of(losses).average().orElseThrow(), mean.scalar(), 1e-12);
    double[] each = gradient(drawn(Five.class), x);
    double[] ofMean = gradient(drawn(MeanOfFive.class), x);
    for (int i = 0; i < 20; i++) {
      assertEquals(each[i] / 5, ofMean[i], 1e-12);
    }
  }

  private double[] gradient(Optimizee f, Tensors x) {
    return engine.gradient(y -> f.loss(y, BATCH), x).gradient().flat().values();
  }

  @Test
  void drawsEqualBitsFromEqualSeedsAndOthersFromOthers() {
    for (Class<?> settings : new Class<?>[] {Five.class, Halves.class, DeepMind.class}) {
      Tensors x = drawn(settings).start(new Seed(2));
      assertArrayEquals(x.flat().values(), drawn(settings).start(new Seed(2)).flat().values());
      assertArrayEquals(loss(drawn(settings), x), loss(drawn(settings), x));
      double[] other = loss(quadratic(settings, null).sample(Given.draw(engine, new Seed(9), Split.TRAIN)), x);
      assertFalse(Arrays.equals(loss(drawn(settings), x), other));
    }
  }

  @Test
  void startsAtZeroUnlessToldOtherwise() {
    Tensors start = drawn(Usual.class).start(new Seed(5));
    assertArrayEquals(new double[10], start.get("x").values());
    double[] small = drawn(DeepMind.class).start(new Seed(5)).get("x").values();
    assertEquals(0.01, Math.sqrt(DoubleStream.of(small).map(v -> v * v).average().orElseThrow()), 0.001);
  }

  @Test
  void drawsNumbersOfTheKindAskedFor() {
    // f(0) = ||y||^2: of ten uniform numbers 10/3 on average, of ten normal ones 10.
    double uniform = loss(drawn(DeepMind.class), Tensors.of("x", engine.zeros(128, 10)))[0];
    assertEquals(10 / 3.0, uniform, 0.3);
    double[] gaussian = loss(drawn(Usual.class), Tensors.of("x", engine.zeros(10)));
    assertTrue(gaussian[0] > 1 && gaussian[0] < 40, "f(0) = " + gaussian[0]);
  }

  @Test
  void theSameProblemServesManyStarts() {
    ArraySource one = () -> Values.none().with("X", new double[] {1, 2, 3, 4, 5, 6}, 3, 2).with("w0", new double[] {1, -1}, 2);
    @Quadratic.Config(form = "hessian", problems = 4)
    final class Four {}
    Optimizee f = quadratic(Four.class, one).sample(draw);
    Tensors start = f.start(new Seed(1));
    assertArrayEquals(new double[] {1, -1, 1, -1, 1, -1, 1, -1}, start.get("x").values());
    assertArrayEquals(new double[] {1.5, 1.5, 1.5, 1.5}, loss(f, start), 1e-12);
    assertEquals(4, f.aspect(ClosedForm.class).orElseThrow().loss(0.01, 3).length);
  }

  @Test
  void theSameResidualServesManyStarts() {
    ArraySource one = () -> Values.none().with("W", new double[] {1, 2, 3, 4, 5, 6}, 3, 2).with("y", new double[] {1, 1, 1}, 3);
    Optimizee f = quadratic(Three.class, one).sample(draw);
    assertArrayEquals(new double[] {3, 3, 3}, loss(f, f.start(new Seed(1))));
  }

  @Test
  void refusesSettingsThatDoNotFitOneAnother() {
    says(refusal(StartsAtTheMinimum.class, Values.none()), "hessian has its minimum", "'start' to normal");
    says(refusal(SpectrumOfAResidual.class, Values.none()), "'spectrum'", "'form' to hessian");
  }

  @Test
  void refusesGivenArraysThatDoNotFit() {
    double[] four = {1, 2, 3, 4};
    says(refusal(Usual.class, Values.none().with("W", four, 2, 2)), "holds [W] but no 'y'");
    says(refusal(Usual.class, Values.none().with("V", four, 2, 2)), "holds [V]", "takes 'W'", "map the names");
    says(refusal(Usual.class, Values.none().with("W", four, 4)), "given W has shape [4]", "[rows, d] or [n, rows, d]");
    says(refusal(Usual.class, Values.none().with("W", four, 2, 2).with("y", four, 4)), "given y has shape [4]", "fits neither [2]");
    @Quadratic.Config(problems = 4)
    final class Four {}
    says(refusal(Four.class, three()), "'problems' is 4", "W holds 3 problems", "or to 0");
  }

  @Test
  void saysWhichFileCannotBeRead() {
    ArraySource broken = () -> {
      throw new IOException("x.npz is cut short");
    };
    var e = assertThrows(UncheckedIOException.class, () -> quadratic(Usual.class, broken).sample(draw));
    assertEquals("x.npz is cut short", e.getMessage());
  }

  @Test
  void isNotThereWithoutTheDataItsConfigurationNames() {
    Quadratic.Config config = Usual.class.getAnnotation(Quadratic.Config.class);
    Map<String, Object> properties = Map.of("data.target", "(l2l.role=optimizee/data)");
    var e = assertThrows(IllegalStateException.class, () -> new Quadratic(config, null, properties));
    says(e.getMessage(), "(l2l.role=optimizee/data)", "configure 'data' first");
    assertEquals(new Quadratic(config, null), new Quadratic(config, null, Map.of()));
  }

  @Test
  void readsTheGivenThousandTasks() {
    Path file = Path.of("../../../shared/peers/quadratic_test_tasks.npz").toAbsolutePath().normalize();
    assumeTrue(Files.isRegularFile(file), "skipped: no peers at " + file);
    Optimizee f = quadratic(Usual.class, new l2l.optimizees.data.Arrays(file)).sample(draw);
    Tensors start = f.start(new Seed(1));
    assertArrayEquals(new int[] {1000, 10}, start.get("x").shape());
    // SGD at the rate 0.0158 reaches a mean f(x_100) of 0.900, as measured elsewhere on the same tasks.
    double rate = Math.pow(10, -1.8);
    Tensors x = start;
    for (int t = 0; t < 100; t++) {
      x = x.plus(engine.gradient(y -> f.loss(y, BATCH), x).gradient().times(-rate));
    }
    assertEquals(0.900, DoubleStream.of(loss(f, x)).average().orElseThrow(), 0.001);
  }
}
