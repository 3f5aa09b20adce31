package l2l.api.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import l2l.api.contract.junit.PrimitiveContract;
import l2l.api.tensor.Buffer;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Kernel;
import l2l.api.tensor.Precision;
import l2l.api.tensor.Primitive;
import l2l.api.tensor.Seed;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;
import l2l.engines.java.JavaEngine;
import l2l.engines.tape.Dense;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls of coordinates each by itself wait, go in one pass with what is computed from them, and write over what is given up. */
class PointwiseTest extends PrimitiveContract {

  /** Numbers that wait, and are done at once, in blocks, and in blocks on several threads. */
  private static final int SMALL = 5_000;
  private static final int MIDDLE = 40_000;
  private static final int LARGE = 150_001;

  private final Engine engine = new JavaEngine();

  /**
   * Heavy ball: of v [n], g [n] and beta [], the state v' = beta v + g [n] and the change -v' [n].
   *
   * @param lengths of the pieces asked for, 0 for all at once
   * @param hasty whether a piece is written before all of it is read
   */
  private record Ball(List<Integer> lengths, boolean hasty) implements Primitive {

    Ball() {
      this(Collections.synchronizedList(new ArrayList<>()), false);
    }

    @Override
    public boolean speaks(Precision precision) {
      return precision == Precision.DOUBLE;
    }

    @Override
    public List<int[]> outputs(List<int[]> in) {
      return List.of(in.get(0), in.get(0));
    }

    @Override
    public boolean pointwise() {
      return true;
    }

    @Override
    public void forward(Kernel kernel, Buffer[] in, Buffer[] out, Buffer[] saved) {
      lengths.add(0);
      each(in, out, 0, in[0].size());
    }

    @Override
    public void forward(Kernel kernel, Buffer[] in, Buffer[] out, int from, int to) {
      lengths.add(to - from);
      each(in, out, from, to);
      if (hasty) {
        each(in, out, from, to);
      }
    }

    private static void each(Buffer[] in, Buffer[] out, int from, int to) {
      double beta = in[2].doubles()[0];
      for (int i = from; i < to; i++) {
        double v = beta * in[0].doubles()[i] + in[1].doubles()[i];
        out[0].doubles()[i] = v;
        out[1].doubles()[i] = -v;
      }
    }

    @Override
    public void backward(Kernel kernel, Buffer[] in, Buffer[] out, Buffer[] saved, Buffer[] outAdjoint, Buffer[] inAdjoint) {
      for (int i = 0; i < in[0].size(); i++) {
        double d = (outAdjoint[0] == null ? 0 : outAdjoint[0].doubles()[i]) - (outAdjoint[1] == null ? 0 : outAdjoint[1].doubles()[i]);
        double[] back = {d * in[2].doubles()[0], d, d * in[0].doubles()[i]};
        for (int k = 0; k < 3; k++) {
          if (inAdjoint[k] != null) {
            inAdjoint[k].doubles()[k == 2 ? 0 : i] += back[k];
          }
        }
      }
    }

    @Override
    public List<Tensor> plain(List<Tensor> in) {
      Tensor v = in.get(0).scaled(in.get(2)).plus(in.get(1));
      return List.of(v, v.negate());
    }
  }

  @Override
  protected Primitive part() {
    return new Ball();
  }

  @Override
  protected List<Tensors> inputs() {
    return List.of(Tensors.of("v", engine.normal(new Seed(1), 1, 7)).with("g", engine.normal(new Seed(2), 1, 7)).with("beta", engine.scalar(0.8)));
  }

  /** A step of the ball, what went into it and what came of it, the next x among it. */
  private final class Step {
    final Ball ball = new Ball();
    final Map<String, Tensor> past;
    final Map<String, Tensor> next;
    final Map<String, double[]> wanted;
    final Map<String, Object> arrays;

    Step(int n) {
      Tensor x = engine.normal(new Seed(3), 1, n).plus(1);
      Tensor v = engine.normal(new Seed(4), 1, n).plus(1);
      Tensor g = engine.normal(new Seed(5), 1, n).plus(1);
      Tensor beta = engine.scalar(0.8);
      x.values();
      v.values();
      g.values();
      List<Tensor> plain = ball.plain(List.of(v, g, beta));
      wanted = Map.of("x", x.plus(plain.get(1)).values(), "v", plain.get(0).values(), "change", plain.get(1).values(), "pastV", v.values(),
          "pastX", x.values(), "g", g.values());
      engine.keep(Tensors.of("v", plain.get(0)).with("change", plain.get(1)));
      List<Tensor> out = engine.apply(ball, List.of(v, g, beta));
      past = Map.of("v", v, "g", g, "x", x, "change", out.get(1));
      next = Map.of("x", x.plus(out.get(1)), "v", out.get(0));
      arrays = Map.of("v", array(v), "g", array(g), "x", array(x));
    }

    void release(String... names) {
      List<Tensors> gone = new ArrayList<>();
      for (String name : names) {
        gone.add(Tensors.of(name, past.get(name)));
      }
      engine.release(gone, Tensors.of("x", next.get("x")), Tensors.of("v", next.get("v")));
    }

    /** How many numbers the ball has done. */
    int done() {
      return ball.lengths.stream().mapToInt(length -> length).sum();
    }

    void came() {
      assertArrayEquals(wanted.get("x"), next.get("x").values());
      assertArrayEquals(wanted.get("v"), next.get("v").values());
    }
  }

  private static Object array(Tensor t) {
    return ((Dense) t).data();
  }

  private static void gone(Tensor t) {
    assertTrue(assertThrows(IllegalStateException.class, t::values).getMessage().contains("used again after the step behind it"));
  }

  @Test
  void isDoneInPiecesWithWhatIsComputedFromIt() {
    Step s = new Step(LARGE);
    assertEquals(List.of(), s.ball.lengths);
    s.came();
    assertEquals(LARGE, s.done());
    assertTrue(s.ball.lengths.size() > 1 && !s.ball.lengths.contains(0), s.ball.lengths::toString);
    assertArrayEquals(s.wanted.get("change"), s.past.get("change").values());
    assertEquals(LARGE, s.done());
  }

  @Test
  void isDoneAtOnceWhereOneOfItsOutputsIsAskedFor() {
    Step s = new Step(LARGE);
    assertArrayEquals(s.wanted.get("v"), s.next.get("v").values());
    assertEquals(LARGE, s.done());
    s.came();
    assertEquals(LARGE, s.done());
  }

  @ParameterizedTest
  @ValueSource(ints = {SMALL, MIDDLE, LARGE})
  void writesOverWhatIsGivenUp(int n) {
    Step s = new Step(n);
    s.release("change", "v", "g", "x");
    s.came();
    assertSame(s.arrays.get("v"), array(s.next.get("v")));
    assertSame(s.arrays.get("x"), array(s.next.get("x")));
    s.past.values().forEach(PointwiseTest::gone);
    assertArrayEquals(s.wanted.get("x"), engine.fill(0, n).plus(s.next.get("x")).values());
  }

  @ParameterizedTest
  @ValueSource(ints = {SMALL, MIDDLE, LARGE})
  void aPointThatStaysIsNotWrittenOver(int n) {
    Step s = new Step(n);
    s.release("change", "v", "g");
    s.came();
    assertSame(s.arrays.get("v"), array(s.next.get("v")));
    assertSame(s.arrays.get("g"), array(s.next.get("x")));
    assertArrayEquals(s.wanted.get("pastX"), s.past.get("x").values());
  }

  @ParameterizedTest
  @ValueSource(ints = {SMALL, MIDDLE, LARGE})
  void whatSomebodyElseKnowsOrWaitsForIsNotWrittenOver(int n) {
    List<UnaryOperator<Tensor>> others = List.of(t -> {
      engine.keep(Tensors.of("kept", t));
      return t;
    }, t -> t.reshape(1, n), t -> t.times(1), t -> t.plus(t.times(0)));
    for (Function<Tensor, Tensor> other : others) {
      for (String which : List.of("v", "g", "x")) {
        Step s = new Step(n);
        Tensor seen = other.apply(s.past.get(which));
        s.release("change", "v", "g", "x");
        s.came();
        assertArrayEquals(s.wanted.get(which.equals("g") ? "g" : "past" + which.toUpperCase(java.util.Locale.ROOT)), seen.values());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {SMALL, MIDDLE, LARGE})
  void aChangeThatSomebodyElseWaitsForLeavesWhatItIsComputedFrom(int n) {
    Step s = new Step(n);
    Tensor twice = s.past.get("change").times(2);
    s.release("change", "v", "g", "x");
    s.came();
    double[] change = s.wanted.get("change");
    double[] seen = twice.values();
    for (int i = 0; i < n; i++) {
      assertEquals(2 * change[i], seen[i]);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {SMALL, MIDDLE, LARGE})
  void anOutputGivenUpUnseenIsNotThereAgain(int n) {
    Step s = new Step(n);
    Tensor v = s.next.get("v");
    engine.release(List.of(Tensors.of("v", v)), Tensors.none());
    assertArrayEquals(s.wanted.get("x"), s.next.get("x").values());
    gone(v);
    assertArrayEquals(s.wanted.get("change"), s.past.get("change").values());
  }

  @Test
  void aPastStateThatADerivativeSeesIsNotWrittenOver() {
    Step s = new Step(MIDDLE);
    double[] twice = engine.gradient(at -> {
      Tensor y = at.get("v").square().sum();
      s.release("change", "v", "g", "x");
      return y;
    }, Tensors.of("v", s.past.get("v"))).gradient().get("v").values();
    s.came();
    assertNotSame(s.arrays.get("v"), array(s.next.get("v")));
    for (int i = 0; i < MIDDLE; i++) {
      assertEquals(2 * s.wanted.get("pastV")[i], twice[i]);
    }
  }

  @Test
  void twoCallsInOneChainKeepOutOfEachOthersInputs() {
    Tensor v = engine.normal(new Seed(6), 1, MIDDLE).plus(1);
    Tensor w = engine.normal(new Seed(7), 1, MIDDLE).plus(1);
    Tensor beta = engine.scalar(0.5);
    double[] wanted = new double[MIDDLE];
    double[] a = v.values();
    double[] b = w.values();
    for (int i = 0; i < MIDDLE; i++) {
      wanted[i] = -(0.5 * a[i] + b[i]) + -(0.5 * b[i] + a[i]);
    }
    List<Tensor> one = engine.apply(new Ball(), List.of(v, w, beta));
    List<Tensor> other = engine.apply(new Ball(), List.of(w, v, beta));
    Tensor sum = one.get(1).plus(other.get(1));
    engine.release(List.of(Tensors.of("v", v).with("w", w).with("one", one.get(1)).with("other", other.get(1))), Tensors.of("sum", sum));
    assertArrayEquals(wanted, sum.values());
    gone(v);
    gone(w);
  }

  @Test
  void plainOperationsWriteOverWhatIsGivenUpToo() {
    for (int n : new int[] {SMALL, MIDDLE, LARGE}) {
      Tensor x = engine.normal(new Seed(8), 1, n).plus(1);
      Tensor g = engine.normal(new Seed(9), 1, n).plus(1);
      double[] a = x.values();
      double[] b = g.values();
      Object array = array(g);
      Tensor change = g.scaled(engine.scalar(-0.1));
      Tensor next = x.plus(change);
      engine.release(List.of(Tensors.of("change", change), Tensors.of("g", g)), Tensors.of("next", next), Tensors.of("x", x));
      double[] came = next.values();
      for (int i = 0; i < n; i++) {
        assertEquals(a[i] + b[i] * -0.1, came[i]);
      }
      assertSame(array, array(next));
      assertArrayEquals(a, x.values());
      gone(g);
      gone(change);
    }
  }

  @Test
  void plainOperationsLeaveWhatAnotherWaitsFor() {
    for (int n : new int[] {SMALL, MIDDLE, LARGE}) {
      Tensor x = engine.normal(new Seed(8), 1, n).plus(1);
      Tensor g = engine.normal(new Seed(9), 1, n).plus(1);
      double[] b = g.values();
      x.values();
      Tensor change = g.scaled(engine.scalar(-0.1));
      Tensor twice = change.times(2);
      Tensor next = x.plus(change);
      engine.release(List.of(Tensors.of("change", change), Tensors.of("g", g)), Tensors.of("next", next), Tensors.of("x", x));
      double[] came = twice.values();
      for (int i = 0; i < n; i++) {
        assertEquals(2 * (b[i] * -0.1), came[i]);
      }
    }
  }

  @Test
  void aCallLeavesWhatOperationsBehindItRead() {
    for (int n : new int[] {SMALL, MIDDLE, LARGE}) {
      Step s = new Step(n);
      Tensor behind = s.past.get("change").minus(s.past.get("g"));
      Tensor x = s.next.get("x");
      engine.release(List.of(Tensors.of("g", s.past.get("g")).with("v", s.past.get("v")).with("change", s.past.get("change")).with("x", x)),
          Tensors.of("behind", behind));
      double[] came = behind.values();
      for (int i = 0; i < n; i++) {
        assertEquals(s.wanted.get("change")[i] - s.wanted.get("g")[i], came[i]);
      }
    }
  }

  /** Chains of three values of which one, two or none is the output of a call; twice, for the second time results in between may be written. */
  @Test
  void operationsOfAnOutputAndWhatIsComputedFromIt() {
    List<UnaryOperator<Tensor>> chains = List.of(c -> c.times(c.tanh()), c -> c.times(2).square(), c -> c.abs().plus(c), c -> c.square(),
        c -> c.minus(c));
    for (int n : new int[] {SMALL, MIDDLE, LARGE}) {
      for (UnaryOperator<Tensor> chain : chains) {
        for (int time = 0; time < 3; time++) {
          Step s = new Step(n);
          Tensor plain = engine.tensor(s.wanted.get("change"), n);
          double[] wanted = chain.apply(plain).values();
          assertArrayEquals(wanted, chain.apply(s.past.get("change")).values());
          s.came();
        }
      }
    }
  }

  /** What in between is asked for the first time around is written down from then on. */
  @Test
  void resultsInBetweenThatAreAskedFor() {
    for (int n : new int[] {SMALL, MIDDLE, LARGE}) {
      for (int time = 0; time < 3; time++) {
        Step s = new Step(n);
        Tensor plain = engine.tensor(s.wanted.get("change"), n);
        Tensor between = s.past.get("change").tanh();
        double[] wanted = plain.times(plain.tanh()).values();
        assertArrayEquals(wanted, s.past.get("change").times(between).values());
        assertArrayEquals(plain.tanh().values(), between.values());
        s.came();
      }
    }
  }

  @Test
  void findsOneThatWritesBeforeItHasRead() {
    Ball spoilt = new Ball(new ArrayList<>(), true);
    LawsBiteTest.bites(PrimitiveLaws.of(spoilt, inputs().get(0)), "goesPieceByPieceAndOverItsInputs", "over inputs");
  }
}
