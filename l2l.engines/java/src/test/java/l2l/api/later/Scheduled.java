package l2l.api.later;

import l2l.api.Batch;
import l2l.api.Observation;
import l2l.api.Optimizee;
import l2l.api.Optimizer;
import l2l.api.Setting;
import l2l.api.tensor.Seed;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;

/** Schedules: a rate that falls by a half cosine, and noise on x that fades as training goes on. */
public record Scheduled(Optimizer inner) implements Optimizer {

  @Override
  public Tensors theta(Setting setting) {
    return inner.theta(setting);
  }

  @Override
  public Tensors state(Tensors theta, Setting setting) {
    return inner.state(theta, setting);
  }

  // >>> schedules that depend on the step
  @Override
  public Step step(Tensors theta, Tensors state, Observation seen) {
    double factor = 0.5 + 0.5 * Math.cos(Math.PI * seen.t() / seen.horizon());
    return inner.step(theta.with("rate", theta.get("rate").times(factor)), state, seen);
  }

  /** An optimizee seen through noise that fades. */
  public record Augmented(Optimizee f, double deviation) implements Optimizee {
    @Override
    public Tensors start(Seed seed) {
      return f.start(seed);
    }

    @Override
    public Tensor loss(Tensors x, Batch batch) {
      double now = deviation * (1 - (double) batch.t() / batch.horizon());
      return f.loss(x.map(t -> t.plus(t.engine().normal(batch.seed().child("noise"), now, t.shape()))), batch);
    }
  }
  // <<<
}
