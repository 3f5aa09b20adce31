package l2l.api;

import l2l.api.tensor.Engine;
import l2l.api.tensor.Seed;
import l2l.api.tensor.Tensors;

/** {@link Setting#with}. */
record Placed(Setting whole, Seed seed, Tensors x) implements Setting {

  @Override
  public Engine engine() {
    return whole.engine();
  }

  @Override
  public long horizon() {
    return whole.horizon();
  }

  @Override
  public int[] lossShape() {
    return whole.lossShape();
  }
}
