package l2l.api.tensor;

import java.util.Arrays;

/** Arithmetic of shapes: an array of axis lengths, [] for a single number. */
public final class Shape {

  private Shape() {}

  /**
   * The product of the axes.
   *
   * @throws IllegalArgumentException for a negative axis, or more than 2^31 - 1 numbers
   */
  public static int size(int... shape) {
    long n = 1;
    for (int d : shape) {
      if (d < 0) {
        throw new IllegalArgumentException("shape " + Arrays.toString(shape) + " has a negative axis");
      }
      n *= d;
      if (n > Integer.MAX_VALUE) {
        throw new IllegalArgumentException("shape " + Arrays.toString(shape) + " holds more than 2^31 - 1 numbers; split it");
      }
    }
    return (int) n;
  }

  /** A shape in words: "[3, 4]". */
  public static String text(int... shape) {
    return Arrays.toString(shape);
  }
}
