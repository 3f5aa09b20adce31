package l2l.optimizers.lstm;

/**
 * The LSTM's functions in float loops that a compiler turns into vector instructions.
 *
 * <p>tanh x = x P(x^2) / Q(x^2), P and Q of degree 4, fitted for the least relative error on [0, 9], where the last float below 1 is
 * reached: 2.1e-8, with rounding 2.6e-7. NaN stays NaN.
 */
final class Rational {
  /** Beyond it tanh is 1. */
  static final float BOUND = 9f;
  private static final float P0 = 0.999999979783f;
  private static final float P1 = 0.133809621602f;
  private static final float P2 = 3.49551045635e-3f;
  private static final float P3 = 2.06077352348e-5f;
  private static final float P4 = 1.33527039889e-8f;
  private static final float Q1 = 0.467142778914f;
  private static final float Q2 = 2.5876692329e-2f;
  private static final float Q3 = 3.28550454627e-4f;
  private static final float Q4 = 7.77577445597e-7f;

  private Rational() {}

  static float tanh(float v) {
    return within(Math.max(-BOUND, Math.min(BOUND, v)));
  }

  /** tanh x of an |x| of at most {@link #BOUND}: the same bits without the two limits, which take as long as the rest. */
  static float within(float x) {
    float y = x * x;
    float p = Math.fma(Math.fma(Math.fma(Math.fma(P4, y, P3), y, P2), y, P1), y, P0);
    float q = Math.fma(Math.fma(Math.fma(Math.fma(Q4, y, Q3), y, Q2), y, Q1), y, 1f);
    return x * p / q;
  }

  /** y[i] = tanh x[i], i &lt; n; y may be x. */
  static void tanh(float[] x, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = tanh(x[i]);
    }
  }

  /** z[i] = 1 / (1 + e^-z[i]) = (1 + tanh(z[i] / 2)) / 2, i &lt; n. */
  static void sigmoid(float[] z, int n) {
    for (int i = 0; i < n; i++) {
      z[i] = Math.fma(0.5f, tanh(0.5f * z[i]), 0.5f);
    }
  }

  /** {@link #tanh(float[], float[], int)} of numbers within the bound. */
  static void tanhWithin(float[] x, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = within(x[i]);
    }
  }

  /** {@link #sigmoid} of numbers within twice the bound. */
  static void sigmoidWithin(float[] z, int n) {
    for (int i = 0; i < n; i++) {
      z[i] = Math.fma(0.5f, within(0.5f * z[i]), 0.5f);
    }
  }
}
