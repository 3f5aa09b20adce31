package l2l.engines.blas;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import l2l.api.tensor.Kernel.Gemm;
import l2l.api.tensor.Seed;
import l2l.engines.tape.DoubleLoops;
import org.junit.jupiter.api.Test;

class PiecesTest {
  private static final long LIMIT = 1_000_000;

  private static Gemm shape(boolean left, boolean right, int m, int n, int k) {
    return new Gemm(left, right, m, n, k, left ? m : k, right ? k : n, n, false);
  }

  private static int each(int m, int n, int k) {
    return Pieces.of(shape(false, false, m, n, k), LIMIT).each();
  }

  @Test
  void takesSmallProductsAndGreatOnesWhole() {
    assertEquals(64, each(64, 20, 700));
    assertEquals(784, each(784, 100, 128));
    assertEquals(1000, each(1000, 1000, 1000));
    assertEquals(0, each(0, 0, 5));
    assertEquals(128, Pieces.of(shape(false, false, 128, 20, 784), 0).each());
  }

  @Test
  void cutsThoseInBetweenAlongTheLongerSide() {
    assertEquals(new Pieces(shape(true, false, 128, 20, 784), true, 48), Pieces.of(shape(true, false, 128, 20, 784), LIMIT));
    assertEquals(272, each(784, 20, 128));
    assertEquals(new Pieces(shape(false, false, 20, 784, 128), false, 272), Pieces.of(shape(false, false, 20, 784, 128), LIMIT));
    assertEquals(48, Pieces.of(shape(false, true, 128, 20, 784), LIMIT).each());
    assertEquals(16, Pieces.of(shape(false, true, 80, 41, 256), LIMIT).each(), "small enough, but of rows by rows too large a C");
    assertEquals(784, Pieces.of(shape(false, true, 784, 20, 128), LIMIT).each(), "fourteen pieces are too many");
  }

  @Test
  void multipliesAsInOne() {
    var loops = new DoubleLoops();
    for (int flags = 0; flags < 4; flags++) {
      for (int[] s : new int[][] {{100, 7, 9}, {7, 100, 9}}) {
        Gemm g = shape((flags & 1) == 1, (flags & 2) == 2, s[0], s[1], s[2]);
        double[] a = Operations.floats(new Seed(1), s[0] * s[2]);
        double[] b = Operations.floats(new Seed(2), s[2] * s[1]);
        double[] whole = new double[s[0] * s[1]];
        loops.gemm(g, a, 0, b, 0, whole, 0);
        double[] parts = new double[s[0] * s[1]];
        Pieces pieces = Pieces.of(g, 1500);
        assertTrue(pieces.each() < 100, () -> Arrays.toString(s) + " in one piece");
        pieces.each(0, 0, 0, (m, n, fromA, fromB, fromC) -> loops.gemm(
            new Gemm(g.transposeA(), g.transposeB(), m, n, g.k(), g.strideA(), g.strideB(), g.strideC(), false), a, fromA, b, fromB, parts,
            fromC));
        assertArrayEquals(whole, parts, 1e-12);
      }
    }
  }
}
