package l2l.engines.tape;

import l2l.api.tensor.Shape;
import l2l.api.tensor.Tensor;

/** An elementwise operation of two tensors of equal shape: a and b. */
public enum Binary implements Elementwise {
  PLUS,
  MINUS,
  TIMES,
  OVER,
  /** a (1 - b b): the adjoint a of b = tanh x taken back to x. */
  TANH_BACK,
  /** a b (1 - b): the adjoint a of b = sigmoid x taken back to x. */
  SIGMOID_BACK,
  /** a where b &gt; 0, else a times 0: the adjoint a of relu b taken back to b. */
  RELU_BACK;

  @Override
  public void check(Dense... in) {
    if (!java.util.Arrays.equals(in[0].shapeArray(), in[1].shapeArray())) {
      throw new IllegalArgumentException(name().toLowerCase(java.util.Locale.ROOT) + ": shapes " + Shape.text(in[0].shapeArray()) + " and "
          + Shape.text(in[1].shapeArray()) + " differ; spread the smaller one, or scale by it");
    }
  }

  /** What is scaled only to be added is scaled in passing. */
  @Override
  public Deferred deferred(Dense... in) {
    Deferred scaled = this == PLUS ? in[1].deferred() : null;
    return scaled != null && !scaled.passedOver() && scaled.operation instanceof Product.Rows rows
        ? new Deferred(new Product.PlusRows(rows.length()), in[0], scaled.in[0], scaled.in[1]) : Elementwise.super.deferred(in);
  }

  @Override
  public boolean reads() {
    return this != PLUS && this != MINUS;
  }

  @Override
  public boolean overwrites() {
    return true;
  }

  @Override
  public int code() {
    return 100 + ordinal();
  }

  @Override
  public void block(Loops loops, Object[] in, Object out, int first, int n) {
    loops.binary(this, in[0], in[1], out, 0, n);
  }

  @Override
  public Tensor pullback(int wanted, Tensor[] in, Tensor out, Tensor d) {
    return switch (this) {
      case PLUS -> d;
      case MINUS -> wanted == 0 ? d : d.times(-1);
      case TIMES -> d.times(in[1 - wanted]);
      case OVER -> wanted == 0 ? d.over(in[1]) : d.times(out).over(in[1]).times(-1);
      case TANH_BACK -> wanted == 0 ? of(d, in[1]) : d.times(in[0]).times(in[1]).times(-2);
      case SIGMOID_BACK -> wanted == 0 ? of(d, in[1]) : d.times(in[0]).times(in[1].times(-2).plus(1));
      case RELU_BACK -> wanted == 0 ? of(d, in[1]) : null;
    };
  }

  @Override
  public Tensor tangent(Tensor[] in, Tensor out, Tensor[] tangents) {
    Tensor sum = null;
    for (int i = 0; i < 2; i++) {
      Tensor part = tangents[i] == null ? null : pullback(i, in, out, tangents[i]);
      if (part != null) {
        sum = sum == null ? part : sum.plus(part);
      }
    }
    return sum;
  }

  /** The operation on any two tensors. */
  Tensor of(Tensor a, Tensor b) {
    Expression left = TapeEngine.own(a);
    return left.engine().apply(this, left, TapeEngine.own(b));
  }
}
