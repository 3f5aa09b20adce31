package l2l.engines.tape;

import l2l.api.tensor.Tensor;

/** A tensor and its derivative along a direction; a null tangent is 0. */
final class Dual extends Expression {
  final Pass pass;
  final Expression primal;
  final Tensor tangent;

  Dual(Pass pass, Expression primal, Tensor tangent) {
    this.pass = pass;
    this.primal = primal;
    this.tangent = tangent;
  }

  @Override
  long level() {
    return pass.level;
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
