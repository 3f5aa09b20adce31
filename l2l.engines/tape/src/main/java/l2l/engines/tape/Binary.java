package l2l.engines.tape;

import l2l.api.tensor.Shape;
import l2l.api.tensor.Tensor;

/** An elementwise operation of two tensors of equal shape. */
public enum Binary implements Operation {
  PLUS, MINUS, TIMES, OVER;

  @Override
  public Tensor forward(TapeEngine engine, Dense... in) {
    if (!java.util.Arrays.equals(in[0].shapeArray(), in[1].shapeArray())) {
      throw new IllegalArgumentException(name().toLowerCase(java.util.Locale.ROOT) + ": shapes " + Shape.text(in[0].shapeArray()) + " and "
          + Shape.text(in[1].shapeArray()) + " differ; spread the smaller one, or scale by it");
    }
    Dense out = engine.dense(in[0].shapeArray());
    engine.loops().binary(this, in[0].data(), in[1].data(), out.data(), out.size());
    return out;
  }

  @Override
  public Tensor pullback(int wanted, Tensor[] in, Tensor out, Tensor d) {
    return switch (this) {
      case PLUS -> d;
      case MINUS -> wanted == 0 ? d : d.times(-1);
      case TIMES -> d.times(in[1 - wanted]);
      case OVER -> wanted == 0 ? d.over(in[1]) : d.times(out).over(in[1]).times(-1);
    };
  }

  @Override
  public Tensor tangent(Tensor[] in, Tensor out, Tensor[] tangents) {
    Tensor sum = null;
    for (int i = 0; i < 2; i++) {
      if (tangents[i] != null) {
        Tensor part = pullback(i, in, out, tangents[i]);
        sum = sum == null ? part : sum.plus(part);
      }
    }
    return sum;
  }
}
