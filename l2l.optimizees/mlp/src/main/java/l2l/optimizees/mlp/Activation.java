package l2l.optimizees.mlp;

import l2l.api.tensor.Tensor;

/** What a hidden unit does to the sum of its inputs. */
enum Activation {
  /** 1 / (1 + e^-x). */
  SIGMOID {
    @Override
    Tensor of(Tensor x) {
      return x.sigmoid();
    }
  },
  /** max(x, 0). */
  RELU {
    @Override
    Tensor of(Tensor x) {
      return x.relu();
    }
  },
  /** The hyperbolic tangent. */
  TANH {
    @Override
    Tensor of(Tensor x) {
      return x.tanh();
    }
  },
  /** x where it is positive, else e^x - 1. Clevert, Unterthiner, Hochreiter 2016. */
  ELU {
    @Override
    Tensor of(Tensor x) {
      return x.positive().choose(x, x.clip(Double.NEGATIVE_INFINITY, 0).exp().plus(-1));
    }
  };

  abstract Tensor of(Tensor x);
}
