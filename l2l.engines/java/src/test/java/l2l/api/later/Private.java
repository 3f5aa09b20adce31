package l2l.api.later;

import l2l.api.Observation;
import l2l.api.Optimizer;
import l2l.api.Setting;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;

/** Any optimizer on a private gradient: each example's clipped to a norm, their sum blurred. Abadi et al. 2016, algorithm 1. */
public record Private(Optimizer inner, double norm, double noise) implements Optimizer {

  @Override
  public Tensors theta(Setting setting) {
    return inner.theta(setting);
  }

  @Override
  public Tensors state(Tensors theta, Setting setting) {
    return inner.state(theta, setting);
  }

  // >>> per-example gradients with clipping and noise
  @Override
  public Step step(Tensors theta, Tensors state, Observation seen) {
    Tensors rows = seen.rows();
    Tensor lengths = rows.tensors().stream().map(r -> r.square().sumPerProblem()).reduce(Tensor::plus).orElseThrow().rootOrZero();
    Tensor factor = lengths.power(-1).times(norm).clip(0, 1);
    Tensors blurred = rows;
    for (String name : rows.names()) {
      Tensor sum = rows.get(name).scaled(factor).sum(0);
      blurred = blurred.with(name,
          sum.plus(seen.engine().normal(seen.seed().child(name), noise * norm, sum.shape())).times(1.0 / lengths.size()));
    }
    return inner.step(theta, state, seen.with(seen.seed().child("inner"), seen.x(), blurred));
  }
  // <<<
}
