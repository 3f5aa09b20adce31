package l2l.engines.blas;

import l2l.api.tensor.Kernel.Gemm;

/**
 * A product C = A B as several, each of some rows of C, or of some columns where it has more of these: so small that OpenBLAS multiplies
 * its operands as they lie. For one greater it copies both into an order of its own first; with 20 columns that takes as long as to
 * multiply.
 *
 * @param down whether a piece is some rows
 * @param each rows or columns of a piece
 */
record Pieces(Gemm shape, boolean down, int each) {

  /** Pieces beyond which less is copied in one. */
  private static final int MOST = 8;

  /** What the kernels take at once. */
  private static final int STRIP = 16;

  /** Numbers of C up to which B may be stored transposed and A not. */
  private static final int DOTS = 1200;

  /** @param limit multiplications up to which operands are multiplied as they lie; 0: they never are */
  static Pieces of(Gemm g, long limit) {
    boolean down = g.m() >= g.n();
    int length = down ? g.m() : g.n();
    int other = down ? g.n() : g.m();
    long line = (long) other * g.k();
    boolean dots = !g.transposeA() && g.transposeB();
    if (line == 0 || line * length <= limit && !(dots && (long) other * length > DOTS)) {
      return new Pieces(g, down, length);
    }
    long most = Math.min(limit / line, dots ? DOTS / other : length) / STRIP * STRIP;
    if (most == 0 || length > MOST * most) {
      return new Pieces(g, down, length);
    }
    long count = (length + most - 1) / most;
    return new Pieces(g, down, (int) ((length + count - 1) / count + STRIP - 1) / STRIP * STRIP);
  }

  /** Multiplies rows [first, first + m) by columns [first, first + n), one of them all there are. */
  interface Piece {
    void of(int m, int n, int fromA, int fromB, int fromC);
  }

  /** Does all pieces, in order. */
  void each(int fromA, int fromB, int fromC, Piece piece) {
    int length = down ? shape.m() : shape.n();
    for (int i = 0; i < length; i += each) {
      int n = Math.min(each, length - i);
      if (down) {
        piece.of(n, shape.n(), fromA + (shape.transposeA() ? i : i * shape.strideA()), fromB, fromC + i * shape.strideC());
      } else {
        piece.of(shape.m(), n, fromA, fromB + (shape.transposeB() ? i * shape.strideB() : i), fromC + i);
      }
    }
  }
}
