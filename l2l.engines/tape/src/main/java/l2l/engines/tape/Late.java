package l2l.engines.tape;

import l2l.api.tensor.Primitive;

/** How an output of a call that its forward left alone is computed. */
record Late(Primitive primitive, int output, Dense[] in, Dense[] out) implements Waiting {

  @Override
  public boolean whole(int i) {
    return true;
  }

  @Override
  public boolean alone() {
    return true;
  }

  @Override
  public int code() {
    return 205;
  }

  @Override
  public void block(Loops loops, Object[] numbers, Object result, int first, int n) {
    Dense[] all = out.clone();
    all[output] = new Dense(out[output].engine(), result, out[output].axes);
    primitive.late(loops, output, in, all);
  }
}
