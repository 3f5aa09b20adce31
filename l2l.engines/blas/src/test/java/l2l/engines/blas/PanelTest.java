package l2l.engines.blas;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import l2l.api.tensor.Kernel.Gemm;
import l2l.api.tensor.Kernel.Panel;
import l2l.api.tensor.Precision;
import l2l.api.tensor.Seed;
import l2l.engines.tape.DoubleLoops;
import l2l.engines.tape.Loops;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PanelTest {
  private static final int FROM = 3;

  private static List<Loops> kernels(boolean natives) {
    Workers workers = new Workers(1);
    return List.of(new Floats(workers, new OpenBlas(natives)), new Doubles(workers, new OpenBlas(natives)), new DoubleLoops());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void multiplyWithEveryTranspositionOffsetAndRowLength(boolean natives) {
    int products = 0;
    for (Loops kernel : kernels(natives)) {
      for (int[] size : new int[][] {{1, 1, 1}, {2, 3, 4}, {17, 33, 9}, {80, 64, 96}}) {
        for (int flags = 0; flags < 8; flags++) {
          boolean left = (flags & 1) == 1;
          boolean right = (flags & 2) == 2;
          multiply(kernel, new Gemm(left, right, size[0], size[1], size[2], (left ? size[0] : size[2]) + 2, (right ? size[2] : size[1]) + 1,
              size[1] + 3, (flags & 4) == 4));
          products++;
        }
      }
    }
    assertEquals(3 * 4 * 8, products);
  }

  private static void multiply(Loops kernel, Gemm g) {
    double[] a = Operations.floats(new Seed(1), FROM + (g.transposeA() ? g.k() : g.m()) * g.strideA());
    double[] b = Operations.floats(new Seed(2), FROM + (g.transposeB() ? g.n() : g.k()) * g.strideB());
    double[] c = Operations.floats(new Seed(3), FROM + g.m() * g.strideC());
    double[] wanted = c.clone();
    new DoubleLoops().gemm(g, a, FROM, b, FROM, wanted, FROM);
    try (Panel x = filled(kernel, a); Panel y = filled(kernel, b); Panel z = filled(kernel, c)) {
      kernel.gemm(g, x, FROM, y, FROM, z, FROM);
      assertArrayEquals(wanted, numbers(kernel, z, c.length), kernel.precision() == Precision.FLOAT ? 1e-4 : 1e-12);
    }
  }

  private static Panel filled(Loops kernel, double[] values) {
    Panel panel = kernel.panel(values.length);
    int half = values.length / 2;
    if (kernel.precision() == Precision.DOUBLE) {
      panel.put(0, values, 0, half);
      panel.put(half, values, half, values.length - half);
    } else {
      float[] f = (float[]) kernel.array(values);
      panel.put(0, f, 0, half);
      panel.put(half, f, half, f.length - half);
    }
    return panel;
  }

  private static double[] numbers(Loops kernel, Panel panel, int n) {
    Object to = kernel.array(n + 2);
    if (kernel.precision() == Precision.DOUBLE) {
      panel.get(0, (double[]) to, 2, n);
    } else {
      panel.get(0, (float[]) to, 2, n);
    }
    return Arrays.copyOfRange(kernel.doubles(to, n + 2), 2, n + 2);
  }

  @Test
  void areUsedAgainOnceClosed() {
    Loops kernel = kernels(true).get(0);
    Panel first = kernel.panel(5_000);
    Panel second = kernel.panel(5_000);
    assertTrue(first != second, "one panel was given out twice");
    first.close();
    assertSame(first, kernel.panel(6_000));
  }

  @Test
  void refuseArraysOfTheOtherPrecision() {
    for (boolean natives : new boolean[] {true, false}) {
      List<Loops> kernels = kernels(natives);
      Exception e = assertThrows(IllegalStateException.class, () -> kernels.get(0).panel(3).put(0, new double[3], 0, 3));
      assertTrue(e.getMessage().contains("computes in float"), e.getMessage());
      e = assertThrows(IllegalStateException.class, () -> kernels.get(1).panel(3).get(0, new float[3], 0, 3));
      assertTrue(e.getMessage().contains("computes in double"), e.getMessage());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void areClosedWithTheScratchThatMadeThem(int threads) {
    AtomicInteger made = new AtomicInteger();
    AtomicInteger closed = new AtomicInteger();
    CountDownLatch all = new CountDownLatch(threads);
    try (Workers workers = new Workers(threads)) {
      workers.parallel(6, () -> {
        made.incrementAndGet();
        return (AutoCloseable) closed::incrementAndGet;
      }, (scratch, i) -> {
        WorkersTest.meet(all);
        assertTrue(closed.get() < threads);
      });
      assertThrows(ArithmeticException.class, () -> workers.parallel(1, () -> (AutoCloseable) closed::incrementAndGet, (scratch, i) -> {
        throw new ArithmeticException("task " + i);
      }));
    }
    assertEquals(threads, made.get());
    assertEquals(threads + 1, closed.get());
  }
}
