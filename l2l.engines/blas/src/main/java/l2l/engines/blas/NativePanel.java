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

  /** C = A B or C += A B of this C. */
  void multiply(Gemm shape, NativePanel<A> a, int fromA, NativePanel<A> b, int fromB, int fromC);
}
