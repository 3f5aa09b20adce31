package l2l.runner.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/** Numbers as a reader wants them: few digits, the same in every locale. */
final class Figures {

  private static final int DIGITS = 4;

  private Figures() {}

  /** Four significant digits: "0.1529", "52.62", "12,345", "1.2e-07"; "inf", and "-" for what is not a number. */
  static String of(double value) {
    if (!Double.isFinite(value)) {
      return special(value);
    }
    if (scientific(value)) {
      return exponent(value, DIGITS - 1);
    }
    String plain = fixed(value, decimals(value, DIGITS));
    return plain.contains(".") ? plain.replaceAll("\\.?0+$", "") : plain;
  }

  /** The value with its standard error to the same place, as in "0.1529 ± 0.0041"; the error decides where it is the finer one. */
  static String withError(double value, double error, String plusMinus) {
    if (!Double.isFinite(value) || !Double.isFinite(error)) {
      return padded(value);
    }
    if (scientific(value)) {
      return exponent(value, DIGITS - 1) + " " + plusMinus + " " + exponent(error, 1);
    }
    int decimals = Math.max(decimals(value, DIGITS), error == 0 ? 0 : Math.min(6, decimals(error, 2)));
    return fixed(value, decimals) + " " + plusMinus + " " + fixed(error, decimals);
  }

  /** Four significant digits with the zeros at the end, for columns. */
  static String padded(double value) {
    if (!Double.isFinite(value)) {
      return special(value);
    }
    return scientific(value) ? exponent(value, DIGITS - 1) : fixed(value, decimals(value, DIGITS));
  }

  /** "12,345". */
  static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /** "35 s", "4 min 10 s", "2 h 5 min". */
  static String duration(double seconds) {
    long s = Math.round(seconds);
    if (s < 60) {
      return s + " s";
    }
    return s < 3600 ? s / 60 + " min " + s % 60 + " s" : s / 3600 + " h " + s % 3600 / 60 + " min";
  }

  /** A number of six digits as JSON; infinity as 1e999, which a JSON reader takes for infinity again, and null for what is not a number. */
  static String json(double value) {
    if (Double.isNaN(value)) {
      return "null";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "1e999" : "-1e999";
    }
    if (value == 0) {
      return "0";
    }
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(6, RoundingMode.HALF_EVEN)).stripTrailingZeros();
    return scientific(value) ? rounded.toString() : rounded.toPlainString();
  }

  private static String special(double value) {
    return Double.isNaN(value) ? "-" : value > 0 ? "inf" : "-inf";
  }

  private static boolean scientific(double value) {
    double size = Math.abs(value);
    return size != 0 && (size < 1e-4 || size >= 1e6);
  }

  private static int decimals(double value, int digits) {
    return value == 0 ? digits - 1 : Math.max(0, digits - 1 - (int) Math.floor(Math.log10(Math.abs(value))));
  }

  private static String fixed(double value, int decimals) {
    return String.format(Locale.ROOT, "%,." + decimals + "f", value);
  }

  private static String exponent(double value, int decimals) {
    return String.format(Locale.ROOT, "%." + decimals + "e", value);
  }
}
