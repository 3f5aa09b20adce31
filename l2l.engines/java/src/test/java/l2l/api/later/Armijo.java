package l2l.api.later;

import l2l.api.Observation;
import l2l.api.Optimizer;
import l2l.api.Setting;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;

/** Gradient descent whose step is halved until f falls enough: f(x - a g) &lt;= f(x) - c a |g|^2, an a for each problem. Armijo 1966. */
public record Armijo(double first, double enough) implements Optimizer {

  @Override
  public Tensors theta(Setting setting) {
    return Tensors.of("first", setting.engine().scalar(first)).with("enough", setting.engine().scalar(enough));
  }

  @Override
  public Tensors state(Tensors theta, Setting setting) {
    return Tensors.none();
  }

  private static Tensor square(Tensors g, Tensor like) {
    return g.map(t -> like.rank() == 0 ? t.square().sum() : t.square().sumPerProblem()).tensors().stream().reduce(Tensor::plus)
        .orElseThrow();
  }

  // >>> line search
  @Override
  public Step step(Tensors theta, Tensors state, Observation seen) {
    Tensors g = seen.gradient();
    Tensor fall = square(g, seen.loss()).scaled(theta.get("enough"));
    Tensor a = theta.get("first").spreadLike(seen.loss());
    for (int i = 0; i < 30; i++) {
      Tensor length = a;
      Tensor there = seen.lossAt(seen.x().zip(g, (x, d) -> x.minus(d.scaled(length))));
      Tensor tooLong = there.minus(seen.loss()).plus(fall.times(a)).positive();
      a = tooLong.choose(a.times(0.5), a);
    }
    Tensor length = a;
    return new Step(g.map(d -> d.scaled(length).negate()), state);
  }
  // <<<
}
