package l2l.engines.blas;

import java.util.function.IntFunction;
import l2l.api.tensor.Kernel.Gemm;

/** Native memory for one product at a time: operands are copied in, multiplied by OpenBLAS, and the result is copied out. */
final class Scratch<A> {
  private static final int LEAST = 1 << 12;

  private final IntFunction<NativePanel<A>> maker;
  private Block<A> left;
  private Block<A> right;
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

  /** Rows of an operand: copied in, or as they lie in native memory. */
  private record Block<A>(NativePanel<A> panel, int from, int stride) {}

  void a(Products.Operand<A> from, int index, int stride, int rows, int columns) {
    left = block(from, index, stride, rows, columns, a);
    a = from.mirror().isPresent() ? a : left.panel;
  }

  void b(Products.Operand<A> from, int index, int stride, int rows, int columns) {
    right = block(from, index, stride, rows, columns, b);
    b = from.mirror().isPresent() ? b : right.panel;
  }

  private Block<A> block(Products.Operand<A> from, int index, int stride, int rows, int columns, NativePanel<A> own) {
    if (from.mirror().isPresent()) {
      return new Block<>(from.mirror().get(), index, stride);
    }
    NativePanel<A> panel = room(own, rows * columns);
    panel.putRows(from.numbers(), index, stride, rows, columns);
    return new Block<>(panel, 0, columns);
  }

  void c(A from, int index, int stride, int rows, int columns) {
    c = room(c, rows * columns);
    c.putRows(from, index, stride, rows, columns);
  }

  /** C = A B, or C += A B, of the blocks copied in, with C [m, n]. */
  void multiply(Gemm g, int m, int n, int k, boolean add) {
    c = room(c, m * n);
    c.multiply(new Gemm(g.transposeA(), g.transposeB(), m, n, k, left.stride, right.stride, n, add), left.panel, left.from, right.panel,
        right.from, 0);
  }

  /** Copies C out. */
  void result(A to, int index, int stride, int rows, int columns) {
    c.getRows(to, index, stride, rows, columns);
  }
}
