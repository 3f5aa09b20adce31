package l2l.bench.jmh;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import l2l.api.tensor.Tensors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.infra.Blackhole;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Every benchmark computes what it says, once, at its smallest size: so none rots. */
class EveryBenchmarkTest {

  private final Arithmetic arithmetic = new Arithmetic();

  @BeforeEach
  void open() {
    arithmetic.open();
  }

  @AfterEach
  void close() {
    arithmetic.close();
  }

  @Test
  void productsAreOfTheirShape() {
    Products products = new Products();
    products.draw(arithmetic);
    assertArrayEquals(new int[] {80, 256}, products.product().shape());
  }

  @Test
  void chainsAgreeWithTheirNumbers() {
    Elementwise elementwise = new Elementwise();
    elementwise.draw(arithmetic);
    double[] x = arithmetic.normal("x", 100).values();
    double[] y = arithmetic.normal("y", 100).values();
    double sum = 0;
    for (int i = 0; i < 100; i++) {
      sum += 0.5 * Math.tanh(x[i] * y[i] + y[i]) + x[i];
    }
    assertEquals(sum, elementwise.chainOfFive(), 1e-3);
    assertEquals(Arrays.stream(x).map(Math::tanh).sum(), elementwise.tanh(), 1e-3);
    double slope = 0.5 * y[0] * (1 - Math.pow(Math.tanh(x[0] * y[0] + y[0]), 2)) + 1;
    assertEquals(slope, elementwise.chainOfFiveAndItsDerivative().values()[0], 1e-4);
  }

  @Test
  void tinyOperationsAreRecordedAndSwept() {
    Tiny tiny = new Tiny();
    tiny.draw(arithmetic);
    double x = Arrays.stream(arithmetic.normal("x", 10).values()).sum();
    double y = Arrays.stream(arithmetic.normal("y", 10).values()).sum();
    assertEquals(x + 1000 * y, tiny.plain(), 0.5);
    double[] ones = new double[10];
    Arrays.fill(ones, 1);
    assertArrayEquals(ones, tiny.recordedAndSwept().values());
    assertArrayEquals(ones, tiny.recorded(new Blackhole("Today's password is swordfish. I understand instantiating Blackholes directly "
        + "is dangerous.")).values());
  }

  @Test
  void theLstmMovesItsCoordinatesAndHasAGradient() {
    LstmStep lstm = new LstmStep();
    lstm.draw(arithmetic);
    double[] x = arithmetic.normal("x", 1280).values();
    assertTrue(!Arrays.equals(x, lstm.forward().values()));
    Tensors gradient = lstm.forwardAndBackward();
    assertTrue(Arrays.stream(gradient.get("output.weight").values()).anyMatch(v -> v != 0));
  }

  @Test
  void updatesMoveX() {
    for (String rule : new String[] {"adam", "sgd"}) {
      Update update = new Update();
      update.rule = rule;
      update.draw(arithmetic);
      double[] once = update.update().get("x").values();
      assertTrue(!Arrays.equals(once, update.update().get("x").values()), rule);
    }
  }

  @Test
  void allAreOnJmhsList() {
    Set<String> listed = new TreeSet<>();
    BenchmarkList.defaultList().getAll(OutputFormatFactory.createFormatInstance(System.err, VerboseMode.SILENT), java.util.List.of())
        .forEach(b -> listed.add(b.getUsername()));
    Set<String> written = new TreeSet<>();
    for (Class<?> type : new Class<?>[] {Products.class, Elementwise.class, Tiny.class, LstmStep.class, Update.class}) {
      Arrays.stream(type.getMethods()).filter(m -> m.isAnnotationPresent(Benchmark.class))
          .forEach(m -> written.add(type.getName() + "." + m.getName()));
    }
    assertTrue(written.size() >= 10, written::toString);
    assertEquals(written, listed);
  }
}
