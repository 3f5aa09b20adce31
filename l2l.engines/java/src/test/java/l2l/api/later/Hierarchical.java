package l2l.api.later;

import l2l.api.Observation;
import l2l.api.Optimizer;
import l2l.api.Setting;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;

/** Memory at three levels: a momentum per coordinate, a scale per tensor, the loss seen by all. Wichrowska et al. 2017. */
public record Hierarchical(double rate, double decay) implements Optimizer {

  @Override
  public Tensors theta(Setting setting) {
    return Tensors.of("rate", setting.engine().scalar(rate)).with("decay", setting.engine().scalar(decay));
  }

  private static Tensor mix(Tensor old, Tensor now, Tensor decay) {
    return old.scaled(decay).plus(now.minus(now.scaled(decay)));
  }

  private static Tensor meanSquare(Tensor g, Tensor like) {
    return like.rank() == 0 ? g.square().mean() : g.square().sumPerProblem().times((double) like.size() / g.size());
  }

  // >>> per-tensor and global state
  @Override
  public Tensors state(Tensors theta, Setting s) {
    Tensor one = s.engine().zeros(s.lossShape());
    Tensors m = s.x().map(x -> s.engine().zeros(x.shape()));
    return m.prefixed("coordinate/").and(m.map(x -> one).prefixed("tensor/")).with("global", one);
  }

  @Override
  public Step step(Tensors theta, Tensors state, Observation seen) {
    Tensor decay = theta.get("decay");
    Tensors m = state.under("coordinate/").zip(seen.gradient(), (old, g) -> mix(old, g, decay));
    Tensors v = state.under("tensor/").zip(seen.gradient(), (old, g) -> mix(old, meanSquare(g, seen.loss()), decay));
    Tensor global = mix(state.get("global"), seen.loss(), decay);
    Tensors change = m.zip(v, (first, second) ->
        first.scaled(second.plus(1e-3).power(-0.5).times(global.tanh()).scaled(theta.get("rate"))).negate());
    return new Step(change, m.prefixed("coordinate/").and(v.prefixed("tensor/")).with("global", global));
  }
  // <<<
}
