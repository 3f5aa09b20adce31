package l2l.engines.tape;

import l2l.api.tensor.Tensor;

/**
 * An elementwise function of one tensor and its derivative.
 *
 * @param a a constant of the function (the addend, the factor, the exponent, the lower limit)
 * @param b another (the upper limit)
 */
public record Unary(Kind kind, double a, double b) implements Elementwise {

  /** Which function. */
  public enum Kind {
    PLUS, TIMES, POWER, CLIP, EXP, LOG, SQRT, ROOT_OR_ZERO, TANH, SIGMOID, RELU, ABS, SIGN, POSITIVE
  }

  static Unary of(Kind kind) {
    return new Unary(kind, 0, 0);
  }

  @Override
  public boolean reads() {
    return kind != Kind.PLUS && kind != Kind.TIMES;
  }

  @Override
  public int code() {
    return kind.ordinal();
  }

  @Override
  public void block(Loops loops, Object[] in, Object out, int first, int n) {
    loops.unary(this, in[0], out, n);
  }

  @Override
  public Tensor pullback(int wanted, Tensor[] in, Tensor out, Tensor d) {
    return chain(in[0], out, d);
  }

  @Override
  public Tensor tangent(Tensor[] in, Tensor out, Tensor[] tangents) {
    return chain(in[0], out, tangents[0]);
  }

  /** d times the derivative at x, where y is the function's value; null where the derivative is 0 everywhere. */
  private Tensor chain(Tensor x, Tensor y, Tensor d) {
    return switch (kind) {
      case PLUS -> d;
      case TIMES -> d.times(a);
      case POWER -> a == 0 ? null : a == 1 ? d : d.times(a == 2 ? x.times(2) : x.power(a - 1).times(a));
      case CLIP -> inside(x).choose(d, d.times(0));
      case EXP -> d.times(y);
      case LOG -> d.over(x);
      case SQRT -> d.over(y).times(0.5);
      case ROOT_OR_ZERO -> {
        Tensor safe = y.choose(y, y.engine().fill(1, y.shape()));
        yield y.choose(d.over(safe).times(0.5), y.engine().zeros(y.shape()));
      }
      case TANH -> Binary.TANH_BACK.of(d, y);
      case SIGMOID -> Binary.SIGMOID_BACK.of(d, y);
      case RELU -> Binary.RELU_BACK.of(d, x);
      case ABS -> d.times(x.sign());
      case SIGN, POSITIVE -> null;
    };
  }

  /** 1 where x is within the limits. */
  private Tensor inside(Tensor x) {
    Tensor below = x.plus(-a).times(-1).positive();
    Tensor above = x.plus(-b).positive();
    return below.plus(above).times(-1).plus(1);
  }

  @Override
  public String toString() {
    return kind.name().toLowerCase(java.util.Locale.ROOT);
  }
}
