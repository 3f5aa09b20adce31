package l2l.engines.blas;

import l2l.api.tensor.Kernel.Gemm;

/** Native memory for one product at a time: operands are copied in, multiplied by OpenBLAS, and the result is copied out. */
interface Scratch<A> {

  /** Copies a block of rows of a heap array, one behind the other. */
  void a(A from, int index, int stride, int rows, int columns);

  void b(A from, int index, int stride, int rows, int columns);

  void c(A from, int index, int stride, int rows, int columns);

  /** C = A B, or C += A B, of the blocks copied in, with C [m, n]. */
  void multiply(Gemm shape, int m, int n, int k, boolean add);

  /** Copies C out. */
  void result(A to, int index, int stride, int rows, int columns);
}
