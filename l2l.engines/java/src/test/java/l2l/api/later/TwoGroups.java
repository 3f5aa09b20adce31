package l2l.api.later;

import l2l.api.Observation;
import l2l.api.Optimizer;
import l2l.api.Setting;
import l2l.api.tensor.Tensors;

/** Two learned optimizers, one for the weights and one for all other tensors. */
public record TwoGroups(Optimizer weights, Optimizer rest) implements Optimizer {

  private static boolean isWeight(String name) {
    return name.endsWith("weight");
  }

  private static Setting weights(Setting s) {
    return s.with(s.seed().child("weights"), s.x().filter(TwoGroups::isWeight));
  }

  private static Setting rest(Setting s) {
    return s.with(s.seed().child("rest"), s.x().filter(name -> !isWeight(name)));
  }

  private static Observation shown(Observation o, String group, boolean weights) {
    return o.with(o.seed().child(group), o.x().filter(n -> isWeight(n) == weights), o.gradient().filter(n -> isWeight(n) == weights));
  }

  // >>> two learned optimizers for two groups of tensors
  @Override
  public Tensors theta(Setting s) {
    return weights.theta(weights(s)).prefixed("weights/").and(rest.theta(rest(s)).prefixed("rest/"));
  }

  @Override
  public Tensors state(Tensors theta, Setting s) {
    return weights.state(theta.under("weights/"), weights(s)).prefixed("weights/")
        .and(rest.state(theta.under("rest/"), rest(s)).prefixed("rest/"));
  }

  @Override
  public Step step(Tensors theta, Tensors state, Observation seen) {
    Step w = weights.step(theta.under("weights/"), state.under("weights/"), shown(seen, "weights", true));
    Step r = rest.step(theta.under("rest/"), state.under("rest/"), shown(seen, "rest", false));
    return new Step(seen.x().and(w.change()).and(r.change()), w.state().prefixed("weights/").and(r.state().prefixed("rest/")));
  }
  // <<<
}
