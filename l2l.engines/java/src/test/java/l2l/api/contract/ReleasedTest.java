package l2l.api.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Seed;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;
import l2l.engines.java.JavaEngine;
import org.junit.jupiter.api.Test;

/** Numbers of a step are given up behind the next one, unless others may use them. */
class ReleasedTest {
  private static final int N = 6_000;

  private final Engine engine = new JavaEngine();
  private final Tensor a = engine.normal(new Seed(1), 1, N);

  private void release(Tensor past, Tensor... behind) {
    Tensors stay = Tensors.none();
    for (int i = 0; i < behind.length; i++) {
      stay = stay.with("stay" + i, behind[i]);
    }
    engine.release(List.of(Tensors.of("past", past)), stay);
  }

  private void stays(Tensor t, double[] as) {
    assertArrayEquals(as, t.values());
  }

  private void gone(Tensor t) {
    assertTrue(assertThrows(IllegalStateException.class, t::values).getMessage().contains("used again after the step behind it"));
  }

  private Tensor gradient(UnaryOperator<Tensor> f, Tensor at) {
    return engine.gradient(v -> f.apply(v.get("x")).sum(), Tensors.of("x", at)).gradient().get("x");
  }

  @Test
  void resultsAndGradientsAreGivenUp() {
    for (Tensor t : List.of(a.plus(1), a.exp(), a.reshape(60, 100).matmul(a.reshape(100, 60)), gradient(Tensor::square, a))) {
      release(t);
      gone(t);
    }
  }

  @Test
  void aTensorThatADerivativeSawIsGivenUpOnceThatIsOver() {
    Tensor x = a.plus(1);
    Tensor g = gradient(v -> v.square().times(x), x);
    double[] before = g.values();
    release(x, g);
    gone(x);
    stays(g, before);
  }

  @Test
  void aTensorThatADerivativeSeesStays() {
    Tensor x = a.plus(1);
    double[] cubed = Arrays.stream(x.values()).map(v -> v * v * 3).toArray();
    stays(engine.gradient(v -> {
      Tensor y = v.get("x").square().times(v.get("x")).sum();
      release(x);
      return y;
    }, Tensors.of("x", x)).gradient().get("x"), cubed);
    release(x);
    gone(x);
  }

  @Test
  void whatWaitsForATensorIsComputedOrKeepsIt() {
    Tensor x = a.plus(1);
    double[] twice = x.times(2).values();
    Tensor waits = x.times(2);
    release(x);
    stays(waits, twice);
    Tensor behind = x.times(2);
    release(x, behind);
    gone(x);
    stays(behind, twice);
  }

  @Test
  void whatIsSomebodyElsesStays() {
    double[] mine = a.values();
    release(a);
    stays(a, mine);
    release(a.detach());
    stays(a, mine);
    Tensor x = a.plus(1);
    double[] before = x.values();
    Tensor seen = x.reshape(60, 100);
    release(x);
    stays(x, before);
    stays(seen, before);
    Tensor kept = a.plus(1);
    engine.keep(Tensors.of("kept", kept));
    release(kept);
    stays(kept, before);
  }

  @Test
  void aConstantThatIsAGradientStays() {
    Tensor c = a.plus(1);
    double[] before = c.values();
    release(gradient(x -> x.times(c), a));
    stays(c, before);
  }

  @Test
  void namedTwiceItsArrayIsLentOnce() {
    Tensor x = a.plus(1);
    engine.release(List.of(Tensors.of("once", x).with("twice", x)));
    Tensor b = a.plus(2);
    Tensor c = a.plus(3);
    double[] before = b.values();
    double[] wanted = c.values();
    stays(b, before);
    stays(c, wanted);
  }
}
