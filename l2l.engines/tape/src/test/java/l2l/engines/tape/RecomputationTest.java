package l2l.engines.tape;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Seed;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;
import org.junit.jupiter.api.Test;

class RecomputationTest {
  private static final int N = 5_000;

  private static final class Doubles extends TapeEngine {
    Doubles() {
      super(new DoubleLoops());
    }
  }

  private final TapeEngine engine = new Doubles();
  private final Tensors at = Tensors.of("w", engine.normal(new Seed(1), 0.1, N)).with("x", engine.normal(new Seed(2), 1, N))
      .with("unused", engine.fill(1, N));

  /** x' = tanh(w x) + w, three times; the sum of each, and a number that does not depend on anything. */
  private static Tensors some(Tensors in) {
    Tensor x = in.get("x");
    Tensor w = in.get("w");
    Tensor sum = x.engine().scalar(0);
    for (int i = 0; i < 3; i++) {
      x = x.times(w).tanh().plus(w);
      sum = sum.plus(x.sum());
    }
    return Tensors.of("x", x).with("sum", sum).with("w", w).with("one", x.engine().scalar(1)).with("unused", in.get("unused"));
  }

  /** Some, four times in a row; w and the sums are used outside too. */
  private static Function<Tensors, Tensor> chain(UnaryOperator<Tensors> some) {
    return v -> {
      Tensors z = v;
      Tensor all = v.get("w").square().sum();
      for (int i = 0; i < 4; i++) {
        z = some.apply(z);
        all = all.plus(z.get("sum").times(0.5 + i)).plus(z.get("x").times(v.get("w")).sum()).plus(z.get("one"));
      }
      return all.plus(z.get("w").exp().sum());
    };
  }

  private UnaryOperator<Tensors> again() {
    return in -> engine.recomputed(RecomputationTest::some, in);
  }

  private static void same(Tensors wanted, Tensors got) {
    for (String name : wanted.names()) {
      assertArrayEquals(bits(wanted.get(name)), bits(got.get(name)), name);
    }
  }

  private static long[] bits(Tensor t) {
    return Arrays.stream(t.values()).mapToLong(Double::doubleToRawLongBits).toArray();
  }

  @Test
  void theBitsAreThoseOfTheFunctionItself() {
    Engine.Gradient wanted = engine.gradient(chain(RecomputationTest::some), at);
    for (int i = 0; i < 3; i++) {
      Engine.Gradient got = engine.gradient(chain(again()), at);
      assertArrayEquals(bits(wanted.value()), bits(got.value()));
      same(wanted.gradient(), got.gradient());
    }
    assertEquals(0, engine.bytesOnTape());
  }

  @Test
  void aDerivativeAroundItIsThatOfTheFunctionItself() {
    same(engine.gradient(o -> engine.gradient(chain(RecomputationTest::some), o).gradient().get("w").square().sum(), at).gradient(),
        engine.gradient(o -> engine.gradient(chain(again()), o).gradient().get("w").square().sum(), at).gradient());
    Tensors along = at.map(t -> engine.fill(1, N));
    same(engine.tangent(v -> Tensors.of("f", chain(RecomputationTest::some).apply(v)), at, along).tangent(),
        engine.tangent(v -> Tensors.of("f", chain(again()).apply(v)), at, along).tangent());
  }

  @Test
  void aDerivativeInsideIsTakenAgainToo() {
    UnaryOperator<Tensors> step = in -> in.with("x", in.get("x").minus(engine.gradient(
        y -> y.get("x").tanh().times(in.get("w")).sum(), Tensors.of("x", in.get("x"))).gradient().get("x").times(0.1)));
    Function<UnaryOperator<Tensors>, Engine.Gradient> twice =
        f -> engine.gradient(v -> f.apply(f.apply(v)).get("x").square().sum(), at);
    same(twice.apply(step).gradient(), twice.apply(in -> engine.recomputed(step, in)).gradient());
  }

  @Test
  void keepsInputsAndOutputsAlone() {
    long[] kept = new long[2];
    engine.gradient(v -> {
      long before = engine.bytesOnTape();
      some(v);
      kept[0] = engine.bytesOnTape() - before;
      again().apply(v);
      kept[1] = engine.bytesOnTape() - before - kept[0];
      return v.get("x").sum();
    }, at);
    assertTrue(kept[0] >= 9L * 8 * N, kept[0] + " bytes are kept of the function itself");
    assertTrue(kept[1] >= 8L * N && kept[1] < 2L * 8 * N, kept[1] + " bytes are kept of x' and a few numbers");
  }

  @Test
  void outsideADerivativeItIsTheFunction() {
    same(some(at), again().apply(at));
  }

  @Test
  void refusesAVariableItWasNotGiven() {
    Exception e = assertThrows(IllegalArgumentException.class, () -> engine.gradient(
        v -> engine.recomputed(in -> in.map(t -> t.times(v.get("w"))), Tensors.of("x", v.get("x"))).get("x").sum(), at));
    assertTrue(e.getMessage().contains("'x' was computed from a variable that the function was not given"), e.getMessage());
    assertEquals(0, engine.bytesOnTape());
  }

  @Test
  void theSweepGivesArraysBackOnItsWay() {
    long[] idle = new long[1];
    UnaryOperator<Tensors> watched = in -> {
      idle[0] = engine.arena.bytes();
      return some(in);
    };
    engine.gradient(v -> {
      Tensor late = v.get("x");
      Tensors early = engine.recomputed(watched, v);
      for (int i = 0; i < 20; i++) {
        late = late.times(0.9).slice(0, 0, N); // what is cut is written down
      }
      return early.get("sum").plus(late.sum());
    }, at);
    assertTrue(idle[0] >= 18L * 8 * N, "when the function is computed again " + idle[0] + " bytes of what came behind it lie ready");
  }
}
