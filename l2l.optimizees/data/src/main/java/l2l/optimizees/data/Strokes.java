package l2l.optimizees.data;

import java.util.List;
import java.util.stream.Stream;
import l2l.api.tensor.Seed;

/**
 * A digit as a pen draws it: a few lines through points of the unit square, x to the right and y down.
 *
 * @param lines each x0, y0, x1, y1, …
 * @param pen half the width of a line, as a share of the square's side
 */
record Strokes(List<double[]> lines, double pen) {

  private static final double PEN = 0.04;

  /** The points of each digit, in hundredths of the square's side; a semicolon lifts the pen. */
  private static final List<String> POINTS = List.of(
      "50 10 65 14 74 28 77 50 74 72 65 86 50 90 35 86 26 72 23 50 26 28 35 14 50 10",
      "36 26 54 10 54 90",
      "27 30 32 17 44 10 58 10 70 18 73 32 66 47 50 62 27 90 76 90",
      "28 18 42 10 58 11 69 20 70 33 61 44 46 47 61 50 73 60 74 74 64 86 48 91 33 88 25 80",
      "62 90 62 10 24 65 80 65",
      "72 11 34 11 30 46 44 40 59 41 71 50 75 65 70 80 58 89 43 90 29 83",
      "66 12 50 20 37 35 29 54 28 70 35 84 49 90 63 86 71 75 71 62 63 52 50 49 37 54 29 66",
      "24 11 76 11 58 45 44 90",
      "50 47 36 41 29 30 33 17 44 10 56 10 67 17 71 30 64 41 50 47 34 54 26 68 31 83 43 90 57 90 69 83 74 68 66 54 50 47",
      "71 34 63 46 50 51 37 47 29 37 30 24 38 14 51 10 63 14 71 26 71 42 67 62 58 78 44 90");

  /** A digit undistorted. */
  static Strokes of(int digit) {
    double[] line = Stream.of(POINTS.get(digit).split(" ")).mapToDouble(s -> Integer.parseInt(s) / 100.0).toArray();
    return new Strokes(List.of(line), PEN);
  }

  /**
   * The same turned, sheared, stretched and shifted about the middle, every point moved a little, the pen of another width.
   *
   * @param amount 0 leaves it as it is, 1 distorts as hands do
   */
  Strokes distorted(Seed seed, double amount) {
    double[] z = seed.child("affine").normals(7);
    double turn = 0.12 * amount * limited(z[0]);
    double shear = 0.15 * amount * limited(z[1]);
    double wide = StrictMath.exp(0.12 * amount * limited(z[2]));
    double high = StrictMath.exp(0.08 * amount * limited(z[3]));
    double right = 0.04 * amount * limited(z[4]);
    double down = 0.04 * amount * limited(z[5]);
    double cos = StrictMath.cos(turn);
    double sin = StrictMath.sin(turn);
    var moved = lines.stream().map(line -> {
      double[] jitter = seed.child("jitter").normals(line.length);
      double[] to = new double[line.length];
      for (int i = 0; i < line.length; i += 2) {
        double x = line[i] - 0.5 + 0.01 * amount * limited(jitter[i]);
        double y = line[i + 1] - 0.5 + 0.01 * amount * limited(jitter[i + 1]);
        double u = wide * (x - shear * y);
        double v = high * y;
        to[i] = 0.5 + right + cos * u - sin * v;
        to[i + 1] = 0.5 + down + sin * u + cos * v;
      }
      return to;
    }).toList();
    return new Strokes(moved, pen * StrictMath.exp(0.25 * amount * limited(z[6])));
  }

  private static double limited(double z) {
    return Math.max(-2.5, Math.min(2.5, z));
  }

  /** Draws white (1) on black (0) into an image of side {@code size} that begins at {@code from}; the pen's edge is a pixel soft. */
  void draw(float[] image, int from, int size) {
    double margin = size / 14.0;
    double scale = size - 2 * margin;
    double width = Math.max(0.5, pen * scale);
    for (int row = 0; row < size; row++) {
      for (int column = 0; column < size; column++) {
        double x = (column + 0.5 - margin) / scale;
        double y = (row + 0.5 - margin) / scale;
        double ink = width + 0.5 - distance(x, y) * scale;
        image[from + row * size + column] = (float) Math.max(0, Math.min(1, ink));
      }
    }
  }

  /** From a point to the nearest line. */
  private double distance(double x, double y) {
    double least = Double.MAX_VALUE;
    for (double[] p : lines) {
      for (int i = 0; i + 3 < p.length; i += 2) {
        double dx = p[i + 2] - p[i];
        double dy = p[i + 3] - p[i + 1];
        double along = ((x - p[i]) * dx + (y - p[i + 1]) * dy) / (dx * dx + dy * dy);
        double s = Math.max(0, Math.min(1, along));
        double ex = x - p[i] - s * dx;
        double ey = y - p[i + 1] - s * dy;
        least = Math.min(least, ex * ex + ey * ey);
      }
    }
    return Math.sqrt(least);
  }
}
