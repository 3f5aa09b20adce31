package l2l.runner.itest;

import static org.bytedeco.openblas.global.openblas.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas.cblas_sgemm;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicReference;
import org.bytedeco.javacpp.FloatPointer;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.osgi.framework.FrameworkUtil;

/** ND4J from a bundle that is not the wrapper. */
class Nd4jBundleTest {

  @Test
  void multipliesArraysForAnotherBundle() {
    assertEquals("l2l.engines.nd4j", FrameworkUtil.getBundle(Nd4j.class).getSymbolicName());
    INDArray x = Nd4j.create(new float[] {1, 2, 3, 4}, new long[] {2, 2});
    assertArrayEquals(new float[] {7, 10, 15, 22}, x.mmul(x).data().asFloat());
  }

  @Test
  void callsBlasOnPointers() {
    try (FloatPointer a = new FloatPointer(1, 2, 3, 4);
        FloatPointer b = new FloatPointer(5, 6, 7, 8);
        FloatPointer c = new FloatPointer(4)) {
      cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, 2, 2, 2, 1, a, 2, b, 2, 0, c, 2);
      float[] product = new float[4];
      c.get(product);
      assertArrayEquals(new float[] {19, 22, 43, 50}, product);
    }
  }

  @Test
  void needsNoContextClassLoader() throws InterruptedException {
    AtomicReference<Object> sum = new AtomicReference<>();
    Thread thread = new Thread(() -> sum.set(Nd4j.ones(3, 3).sumNumber().doubleValue()));
    thread.setUncaughtExceptionHandler((t, e) -> sum.set(e));
    thread.setContextClassLoader(null);
    thread.start();
    thread.join();
    assertEquals(9.0, sum.get());
  }

  @Test
  void unpacksItsNativesWhereTheContainerSays() {
    Nd4j.create(1);
    String directory = FrameworkUtil.getBundle(Nd4jBundleTest.class).getBundleContext().getProperty("l2l.natives");
    assertNotNull(directory);
    assertEquals(directory, System.getProperty("org.bytedeco.javacpp.cachedir"));
    assertTrue(new java.io.File(directory).list().length > 0, directory + " is empty");
  }
}
