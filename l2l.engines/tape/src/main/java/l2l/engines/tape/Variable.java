package l2l.engines.tape;

/** A tensor whose history a tape keeps. */
final class Variable extends Expression {
  final Tape tape;
  final int index;
  final Expression primal;

  Variable(Tape tape, int index, Expression primal) {
    this.tape = tape;
    this.index = index;
    this.primal = primal;
  }

  @Override
  long level() {
    return tape.level;
  }

  @Override
  Dense dense() {
    return primal.dense();
  }

  @Override
  public TapeEngine engine() {
    return tape.engine;
  }
}
