package l2l.optimizers.lstm;

import java.util.List;
import l2l.api.tensor.Tensor;

/**
 * What the network sees of a gradient g: itself, or its logarithm and sign, so that gradients of any size look alike.
 *
 * <p>log-sign: (log|g| / p, sign g) where |g| &gt; e^-p, else (-1, e^p g); both give (-1, ±1) at e^-p. Andrychowicz et al. 2016,
 * appendix A.
 *
 * @param logSign whether, or g itself
 * @param p decides which gradients count as small
 */
public record Preprocessing(boolean logSign, double p) {
  private static final double LOG_2 = Math.log(2);
  private static final int ROOT_OF_HALF = Float.floatToRawIntBits((float) Math.sqrt(0.5));

  /** The one an experiment names: "none" or "log-sign". */
  public static Preprocessing of(String name, double p) {
    return switch (name) {
      case "none" -> new Preprocessing(false, p);
      case "log-sign" -> new Preprocessing(true, p);
      default -> throw new IllegalArgumentException("lstm: preprocessing '" + name + "' is unknown; take none or log-sign");
    };
  }

  /** Rows of the result. */
  int features() {
    return logSign ? 2 : 1;
  }

  /** [1, n] becomes [features, n]. */
  Tensor plain(Tensor g) {
    if (!logSign) {
      return g;
    }
    Tensor large = g.abs().plus(-Math.exp(-p)).positive();
    Tensor one = g.engine().fill(1, g.shape());
    Tensor logarithm = large.choose(large.choose(g.abs(), one).log().times(1 / p), one.negate());
    return g.engine().concat(0, List.of(logarithm, large.choose(g.sign(), g.times(Math.exp(p)))));
  }

  /** The same of g[from … from + t], into rows of length t. */
  void forward(float[] g, int from, int t, float[] rows) {
    System.arraycopy(g, from, rows, 0, t);
    float least = (float) Math.exp(-p), steep = (float) Math.exp(p);
    double per = 1 / p;
    for (int i = 0; logSign && i < t; i++) {
      float v = rows[i];
      boolean large = Math.abs(v) > least;
      rows[t + i] = large ? Math.signum(v) : v * steep;
      rows[i] = large ? (float) (log(Math.abs(v)) * per) : -1;
    }
  }

  /**
   * The natural logarithm of a normal positive float, infinity included, within 1e-9 of it, or of 1 where it is smaller.
   *
   * <p>v = 2^e m, m in [sqrt(1/2), sqrt(2)): log v = e log 2 + 2 artanh((m - 1) / (m + 1)), by the series of artanh up to the ninth power.
   */
  static double log(float v) {
    int bits = Float.floatToRawIntBits(v);
    if (bits >= Float.floatToRawIntBits(Float.POSITIVE_INFINITY)) {
      return v;
    }
    int exponent = (bits - ROOT_OF_HALF) >> 23;
    double m = Float.intBitsToFloat(bits - (exponent << 23));
    double s = (m - 1) / (m + 1), y = s * s;
    return exponent * LOG_2 + 2 * s * (1 + y * (1 / 3.0 + y * (1 / 5.0 + y * (1 / 7.0 + y * (1 / 9.0)))));
  }

  /** From the rows' adjoints d: that of g, at adjoint[from … from + t]. */
  void backward(float[] g, int from, int t, float[] d, float[] adjoint) {
    float least = (float) Math.exp(-p), steep = (float) Math.exp(p);
    for (int i = 0; i < t; i++) {
      float v = g[from + i];
      if (!logSign) {
        adjoint[from + i] = d[i];
      } else {
        adjoint[from + i] = Math.abs(v) > least ? d[i] / ((float) p * v) : d[t + i] * steep;
      }
    }
  }
}
