package l2l.engines.blas;

import l2l.engines.tape.Binary;
import l2l.engines.tape.Unary;

/** Elementwise functions and sums of floats. */
final class FloatFunctions {

  /** Beyond it tanh is 1 to the last bit but two. */
  private static final float LIMIT = 7.90531110763549805f;

  private FloatFunctions() {}

  /**
   * x p(x^2) / q(x^2) of degrees 13 and 6, within 2.4e-7 of tanh: the minimax coefficients of Eigen (generic_fast_tanh_float, MPL 2.0).
   */
  static float tanh(float v) {
    float x = Math.max(-LIMIT, Math.min(LIMIT, v));
    float s = x * x;
    float p = Math.fma(s, -2.76076847742355e-16f, 2.00018790482477e-13f);
    p = Math.fma(s, p, -8.60467152213735e-11f);
    p = Math.fma(s, p, 5.12229709037114e-08f);
    p = Math.fma(s, p, 1.48572235717979e-05f);
    p = Math.fma(s, p, 6.37261928875436e-04f);
    p = Math.fma(s, p, 4.89352455891786e-03f);
    float q = Math.fma(s, 1.19825839466702e-06f, 1.18534705686654e-04f);
    q = Math.fma(s, q, 2.26843463243900e-03f);
    q = Math.fma(s, q, 4.89352518554385e-03f);
    return x * p / q;
  }

  static void apply(Unary operation, float[] x, float[] y, int n) {
    float a = (float) operation.a();
    float b = (float) operation.b();
    switch (operation.kind()) {
      case PLUS -> { for (int i = 0; i < n; i++) y[i] = x[i] + a; }
      case TIMES -> { for (int i = 0; i < n; i++) y[i] = x[i] * a; }
      case POWER -> power(x, operation.a(), y, n);
      case CLIP -> { for (int i = 0; i < n; i++) y[i] = Math.min(Math.max(x[i], a), b); }
      case EXP -> { for (int i = 0; i < n; i++) y[i] = (float) Math.exp(x[i]); }
      case LOG -> { for (int i = 0; i < n; i++) y[i] = (float) Math.log(x[i]); }
      case SQRT, ROOT_OR_ZERO -> { for (int i = 0; i < n; i++) y[i] = (float) Math.sqrt(x[i]); }
      case TANH -> { for (int i = 0; i < n; i++) y[i] = tanh(x[i]); }
      case SIGMOID -> sigmoid(x, y, n);
      case RELU -> { for (int i = 0; i < n; i++) y[i] = Math.max(x[i], 0f); }
      case ABS -> { for (int i = 0; i < n; i++) y[i] = Math.abs(x[i]); }
      case SIGN -> { for (int i = 0; i < n; i++) y[i] = Math.signum(x[i]); }
      case POSITIVE -> { for (int i = 0; i < n; i++) y[i] = x[i] > 0 ? 1 : 0; }
    }
  }

  /** Half of 1 + tanh(x / 2); below -2, where that loses digits, by the exponential. */
  private static void sigmoid(float[] x, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = Math.fma(0.5f, tanh(0.5f * x[i]), 0.5f);
    }
    for (int i = 0; i < n; i++) {
      if (x[i] < -2) {
        y[i] = (float) (1 / (1 + Math.exp(-x[i])));
      }
    }
  }

  private static void power(float[] x, double exponent, float[] y, int n) {
    if (exponent == 2) {
      for (int i = 0; i < n; i++) {
        y[i] = x[i] * x[i];
      }
      return;
    }
    for (int i = 0; i < n; i++) {
      y[i] = (float) Math.pow(x[i], exponent);
    }
  }

  static void apply(Binary operation, float[] a, float[] b, float[] y, int n) {
    switch (operation) {
      case PLUS -> { for (int i = 0; i < n; i++) y[i] = a[i] + b[i]; }
      case MINUS -> { for (int i = 0; i < n; i++) y[i] = a[i] - b[i]; }
      case TIMES -> { for (int i = 0; i < n; i++) y[i] = a[i] * b[i]; }
      case OVER -> { for (int i = 0; i < n; i++) y[i] = a[i] / b[i]; }
    }
  }

  /** The sum of n numbers: eight interleaved partial sums in double, added in order. */
  static double sum(float[] a, int from, int n) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    double s4 = 0;
    double s5 = 0;
    double s6 = 0;
    double s7 = 0;
    int end = from + n;
    int i = from;
    for (; i + 7 < end; i += 8) {
      s0 += a[i];
      s1 += a[i + 1];
      s2 += a[i + 2];
      s3 += a[i + 3];
      s4 += a[i + 4];
      s5 += a[i + 5];
      s6 += a[i + 6];
      s7 += a[i + 7];
    }
    for (; i < end; i++) {
      s0 += a[i];
    }
    return ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7));
  }
}
