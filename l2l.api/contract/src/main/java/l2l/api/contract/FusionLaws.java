package l2l.api.contract;

import java.util.Arrays;
import java.util.List;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Precision;
import l2l.api.tensor.Seed;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;

/** Which of a primitive's methods an engine calls, and with what. */
final class FusionLaws {
  private final Engine engine;

  FusionLaws(Engine engine) {
    this.engine = engine;
  }

  List<Law> all() {
    return List.of(
        new Law("primitivesAreFused", "a primitive is fused where it speaks the precision, plain where not and beyond first order",
            this::fused),
        new Law("primitivesAreCalledAsPromised", "saved is absent without derivatives, unwanted adjoints are null, wanted ones zeros",
            this::called));
  }

  private void fused(Witness w) {
    Listening l = new Listening();
    Tensors at = Tensors.of("a", engine.normal(new Seed(1), 1, 3)).with("b", engine.normal(new Seed(2), 1, 3));
    engine.apply(l, at.tensors());
    w.equal("calls without derivative", l.heard(), "forward");
    engine.gradient(x -> engine.apply(l, x.tensors()).get(1), at);
    w.equal("calls of a gradient", l.heard(), "saving backward-+>++");
    engine.tangent(x -> Tensors.of("y", engine.apply(l, x.tensors()).get(1)), at, at);
    w.equal("calls of forward mode", l.heard(), "plain");
    engine.gradient(x -> engine.gradient(y -> engine.apply(l, y.tensors()).get(1), x).gradient().dot(at), at);
    w.equal("calls of a second derivative", l.heard(), "plain");
    Tensor three = engine.scalar(3);
    Tensors slope = engine.gradient(x -> engine.gradient(y -> engine.apply(l, y.tensors()).get(1).times(x.get("factor")),
        at).gradient().dot(at),
        Tensors.of("factor", three)).gradient();
    w.equal("calls of a derivative by a factor outside", l.heard(), "saving plain");
    double wanted = engine.gradient(y -> engine.apply(l, y.tensors()).get(1), at).gradient().dot(at).scalar();
    w.near("the derivative by a factor outside", engine.precision() == Precision.DOUBLE ? 1e-12 : 1e-5, slope.get("factor").values(),
        new double[] {wanted});
  }

  private void called(Witness w) {
    Listening l = new Listening();
    Tensor a = engine.normal(new Seed(1), 1, 3);
    Tensor b = engine.normal(new Seed(2), 1, 3);
    engine.gradient(x -> engine.apply(l, List.of(a, x.get("b"))).get(0), Tensors.of("b", b));
    w.equal("calls where one input is constant and one output unused", l.heard(), "saving backward+->-+");
    engine.gradient(x -> {
      List<Tensor> y = engine.apply(l, List.of(x.get("a"), b));
      return y.get(0).sum().plus(y.get(1));
    }, Tensors.of("a", a));
    w.equal("calls where both outputs are used", l.heard(), "saving backward++>+-");
    engine.gradient(x -> {
      engine.apply(l, List.of(x.get("a"), b));
      return x.get("a").sum();
    }, Tensors.of("a", a));
    w.equal("calls where no output is used", l.heard(), "saving");
    double[] both = engine.gradient(x -> engine.apply(l, List.of(x.get("a"), x.get("a"))).get(0),
        Tensors.of("a", a)).gradient().get("a").values();
    w.near("the gradient where both inputs are one", engine.precision() == Precision.DOUBLE ? 1e-12 : 1e-5, both,
        Arrays.stream(a.values()).map(v -> 3 * v * v).toArray());
  }
}
