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
    for (int i = 0; logSign && i < t; i++) {
      float v = rows[i];
      boolean large = Math.abs(v) > least;
      rows[t + i] = large ? Math.signum(v) : v * steep;
      rows[i] = large ? (float) (Math.log(Math.abs(v)) / p) : -1;
    }
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
