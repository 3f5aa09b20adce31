package l2l.engines.blas;

import java.util.function.IntFunction;
import l2l.api.tensor.Kernel.Gemm;

/** Native memory for one product at a time: operands are copied in, multiplied by OpenBLAS, and the result is copied out. */
final class Scratch<A> {
  private static final int LEAST = 1 << 12;

  private final IntFunction<NativePanel<A>> maker;
  private NativePanel<A> a;
  private NativePanel<A> b;
  private NativePanel<A> c;

  Scratch(IntFunction<NativePanel<A>> maker) {
    this.maker = maker;
    a = maker.apply(LEAST);
    b = maker.apply(LEAST);
    c = maker.apply(LEAST);
  }

  private NativePanel<A> room(NativePanel<A> panel, int n) {
    return n <= panel.capacity() ? panel : maker.apply(Integer.highestOneBit(n - 1) << 1);
  }

  void a(A from, int index, int stride, int rows, int columns) {
    a = room(a, rows * columns);
    a.putRows(from, index, stride, rows, columns);
  }

  void b(A from, int index, int stride, int rows, int columns) {
    b = room(b, rows * columns);
    b.putRows(from, index, stride, rows, columns);
  }

  void c(A from, int index, int stride, int rows, int columns) {
    c = room(c, rows * columns);
    c.putRows(from, index, stride, rows, columns);
  }

  /** C = A B, or C += A B, of the blocks copied in, with C [m, n]. */
  void multiply(Gemm g, int m, int n, int k, boolean add) {
    c = room(c, m * n);
    c.multiply(new Gemm(g.transposeA(), g.transposeB(), m, n, k, g.transposeA() ? m : k, g.transposeB() ? k : n, n, add), a, 0, b, 0, 0);
  }

  /** Copies C out. */
  void result(A to, int index, int stride, int rows, int columns) {
    c.getRows(to, index, stride, rows, columns);
  }
}
