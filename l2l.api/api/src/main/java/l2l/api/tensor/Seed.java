package l2l.api.tensor;

import java.nio.charset.StandardCharsets;

/**
 * A value from which randomness is drawn, never used up: equal seeds draw equal numbers, on every machine and JDK.
 *
 * <p>Independent streams are made by naming them: {@code seed.child("batch").child(t)}. Numbers come from the SplitMix64 sequence
 * (Steele, Lea, Flood 2014, "Fast splittable pseudorandom number generators"); normal ones by Marsaglia's polar method (Marsaglia,
 * Bray 1964) on {@link StrictMath}, so that their bits are specified.
 */
public record Seed(long value) {

  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  /** The stream of this name; all 64 bits depend on every byte of its UTF-8 form. */
  public Seed child(String name) {
    long h = mix(value + GOLDEN);
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      h = mix(h ^ (b & 0xFFL)) + GOLDEN;
    }
    return new Seed(mix(h ^ 0x6E616D65L));
  }

  /** The stream of this number. */
  public Seed child(long index) {
    return new Seed(mix(mix(value ^ 0x696E646578L) + GOLDEN * (index + 1)));
  }

  /** n independent numbers of [0, 1), multiples of 2^-53. */
  public double[] uniforms(int n) {
    double[] u = new double[n];
    long s = value;
    for (int i = 0; i < n; i++) {
      s += GOLDEN;
      u[i] = unit(s);
    }
    return u;
  }

  /** n independent standard normal numbers. */
  public double[] normals(int n) {
    double[] z = new double[n];
    long s = value;
    for (int i = 0; i < n; ) {
      double u, v, r;
      do {
        u = 2 * unit(s += GOLDEN) - 1;
        v = 2 * unit(s += GOLDEN) - 1;
        r = u * u + v * v;
      } while (r >= 1 || r == 0);
      double f = StrictMath.sqrt(-2 * StrictMath.log(r) / r);
      z[i++] = u * f;
      if (i < n) {
        z[i++] = v * f;
      }
    }
    return z;
  }

  /** n independent numbers of 0 … bound - 1, equally likely to within 2^-53 * bound. */
  public int[] integers(int n, int bound) {
    if (bound <= 0) {
      throw new IllegalArgumentException("integers: bound " + bound + " is not positive");
    }
    int[] k = new int[n];
    long s = value;
    for (int i = 0; i < n; i++) {
      s += GOLDEN;
      k[i] = (int) (unit(s) * bound);
    }
    return k;
  }

  /** 0 … n - 1 in a random order. */
  public int[] permutation(int n) {
    int[] p = new int[n];
    long s = value;
    for (int i = 0; i < n; i++) {
      s += GOLDEN;
      int j = (int) (unit(s) * (i + 1));
      p[i] = p[j];
      p[j] = i;
    }
    return p;
  }

  private static double unit(long state) {
    return (mix(state) >>> 11) * 0x1.0p-53;
  }

  /** The finaliser of SplitMix64. */
  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
