package l2l.engines.blas;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import l2l.api.tensor.Precision;
import l2l.api.tensor.Seed;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.factory.Nd4j;

class Nd4jEngineTest {

  @ParameterizedTest
  @EnumSource(Precision.class)
  void loadsOpenBlasWithTheFirstLargeProductAndNamesItsKernel(Precision precision) {
    try (Nd4jEngine engine = new Nd4jEngine(precision, 1)) {
      assertEquals("nd4j", engine.facts().get("engine"));
      assertEquals(precision == Precision.FLOAT ? "float" : "double", engine.facts().get("precision"));
      assertEquals("1.0.0-M2.1", engine.facts().get("nd4j"));
      engine.normal(new Seed(1), 1, 50, 4, 4).matmul(engine.normal(new Seed(2), 1, 50, 4, 1));
      engine.normal(new Seed(1), 1, 1000).tanh().sum();
      assertEquals("not needed so far", engine.facts().get("gemm"));
      product(engine);
      assertTrue(engine.facts().get("gemm").matches("OpenBLAS 0\\.3\\.\\d+ [A-Z0-9]+"), engine.facts().get("gemm"));
    }
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void servesInPlainJavaWhereThereAreNoNativesAndSaysSo(Precision precision) {
    double tolerance = precision == Precision.FLOAT ? 1e-5 : 1e-12;
    try (Nd4jEngine with = new Nd4jEngine(precision, 1); Nd4jEngine without = new Nd4jEngine(precision, 1, false)) {
      assertArrayEquals(product(with).values(), product(without).values(), tolerance * 20);
      assertTrue(without.facts().get("gemm").startsWith("plain Java"), without.facts().get("gemm"));
    }
  }

  @Test
  void givesTheSameBitsAfterNd4jHasSetItsThreads() {
    try (Nd4jEngine engine = new Nd4jEngine(Precision.FLOAT, 1)) {
      Tensor a = engine.normal(new Seed(1), 1, 500, 500);
      double[] before = a.matmul(a).values();
      Nd4j.rand(300, 300).mmul(Nd4j.rand(300, 300));
      openblas_nolapack.blas_set_num_threads(2);
      assertArrayEquals(before, a.matmul(a).values());
      assertEquals(1, openblas_nolapack.blas_get_num_threads());
    }
  }

  private static Tensor product(Nd4jEngine engine) {
    return engine.normal(new Seed(1), 0.1, 60, 90).matmul(false, engine.normal(new Seed(2), 1, 50, 90), true);
  }

  @Test
  void leavesTheHeapFlatOverManySmallOperations() {
    try (Nd4jEngine engine = new Nd4jEngine(Precision.FLOAT, 1)) {
      manySmallOperations(engine, 20_000);
      long before = used();
      manySmallOperations(engine, 100_000);
      long after = used();
      assertTrue(after - before < 2_000_000, "the heap grew from " + before + " to " + after + " bytes");
    }
  }

  private static void manySmallOperations(Nd4jEngine engine, int n) {
    Tensor a = engine.normal(new Seed(1), 1, 10, 10);
    Tensor x = engine.normal(new Seed(2), 1, 10, 10);
    for (int i = 0; i < n / 10; i++) {
      x = engine.gradient(v -> v.get("x").times(0.5).plus(a).matmul(a).tanh().sum(), Tensors.of("x", x)).gradient().get("x");
    }
    assertEquals(100, x.values().length);
    assertEquals(0, engine.bytesOnTape());
  }

  private static long used() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      System.gc();
      least = Math.min(least, Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
    }
    return least;
  }
}
