package l2l.api.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Streams equal stored ones, on every JDK; and look random.
 *
 * <p>The stored numbers come from an implementation of the same formulas in another language; those of seed 1234567 are the reference
 * outputs of SplitMix64 that circulate with it (6457827717110365317, 3203168211198807973, …), their upper 53 bits.
 */
class SeedTest {

  private static double unit(String output) {
    return (Long.parseUnsignedLong(output) >>> 11) * 0x1.0p-53;
  }

  @Test
  void uniformsAreTheReferenceOutputsOfSplitMix64() {
    double[] wanted = {unit("6457827717110365317"), unit("3203168211198807973"), unit("9817491932198370423"), unit("4593380528125082431"),
        unit("16408922859458223821")};
    assertArrayEquals(wanted, new Seed(1234567).uniforms(5));
    assertEquals(0x1.667b405fec23ep-2, wanted[0]);
  }

  @Test
  void normalsEqualStoredOnesBitForBit() {
    assertArrayEquals(new double[] {0x1.f8c80e851c08cp-2, -0x1.6354b5f7dce79p-1, -0x1.47f4af60c7f94p0, -0x1.cd98e78b167aep-1,
        -0x1.342959c9fa344p-1, 0x1.48fe9fcfdf274p-1}, new Seed(42).normals(6));
    assertArrayEquals(new double[] {-0x1.6d65ad500de8dp0, -0x1.805794c7286c9p-2, 0x1.190d6568b4982p-1}, new Seed(-1).normals(3));
  }

  @Test
  void integersEqualStoredOnes() {
    assertArrayEquals(new int[] {3, 0, 9, 5, 4, 2, 4, 3, 1, 4, 1, 9}, new Seed(7).integers(12, 10));
    assertArrayEquals(new int[] {837153009, 36052587, 1934368831, 1251833271}, new Seed(7).integers(4, Integer.MAX_VALUE));
    assertArrayEquals(new int[5], new Seed(7).integers(5, 1));
  }

  @Test
  void permutationEqualsAStoredOne() {
    assertArrayEquals(new int[] {1, 10, 7, 6, 9, 0, 2, 4, 5, 3, 8, 11}, new Seed(7).permutation(12));
    assertArrayEquals(new int[0], new Seed(7).permutation(0));
  }

  @Test
  void namedChildrenEqualStoredOnesInEveryScript() {
    Seed seed = new Seed(42);
    assertEquals(0xfe35b4620e446873L, seed.child("").value());
    assertEquals(0x40ae8198213f9d36L, seed.child("batch").value());
    assertEquals(0xce2d88a3b4e92b11L, seed.child("start").value());
    assertEquals(0x1169675f47790490L, seed.child("th\u00e9ta").value());
    assertEquals(0xcd8c083aea5226bbL, seed.child("\u03b8").value());
    assertEquals(0xca0a11875efb3abcL, seed.child("\u6570\u636e").value());
    assertEquals(0x2c14e6868d6d6a38L, seed.child("\ud83d\ude00").value());
    assertEquals(0xd424698e741b7863L, seed.child("a\0b").value());
  }

  @Test
  void numberedChildrenEqualStoredOnes() {
    Seed seed = new Seed(42);
    assertEquals(0x484b9e4b31ca6388L, seed.child(0).value());
    assertEquals(0xb8ecdaf5184c8fb4L, seed.child(1).value());
    assertEquals(0x80b17cc82410372aL, seed.child(2).value());
    assertEquals(0x0836b6b607845c8eL, seed.child(-1).value());
    assertEquals(0x60073ce91a709ef1L, seed.child(Long.MAX_VALUE).value());
    assertEquals(0xbf8fe0595b19276fL, seed.child(Long.MIN_VALUE).value());
    assertEquals(0xcc4a81a2fa718081L, seed.child(1L << 32).value());
    assertEquals(0x2c08c0cac85d0f98L, new Seed(0).child("batch").child(3).child("x").value());
  }

  @Test
  void aSeedIsNeverUsedUp() {
    Seed seed = new Seed(3);
    double[] first = seed.normals(5);
    seed.uniforms(100);
    seed.child("other");
    assertArrayEquals(first, seed.normals(5));
    assertEquals(seed, new Seed(3));
  }

  @Test
  void fewerNumbersAreTheBeginningOfMore() {
    Seed seed = new Seed(5);
    assertArrayEquals(Arrays.copyOf(seed.uniforms(100), 7), seed.uniforms(7));
    assertArrayEquals(Arrays.copyOf(seed.normals(100), 7), seed.normals(7));
    assertArrayEquals(Arrays.copyOf(seed.integers(100, 9), 7), seed.integers(7, 9));
  }

  @Test
  void refusesABoundBelowOne() {
    var e = assertThrows(IllegalArgumentException.class, () -> new Seed(1).integers(1, 0));
    assertEquals("integers: bound 0 is not positive", e.getMessage());
  }

  @Test
  void namesThatDifferLittleGiveStreamsThatDifferMuch() {
    String[] names = {"", "a", "b", "aa", "ab", "ba", "batch", "batch ", "Batch", "1", "\0", "\0\0"};
    Set<Long> values = new HashSet<>();
    for (String name : names) {
      values.add(new Seed(0).child(name).value());
    }
    assertEquals(names.length, values.size());
    assertNotEquals(new Seed(0).child("1"), new Seed(0).child(1));
    int bits = 0;
    for (int i = 0; i < 1000; i++) {
      bits += Long.bitCount(new Seed(i).child("x").value() ^ new Seed(i ^ 1).child("x").value());
      bits += Long.bitCount(new Seed(9).child(i).value() ^ new Seed(9).child(i + 1).value());
      bits += Long.bitCount(new Seed(9).child("n" + i).value() ^ new Seed(9).child("n" + (i + 1)).value());
    }
    assertEquals(32, bits / 3000.0, 0.3);
  }

  @Test
  void uniformsAreUniform() {
    int n = 1_000_000;
    double[] u = new Seed(11).uniforms(n);
    assertEquals(0.5, mean(u), 5 * Math.sqrt(1 / 12.0 / n));
    assertEquals(1 / 12.0, variance(u), 5 * Math.sqrt(1 / 180.0 / n));
    assertTrue(Arrays.stream(u).allMatch(v -> v >= 0 && v < 1));
    chiSquared(Arrays.stream(u).mapToInt(v -> (int) (v * 100)).toArray(), 100);
    assertEquals(0, correlation(Arrays.copyOf(u, n - 1), Arrays.copyOfRange(u, 1, n)), 5 / Math.sqrt(n));
  }

  @Test
  void normalsAreNormal() {
    int n = 1_000_000;
    double[] z = new Seed(12).normals(n);
    assertEquals(0, mean(z), 5 / Math.sqrt(n));
    assertEquals(1, variance(z), 5 * Math.sqrt(2.0 / n));
    assertEquals(0, Arrays.stream(z).map(v -> v * v * v).sum() / n, 5 * Math.sqrt(15.0 / n));
    assertEquals(3, Arrays.stream(z).map(v -> v * v * v * v).sum() / n, 5 * Math.sqrt(96.0 / n));
    assertEquals(0.31731050786, Arrays.stream(z).filter(v -> Math.abs(v) > 1).count() / (double) n, 5 * Math.sqrt(0.22 / n));
    assertEquals(0.00269979606, Arrays.stream(z).filter(v -> Math.abs(v) > 3).count() / (double) n, 5 * Math.sqrt(0.0027 / n));
    assertEquals(0, correlation(Arrays.copyOf(z, n - 1), Arrays.copyOfRange(z, 1, n)), 5 / Math.sqrt(n));
  }

  @Test
  void integersAndPermutationsAreEquallyLikely() {
    chiSquared(new Seed(13).integers(700_000, 7), 7);
    int[] orders = new int[240_000];
    for (int i = 0; i < orders.length; i++) {
      int[] p = new Seed(14).child(i).permutation(4);
      orders[i] = order(p);
    }
    chiSquared(orders, 24);
  }

  /** Number of a permutation of 4 among the 24. */
  private static int order(int[] p) {
    int k = 0;
    for (int i = 0; i < 4; i++) {
      int smaller = 0;
      for (int j = i + 1; j < 4; j++) {
        smaller += p[j] < p[i] ? 1 : 0;
      }
      k = k * (4 - i) + smaller;
    }
    return k;
  }

  @Test
  void childrenAreIndependentOfOneAnotherAndOfTheirParent() {
    int n = 100_000;
    double near = 5 / Math.sqrt(n);
    double[] parent = new Seed(15).uniforms(n);
    double[] zero = new Seed(15).child(0).uniforms(n);
    double[] one = new Seed(15).child(1).uniforms(n);
    double[] named = new Seed(15).child("batch").uniforms(n);
    double[] grandchild = new Seed(15).child("batch").child(0).uniforms(n);
    double[][] streams = {parent, zero, one, named, grandchild};
    for (double[] a : streams) {
      for (double[] b : streams) {
        assertEquals(a == b ? 1 : 0, correlation(a, b), near);
      }
    }
    double[] firsts = new double[n];
    for (int i = 0; i < n; i++) {
      firsts[i] = new Seed(16).child(i).uniforms(1)[0];
    }
    assertEquals(0.5, mean(firsts), 5 * Math.sqrt(1 / 12.0 / n));
    assertEquals(1 / 12.0, variance(firsts), 5 * Math.sqrt(1 / 180.0 / n));
    assertEquals(0, correlation(Arrays.copyOf(firsts, n - 1), Arrays.copyOfRange(firsts, 1, n)), near);
  }

  /** Fails where counts of 0 … cells - 1 are too uneven (or too even): chi^2 within 5 standard deviations of its mean. */
  private static void chiSquared(int[] drawn, int cells) {
    long[] counts = new long[cells];
    for (int i : drawn) {
      counts[i]++;
    }
    double expected = drawn.length / (double) cells;
    double chi = Arrays.stream(counts).mapToDouble(c -> (c - expected) * (c - expected) / expected).sum();
    assertEquals(cells - 1, chi, 5 * Math.sqrt(2.0 * (cells - 1)));
  }

  private static double mean(double[] x) {
    return Arrays.stream(x).sum() / x.length;
  }

  private static double variance(double[] x) {
    double mean = mean(x);
    return Arrays.stream(x).map(v -> (v - mean) * (v - mean)).sum() / x.length;
  }

  private static double correlation(double[] x, double[] y) {
    double meanX = mean(x);
    double meanY = mean(y);
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += (x[i] - meanX) * (y[i] - meanY);
    }
    return sum / x.length / Math.sqrt(variance(x) * variance(y));
  }
}
