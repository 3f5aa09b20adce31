package l2l.runner.report;

import java.util.ArrayList;
import java.util.List;

/**
 * A scale from low to high, linear or logarithmic, with its ticks.
 *
 * @param low the value at position 0
 * @param high the value at position 1, above low
 */
record Axis(double low, double high, boolean log) {

  /** How far above the largest start a loss is still shown: a diverging curve leaves the plot instead of flattening all others. */
  private static final double HEADROOM = 1e3;

  /** How far below the least median the band is still shown. */
  private static final double FOOTROOM = 1e3;

  /** A power of ten this share of the axis beyond its end becomes its end. */
  private static final double SLACK = 0.08;

  private static final String SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

  /** The axis of these curves: logarithmic if no value is negative and one is positive. With the band, it has room for that too. */
  static Axis ofLosses(List<Curve> curves, boolean band) {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    double start = Double.NEGATIVE_INFINITY;
    double least = Double.POSITIVE_INFINITY;
    for (Curve curve : curves) {
      start = Math.max(start, curve.median()[0]);
      for (double v : curve.median()) {
        least = Math.min(least, v);
        low = v > 0 && v < low ? v : low;
        high = Double.isFinite(v) && v > high ? v : high;
      }
    }
    boolean log = least >= 0 && high > 0;
    double floor = low / FOOTROOM;
    if (!log) {
      low = least;
    }
    for (Curve curve : band ? curves : List.<Curve>of()) {
      for (int t = 0; t < curve.steps().length; t++) {
        double bottom = curve.low()[t];
        double top = curve.high()[t];
        low = bottom < low && (!log || bottom > 0) ? Math.max(log ? floor : Double.NEGATIVE_INFINITY, bottom) : low;
        high = Double.isFinite(top) && top > high ? top : high;
      }
    }
    if (Double.isFinite(start) && start > 0) {
      high = Math.min(high, start * HEADROOM);
    }
    return spread(low, high, log);
  }

  private static Axis spread(double low, double high, boolean log) {
    if (!(Double.isFinite(low) && Double.isFinite(high))) {
      return new Axis(0, 1, false);
    }
    if (low < high && log) {
      double slack = SLACK * Math.log10(high / low);
      double under = Math.floor(Math.log10(low));
      double over = Math.ceil(Math.log10(high));
      double from = Math.log10(low) - under < slack ? power((int) under) : low;
      return new Axis(from, over - Math.log10(high) < slack ? power((int) over) : high, true);
    }
    if (low < high) {
      return new Axis(low, high, false);
    }
    return log ? new Axis(low / 2, low * 2, true) : new Axis(low - 1, low + 1, false);
  }

  /** Where a value lies, 0 … 1 inside; infinite where it lies at infinity, NaN where it is no number. */
  double position(double value) {
    if (log) {
      return value <= 0 ? Double.NEGATIVE_INFINITY : Math.log(value / low) / Math.log(high / low);
    }
    return (value - low) / (high - low);
  }

  /** At most so many round values: powers of ten on a logarithmic axis that spans at least one, else multiples of 1, 2 or 5. */
  List<Double> ticks(int most) {
    List<Double> ticks = new ArrayList<>();
    int first = (int) Math.ceil(Math.log10(low) - 1e-9);
    int last = (int) Math.floor(Math.log10(high) + 1e-9);
    if (log && last > first) {
      int step = Math.max(1, (int) Math.ceil((last - first + 1.0) / most));
      for (int d = last; d >= first; d -= step) {
        ticks.add(0, power(d));
      }
      return ticks;
    }
    double step = step(most);
    for (long i = (long) Math.ceil(low / step - 1e-9); i * step <= high + 1e-9 * step; i++) {
      ticks.add(i * step);
    }
    return ticks;
  }

  private double step(int most) {
    double rough = (high - low) / Math.max(1, most - 1);
    double unit = Math.pow(10, Math.floor(Math.log10(rough)));
    for (double multiple : new double[] {1, 2, 5}) {
      if (multiple * unit >= rough * (1 - 1e-9)) {
        return multiple * unit;
      }
    }
    return 10 * unit;
  }

  /** A tick's label: "0.01", "250", and "10⁻⁷" (in ASCII "1e-7") for a power of ten beyond what is easily read. */
  static String label(double value, boolean unicode) {
    long power = Math.round(Math.log10(Math.abs(value)));
    boolean decade = value > 0 && Math.abs(value / power((int) power) - 1) < 1e-9;
    if (!decade || value >= 1e-3 && value < 1e5) {
      return Figures.of(value);
    }
    if (!unicode) {
      return "1e" + power;
    }
    StringBuilder label = new StringBuilder(power < 0 ? "10⁻" : "10");
    for (char digit : Long.toString(Math.abs(power)).toCharArray()) {
      label.append(SUPERSCRIPTS.charAt(digit - '0'));
    }
    return label.toString();
  }

  private static double power(int exponent) {
    return Double.parseDouble("1e" + exponent);
  }
}
