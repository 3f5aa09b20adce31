package l2l.api.tensor;

import java.util.function.ObjIntConsumer;
import java.util.function.Supplier;
import org.osgi.annotation.versioning.ProviderType;

/** What an engine lends a {@link Primitive}: its matrix product and its threads. */
@ProviderType
public interface Kernel {

  Precision precision();

  /**
   * Does body(scratch, i) for i = 0 … tasks - 1, each once, on the engine's threads. Which thread does which task is fixed; results
   * must not depend on it: a task writes only its own range, and partial sums are kept per task and added in order afterwards.
   *
   * @param scratch makes a worker's own memory, once for each worker of a call
   */
  <S> void parallel(int tasks, Supplier<S> scratch, ObjIntConsumer<S> body);

  /** C = A B, or C += A B, as {@code shape} says; each array from its offset. */
  void gemm(Gemm shape, float[] a, int fromA, float[] b, int fromB, float[] c, int fromC);

  /** C = A B, or C += A B, as {@code shape} says; each array from its offset. */
  void gemm(Gemm shape, double[] a, int fromA, double[] b, int fromB, double[] c, int fromC);

  /**
   * The shape of a matrix product C [m, n] = A [m, k] B [k, n] of row-major arrays.
   *
   * @param transposeA A is stored as [k, m]
   * @param transposeB B is stored as [n, k]
   * @param strideA distance between two stored rows of A, in numbers
   * @param add the product is added to C instead of replacing it
   */
  record Gemm(boolean transposeA, boolean transposeB, int m, int n, int k, int strideA, int strideB, int strideC, boolean add) {}
}
