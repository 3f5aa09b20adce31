package l2l.api.later;

import l2l.api.Observation;
import l2l.api.Optimizer;
import l2l.api.Setting;
import l2l.api.tensor.Tensors;

/**
 * An optimizer whose hyper-parameters another optimizes while it works, step by step: theta_t = theta_(t-1) + v(d f(x_t) / d theta_(t-1)).
 * The other may be a tower too. Chandra, Xie, Ragan-Kelley, Meijer 2022.
 */
public record Tower(Optimizer inner, Optimizer outer) implements Optimizer {

  /** The hyper-parameters, one set for each problem. */
  private Tensors hyper(Setting s) {
    return inner.theta(s).map(t -> t.rank() > 0 ? t : t.spreadLike(s.engine().zeros(s.lossShape())));
  }

  private Setting above(Setting s) {
    return s.with(s.seed().child("outer"), hyper(s));
  }

  // >>> an optimizer optimised by another, and that by a third: new Tower(sgd, new Tower(sgd, sgd))
  @Override
  public Tensors theta(Setting s) {
    return outer.theta(above(s));
  }

  @Override
  public Tensors state(Tensors theta, Setting s) {
    Tensors memory = inner.state(hyper(s), s);
    return hyper(s).prefixed("hyper/").and(memory.prefixed("inner/")).and(outer.state(theta, above(s)).prefixed("outer/"))
        .and(s.x().prefixed("x/")).and(s.x().map(x -> x.times(0)).prefixed("gradient/")).and(memory.prefixed("before/"));
  }

  @Override
  public Step step(Tensors theta, Tensors state, Observation seen) {
    Observation last = seen.with(seen.seed(), state.under("x/"), state.under("gradient/"));
    Tensors slope = seen.engine().gradient(hyper -> inner.step(hyper, state.under("before/"), last).change().dot(seen.gradient()),
        state.under("hyper/")).gradient();
    Step up = outer.step(theta, state.under("outer/"), seen.with(seen.seed().child("outer"), state.under("hyper/"), slope));
    Tensors hyper = state.under("hyper/").plus(up.change());
    Step step = inner.step(hyper, state.under("inner/"), seen);
    return new Step(step.change(), hyper.prefixed("hyper/").and(step.state().prefixed("inner/")).and(up.state().prefixed("outer/"))
        .and(seen.x().prefixed("x/")).and(seen.gradient().prefixed("gradient/")).and(state.under("inner/").prefixed("before/")));
  }
  // <<<
}
