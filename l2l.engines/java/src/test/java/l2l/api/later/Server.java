package l2l.api.later;

import l2l.api.Observation;
import l2l.api.Optimizer;
import l2l.api.Setting;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;

/**
 * Federated averaging that steps further where clients disagree: rate max(1, sum |d_i|^2 / (2 m (|mean d|^2 + epsilon))).
 * Jhunjhunwala et al. 2023.
 */
public record Server(double rate, double epsilon) implements Optimizer {

  @Override
  public Tensors theta(Setting setting) {
    return Tensors.of("rate", setting.engine().scalar(rate));
  }

  @Override
  public Tensors state(Tensors theta, Setting setting) {
    return Tensors.none();
  }

  // >>> a server that sees its clients' updates and their norms: rows are clients
  @Override
  public Step step(Tensors theta, Tensors state, Observation seen) {
    Tensors clients = seen.rows();
    Tensors mean = clients.map(d -> d.mean(0));
    int m = clients.tensors().get(0).shape()[0];
    Tensor further = clients.dot(clients).over(mean.dot(mean).plus(epsilon).times(2 * m)).plus(-1).relu().plus(1);
    return new Step(mean.map(d -> d.scaled(further).scaled(theta.get("rate")).negate()), state);
  }
  // <<<
}
