package l2l.engines.blas;

import l2l.api.tensor.Primitive;
import l2l.engines.tape.Binary;
import l2l.engines.tape.Unary;

/** Elementwise functions of floats. */
final class FloatFunctions {

  /** Beyond it tanh is 1 within 3e-7, and is taken to be what it is here. */
  private static final float LIMIT = 7.9f;

  private FloatFunctions() {}

  /**
   * tanh(x) = x p(x^2) / q(x^2), within 3e-7 of the value, relatively. p and q are of degrees 5 and 3; their coefficients make the
   * greatest relative error on [0, 7.9] least (1.7e-8 before rounding), found by reweighted least squares (Lawson 1961).
   */
  static float tanh(float v) {
    float x = Math.max(-LIMIT, Math.min(LIMIT, v));
    float s = x * x;
    float p = Math.fma(s, 2.4105613e-11f, -1.4906435e-08f);
    p = Math.fma(s, p, 9.939259e-06f);
    p = Math.fma(s, p, 0.0029921057f);
    p = Math.fma(s, p, 0.12984918f);
    p = Math.fma(s, p, 1f);
    float q = Math.fma(s, 0.00023808799f, 0.02405313f);
    q = Math.fma(s, q, 0.46318236f);
    q = Math.fma(s, q, 1f);
    return x * p / q;
  }

  /**
   * y[i] = operation(x[i]), from &lt;= i &lt; to.
   *
   * <p>A method each, for the JIT compiler knows a loop by its method: of several in one, it may leave for good those that ran late as they
   * are, ten times slower.
   */
  static void apply(Unary operation, float[] x, float[] y, int from, int to) {
    float a = (float) operation.a();
    float b = (float) operation.b();
    switch (operation.kind()) {
      case PLUS -> plus(x, a, y, from, to);
      case TIMES -> times(x, a, y, from, to);
      case POWER -> power(x, operation.a(), y, from, to);
      case CLIP -> clip(x, a, b, y, from, to);
      case EXP -> exp(x, y, from, to);
      case LOG -> log(x, y, from, to);
      case SQRT, ROOT_OR_ZERO -> sqrt(x, y, from, to);
      case TANH -> tanh(x, y, from, to);
      case SIGMOID -> sigmoid(x, y, from, to);
      case RELU -> relu(x, y, from, to);
      case ABS -> abs(x, y, from, to);
      case SIGN -> sign(x, y, from, to);
      case POSITIVE -> positive(x, y, from, to);
    }
  }

  private static void plus(float[] x, float a, float[] y, int from, int to) {
    for (int i = from; i < to; i++) {
      y[i] = x[i] + a;
    }
  }

  private static void times(float[] x, float a, float[] y, int from, int to) {
    for (int i = from; i < to; i++) {
      y[i] = x[i] * a;
    }
  }

  private static void clip(float[] x, float a, float b, float[] y, int from, int to) {
    for (int i = from; i < to; i++) {
      y[i] = Math.min(Math.max(x[i], a), b);
    }
  }

  private static void exp(float[] x, float[] y, int from, int to) {
    for (int i = from; i < to; i++) {
      y[i] = (float) Math.exp(x[i]);
    }
  }

  private static void log(float[] x, float[] y, int from, int to) {
    for (int i = from; i < to; i++) {
      y[i] = (float) Math.log(x[i]);
    }
  }

  private static void sqrt(float[] x, float[] y, int from, int to) {
    for (int i = from; i < to; i++) {
      y[i] = (float) Math.sqrt(x[i]);
    }
  }

  private static void tanh(float[] x, float[] y, int from, int to) {
    for (int i = from; i < to; i++) {
      y[i] = tanh(x[i]);
    }
  }

  private static void relu(float[] x, float[] y, int from, int to) {
    for (int i = from; i < to; i++) {
      y[i] = Math.max(x[i], 0f);
    }
  }

  private static void abs(float[] x, float[] y, int from, int to) {
    for (int i = from; i < to; i++) {
      y[i] = Math.abs(x[i]);
    }
  }

  private static void sign(float[] x, float[] y, int from, int to) {
    for (int i = from; i < to; i++) {
      y[i] = Math.signum(x[i]);
    }
  }

  private static void positive(float[] x, float[] y, int from, int to) {
    for (int i = from; i < to; i++) {
      y[i] = x[i] > 0 ? 1 : 0;
    }
  }

  /** Half of 1 + tanh(x / 2); below -2, where that loses digits, by the exponential. */
  private static void sigmoid(float[] x, float[] y, int from, int to) {
    for (int i = from; i < to; i++) {
      y[i] = Math.fma(0.5f, tanh(0.5f * x[i]), 0.5f);
    }
    for (int i = from; i < to; i++) {
      if (x[i] < -2) {
        y[i] = (float) (1 / (1 + Math.exp(-x[i])));
      }
    }
  }

  private static void power(float[] x, double exponent, float[] y, int from, int to) {
    if (exponent == 2) {
      for (int i = from; i < to; i++) {
        y[i] = x[i] * x[i];
      }
      return;
    }
    if (exponent == -1) {
      for (int i = from; i < to; i++) {
        y[i] = 1 / x[i];
      }
      return;
    }
    boolean roots = Math.abs(exponent) == 0.5 || Math.abs(exponent) == 1.5;
    for (int i = from; i < to; i++) {
      y[i] = (float) (roots && x[i] > 0 && x[i] < Float.POSITIVE_INFINITY ? roots(x[i], exponent) : Math.pow(x[i], exponent));
    }
  }

  /** A power of half an odd number up to 3, within two units of the last place of a double. */
  private static double roots(double x, double exponent) {
    double root = Math.sqrt(x);
    double power = Math.abs(exponent) == 0.5 ? root : x * root;
    return exponent < 0 ? 1 / power : power;
  }

  /** y[i] = a[i] operation b[i], from &lt;= i &lt; to. */
  static void apply(Binary operation, float[] a, float[] b, float[] y, int from, int to) {
    switch (operation) {
      case PLUS -> plus(a, b, y, from, to);
      case MINUS -> minus(a, b, y, from, to);
      case TIMES -> times(a, b, y, from, to);
      case OVER -> over(a, b, y, from, to);
      case TANH_BACK -> tanhBack(a, b, y, from, to);
      case SIGMOID_BACK -> sigmoidBack(a, b, y, from, to);
      case RELU_BACK -> reluBack(a, b, y, from, to);
    }
  }

  private static void plus(float[] a, float[] b, float[] y, int from, int to) {
    for (int i = from; i < to; i++) {
      y[i] = a[i] + b[i];
    }
  }

  private static void minus(float[] a, float[] b, float[] y, int from, int to) {
    for (int i = from; i < to; i++) {
      y[i] = a[i] - b[i];
    }
  }

  private static void times(float[] a, float[] b, float[] y, int from, int to) {
    for (int i = from; i < to; i++) {
      y[i] = a[i] * b[i];
    }
  }

  private static void over(float[] a, float[] b, float[] y, int from, int to) {
    for (int i = from; i < to; i++) {
      y[i] = a[i] / b[i];
    }
  }

  private static void tanhBack(float[] a, float[] b, float[] y, int from, int to) {
    for (int i = from; i < to; i++) {
      y[i] = Math.fma(a[i], 1 - b[i] * b[i], Primitive.FLUSH) - Primitive.FLUSH;
    }
  }

  private static void sigmoidBack(float[] a, float[] b, float[] y, int from, int to) {
    for (int i = from; i < to; i++) {
      y[i] = Math.fma(a[i], b[i] * (1 - b[i]), Primitive.FLUSH) - Primitive.FLUSH;
    }
  }

  private static void reluBack(float[] a, float[] b, float[] y, int from, int to) {
    for (int i = from; i < to; i++) {
      y[i] = a[i] * (b[i] > 0 ? 1 : 0);
    }
  }
}
