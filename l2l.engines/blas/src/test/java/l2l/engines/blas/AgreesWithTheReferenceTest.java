package l2l.engines.blas;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Precision;
import l2l.api.tensor.Seed;
import l2l.api.tensor.Tensor;
import l2l.engines.tape.DoubleLoops;
import l2l.engines.tape.TapeEngine;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Per operation, with lengths on both sides of every tile border, against the reference's loops; and one thread against two. */
class AgreesWithTheReferenceTest {

  private static final class Reference extends TapeEngine {
    Reference() {
      super(new DoubleLoops());
    }
  }

  private static final int[] LENGTHS = {1, 3, 12, 40, 70, 130, 300};

  @ParameterizedTest
  @EnumSource(Precision.class)
  void agreesPerOperationAndInEveryBitWithTwoThreads(Precision precision) {
    double tolerance = precision == Precision.DOUBLE ? 1e-12 : 1e-5;
    Engine reference = new Reference();
    int compared = 0;
    try (Nd4jEngine one = new Nd4jEngine(precision, 1); Nd4jEngine two = new Nd4jEngine(precision, 2)) {
      for (int round = 0; round < 4 * LENGTHS.length; round++) {
        Seed seed = new Seed(round);
        int most = LENGTHS[round % LENGTHS.length];
        Map<String, Tensor> wanted = Operations.all(reference, seed, most);
        Map<String, Tensor> got = Operations.all(one, seed, most);
        Map<String, Tensor> again = Operations.all(two, seed, most);
        assertEquals(wanted.keySet(), got.keySet());
        for (String name : wanted.keySet()) {
          compare(name + ", round " + round, wanted.get(name), got.get(name), tolerance);
          assertArrayEquals(got.get(name).values(), again.get(name).values(), name);
          compared++;
        }
      }
    }
    assertTrue(compared > 28 * 60, "compared only " + compared);
  }

  /** Shapes that are cut by rows, by columns and along the inner axis, at lengths that leave a rest. */
  @ParameterizedTest
  @CsvSource({"FLOAT,1111,130,300", "DOUBLE,1111,130,300", "FLOAT,130,1111,300", "DOUBLE,130,1111,300", "FLOAT,90,41,12345",
      "DOUBLE,90,41,12345", "FLOAT,5,20000,350", "FLOAT,1300,7,9000", "DOUBLE,600,17,9000"})
  void agreesInLargeProducts(Precision precision, int m, int n, int k) {
    Engine reference = new Reference();
    try (Nd4jEngine one = new Nd4jEngine(precision, 1); Nd4jEngine two = new Nd4jEngine(precision, 2)) {
      for (boolean left : new boolean[] {false, true}) {
        boolean right = left ^ m % 2 == 0;
        double[] a = Operations.floats(new Seed(m), m * k);
        double[] b = Operations.floats(new Seed(n), k * n);
        Tensor wanted = product(reference, a, b, m, n, k, left, right);
        Tensor got = product(one, a, b, m, n, k, left, right);
        compare(m + " x " + n + " x " + k, wanted, got, precision == Precision.DOUBLE ? 1e-12 : 1e-5);
        assertArrayEquals(got.values(), product(two, a, b, m, n, k, left, right).values());
      }
    }
  }

  private static Tensor product(Engine engine, double[] a, double[] b, int m, int n, int k, boolean left, boolean right) {
    Tensor x = left ? engine.tensor(a, k, m) : engine.tensor(a, m, k);
    return x.matmul(left, right ? engine.tensor(b, n, k) : engine.tensor(b, k, n), right);
  }

  private static void compare(String what, Tensor wanted, Tensor got, double tolerance) {
    assertArrayEquals(wanted.shape(), got.shape(), what);
    double[] w = wanted.values();
    double[] g = got.values();
    double largest = 0;
    double difference = 0;
    for (int i = 0; i < w.length; i++) {
      largest = Math.max(largest, Math.abs(w[i]));
      difference = Math.max(difference, Math.abs(w[i] - g[i]));
    }
    assertTrue(difference <= tolerance * largest, what + ": differ by " + difference + ", largest " + largest);
  }
}
