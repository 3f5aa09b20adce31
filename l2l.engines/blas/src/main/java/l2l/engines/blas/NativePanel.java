package l2l.engines.blas;

import l2l.api.tensor.Kernel.Gemm;
import l2l.api.tensor.Kernel.Panel;

/** Numbers outside the Java heap, which OpenBLAS multiplies as they lie. */
interface NativePanel<A> extends Panel {

  /** How many numbers there is room for. */
  int capacity();

  /** Copies rows of a heap array in, one behind the other, from the start. */
  void putRows(A from, int index, int stride, int rows, int columns);

  /** Copies rows that lie one behind the other from the start out. */
  void getRows(A to, int index, int stride, int rows, int columns);

  /** Makes n numbers from {@code at} zeros. */
  void zero(int at, int n);

  /** Makes a product's C from index {@code from} zeros. */
  default void clear(Gemm shape, int from) {
    if (shape.strideC() == shape.n()) {
      zero(from, shape.m() * shape.n());
    } else {
      for (int r = 0; r < shape.m(); r++) {
        zero(from + r * shape.strideC(), shape.n());
      }
    }
  }

  /** C = A B or C += A B of this C. */
  void multiply(Gemm shape, NativePanel<A> a, int fromA, NativePanel<A> b, int fromB, int fromC);
}
