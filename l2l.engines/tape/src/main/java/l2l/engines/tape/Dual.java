package l2l.engines.tape;

import l2l.api.tensor.Tensor;

/** A tensor and its derivative along a direction; a null tangent is 0. */
final class Dual extends Expression {
  private final long level;
  final Expression primal;
  final Tensor tangent;

  Dual(long level, Expression primal, Tensor tangent) {
    this.level = level;
    this.primal = primal;
    this.tangent = tangent;
  }

  @Override
  long level() {
    return level;
  }

  @Override
  Dense dense() {
    return primal.dense();
  }

  @Override
  public TapeEngine engine() {
    return primal.engine();
  }
}
