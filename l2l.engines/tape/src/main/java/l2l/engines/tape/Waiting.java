package l2l.engines.tape;

import l2l.api.tensor.Tensor;

/** No operation of its own, but how the result of another is computed where it waits; no tape records it. */
interface Waiting extends Elementwise {

  @Override
  default Tensor pullback(int wanted, Tensor[] in, Tensor out, Tensor d) {
    throw new IllegalStateException(this + ": is no operation of its own, but how another is computed");
  }

  @Override
  default Tensor tangent(Tensor[] in, Tensor out, Tensor[] tangents) {
    return pullback(0, in, out, null);
  }
}
