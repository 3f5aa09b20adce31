package l2l.api.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import l2l.api.contract.junit.PrimitiveContract;
import l2l.api.tensor.Buffer;
import l2l.api.tensor.Kernel;
import l2l.api.tensor.Precision;
import l2l.api.tensor.Primitive;
import l2l.api.tensor.Seed;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;
import l2l.engines.java.JavaEngine;
import org.junit.jupiter.api.Test;

/** When an engine holds calls of a recurrence back, and the law of it. */
class RecurrenceTest extends PrimitiveContract {
  private static final int N = 3;

  /**
   * h' = a h + x and y = h' x, of h, x and a [n].
   *
   * @param runs how many calls each sweep came to
   * @param handsOn whether it carries the adjoint of h from call to call, as it must
   */
  private record Recurrence(List<Integer> runs, boolean handsOn) implements Primitive {
    @Override
    public boolean speaks(Precision precision) {
      return precision == Precision.DOUBLE;
    }

    @Override
    public List<int[]> outputs(List<int[]> in) {
      return List.of(in.get(0), in.get(0));
    }

    @Override
    public int[] state() {
      return new int[] {0};
    }

    @Override
    public void forward(Kernel kernel, Buffer[] in, Buffer[] out, Buffer[] saved) {
      for (int i = 0; i < in[0].size(); i++) {
        out[0].doubles()[i] = in[2].doubles()[i] * in[0].doubles()[i] + in[1].doubles()[i];
        out[1].doubles()[i] = out[0].doubles()[i] * in[1].doubles()[i];
      }
    }

    @Override
    public void backward(Kernel kernel, Buffer[] in, Buffer[] out, Buffer[] saved, Buffer[] outAdjoint, Buffer[] inAdjoint) {
      backward(kernel, List.of(new Call(in, out, saved, outAdjoint, inAdjoint)));
    }

    @Override
    public void backward(Kernel kernel, List<Call> run) {
      runs.add(run.size());
      int n = run.get(0).in()[0].size();
      double[] carried = new double[n];
      for (Call call : run) {
        for (int i = 0; i < n; i++) {
          double y = at(call.outAdjoint()[1], i);
          double h = at(call.outAdjoint()[0], i) + carried[i] + y * call.in()[1].doubles()[i];
          add(call.inAdjoint()[2], i, h * call.in()[0].doubles()[i]);
          add(call.inAdjoint()[1], i, h + y * call.out()[0].doubles()[i]);
          carried[i] = h * call.in()[2].doubles()[i];
          add(call.inAdjoint()[0], i, carried[i]);
          carried[i] = handsOn ? carried[i] : 0;
        }
      }
    }

    private static double at(Buffer b, int i) {
      return b == null ? 0 : b.doubles()[i];
    }

    private static void add(Buffer b, int i, double d) {
      if (b != null) {
        b.doubles()[i] += d;
      }
    }

    @Override
    public List<Tensor> plain(List<Tensor> in) {
      Tensor h = in.get(2).times(in.get(0)).plus(in.get(1));
      return List.of(h, h.times(in.get(1)));
    }
  }

  private final JavaEngine engine = new JavaEngine();
  private final List<Integer> runs = new ArrayList<>();
  private final Recurrence part = new Recurrence(runs, true);

  @Override
  protected Primitive part() {
    return part;
  }

  @Override
  protected List<Tensors> inputs() {
    return List.of(Tensors.of("h", engine.normal(new Seed(1), 1, N)).with("x", engine.normal(new Seed(2), 1, N))
        .with("a", engine.normal(new Seed(3), 1, N)));
  }

  /** The gradient by a of some calls' last y, of which every call's h' goes through f on the way. */
  private List<Integer> runs(int calls, UnaryOperator<Tensor> f) {
    runs.clear();
    Tensors in = inputs().get(0);
    engine.gradient(v -> {
      Tensor h = in.get("h");
      Tensor sum = engine.scalar(0);
      for (int i = 0; i < calls; i++) {
        List<Tensor> out = engine.apply(part, List.of(h, in.get("x"), v.get("a")));
        h = f.apply(out.get(0));
        sum = sum.plus(out.get(1).sum());
      }
      return sum;
    }, Tensors.of("a", in.get("a")));
    return runs;
  }

  @Test
  void callsThatFollowOneAnotherAreSweptAtOnce() {
    assertEquals(List.of(1), runs(1, h -> h));
    assertEquals(List.of(20), runs(20, h -> h));
    assertEquals(List.of(32, 32, 6), runs(70, h -> h));
  }

  @Test
  void aStateThatIsAlteredOnTheWayIsNotCarried() {
    assertEquals(List.of(1, 1, 1), runs(3, h -> h.times(2)));
  }

  @Test
  void callsWhoseAdjointsAreWaitedForAreNotHeldBack() {
    Tensors in = inputs().get(0);
    Tensors a = Tensors.of("a", in.get("a"));
    engine.gradient(v -> {
      Tensor h = in.get("h");
      Tensor x = in.get("x").times(v.get("a"));
      for (int i = 0; i < 3; i++) {
        List<Tensor> out = engine.apply(part, List.of(h, x, v.get("a")));
        h = out.get(0);
        x = x.plus(out.get(1));
      }
      return x.sum();
    }, a);
    assertEquals(List.of(1, 1, 1), runs, "x is made of the call before");
    runs.clear();
    engine.gradient(v -> {
      Tensor h = in.get("h");
      Tensor sum = engine.scalar(0);
      for (int i = 0; i < 4; i++) {
        List<Tensor> out = engine.apply(part, List.of(h, in.get("x"), v.get("a")));
        h = out.get(0);
        sum = sum.plus(i == 1 ? out.get(1).times(v.get("a")).sum() : out.get(1).sum());
      }
      return sum;
    }, a);
    assertEquals(List.of(2, 2), runs, "somebody else adds to the adjoint of a in between: the order of the sums stays");
  }

  @Test
  void recurrencesSideBySideAreHeldBackEach() {
    Tensors in = inputs().get(0);
    for (boolean shared : new boolean[] {false, true}) {
      runs.clear();
      engine.gradient(v -> {
        Tensor h = in.get("h");
        Tensor k = in.get("h");
        Tensor sum = engine.scalar(0);
        for (int i = 0; i < 5; i++) {
          List<Tensor> one = engine.apply(part, List.of(h, in.get("x"), v.get("a")));
          List<Tensor> other = engine.apply(part, List.of(k, in.get("x"), v.get(shared ? "a" : "b")));
          h = one.get(0);
          k = other.get(0);
          sum = sum.plus(one.get(1).sum()).plus(other.get(1).sum());
        }
        return sum;
      }, Tensors.of("a", in.get("a")).with("b", in.get("x")));
      assertEquals(shared ? Collections.nCopies(10, 1) : List.of(5, 5), runs, "unless they add to the same adjoint in turns");
    }
  }

  /** x of each call is y, or h', of the call before. */
  @Test
  void aCallThatTakesMoreThanTheStateIsNotHeldBack() {
    Tensors in = inputs().get(0);
    for (int which : new int[] {0, 1}) {
      List<double[]> gradients = new ArrayList<>();
      for (boolean fused : new boolean[] {true, false}) {
        gradients.add(engine.gradient(v -> {
          Tensor h = v.get("h");
          Tensor x = v.get("x");
          for (int i = 0; i < 4; i++) {
            List<Tensor> tensors = List.of(h, x, v.get("a"));
            List<Tensor> out = fused ? engine.apply(part, tensors) : part.plain(tensors);
            h = out.get(0);
            x = out.get(which);
          }
          return h.plus(x).sum();
        }, in).gradient().flat().values());
      }
      assertArrayEquals(gradients.get(1), gradients.get(0), 1e-12);
    }
  }

  @Test
  void aStateThatTwoCallsTakeCountsTwice() {
    Tensors in = inputs().get(0);
    List<double[]> gradients = new ArrayList<>();
    for (boolean fused : new boolean[] {true, false}) {
      gradients.add(engine.gradient(v -> {
        List<Tensor> tensors = List.of(v.get("h"), v.get("x"), v.get("a"));
        List<Tensor> trunk = fused ? engine.apply(part, tensors) : part.plain(tensors);
        Tensor sum = engine.scalar(0);
        for (int branch = 0; branch < 3; branch++) {
          List<Tensor> on = List.of(trunk.get(0), in.get("x").times(branch), v.get("b" + branch));
          sum = sum.plus((fused ? engine.apply(part, on) : part.plain(on)).get(1).sum());
        }
        return sum;
      }, in.with("b0", in.get("a")).with("b1", in.get("h")).with("b2", in.get("x"))).gradient().flat().values());
    }
    assertArrayEquals(gradients.get(1), gradients.get(0), 1e-12);
  }

  @Test
  void aStateGivenUpIsRefusedAndAllElseStays() {
    Tensors in = inputs().get(0);
    List<Tensor> first = engine.apply(part, in.tensors());
    List<Tensor> second = engine.apply(part, List.of(first.get(0), in.get("x"), in.get("a")));
    Tensor waits = first.get(0).times(2);
    double[] h = first.get(0).values();
    double[] later = second.get(1).values();
    engine.release(List.of(Tensors.of("h", first.get(0)).with("x", in.get("x")).with("y", first.get(1)).with("later", second.get(1))),
        Tensors.of("h", second.get(0)).with("waits", waits).with("later", second.get(1)));
    for (Tensor gone : first) {
      assertTrue(assertThrows(IllegalStateException.class, gone::values).getMessage().contains("is used again after the step behind it"));
    }
    assertArrayEquals(new double[] {2 * h[0], 2 * h[1], 2 * h[2]}, waits.values());
    assertArrayEquals(later, second.get(1).values());
    assertArrayEquals(inputs().get(0).get("x").values(), in.get("x").values());
    assertEquals(N, second.get(0).values().length);
  }

  @Test
  void aStateThatSomebodyElseShowsIsNotGivenUp() {
    Tensors in = inputs().get(0);
    for (UnaryOperator<Tensor> show : List.<UnaryOperator<Tensor>>of(h -> h, h -> h.reshape(N, 1))) {
      Tensor h = engine.apply(part, in.tensors()).get(0);
      double[] before = h.values();
      Tensor shown = show.apply(h);
      engine.release(List.of(Tensors.of("h", h)), Tensors.of("also", shown));
      assertArrayEquals(before, h.values());
    }
  }

  @Test
  void findsARunThatForgetsWhatItCarries() {
    LawsBiteTest.bites(PrimitiveLaws.of(new Recurrence(new ArrayList<>(), false), inputs().get(0)), "aRunIsSweptAsItsCalls", "2 calls");
  }

  @Test
  void runsAreLookedAtWhereThereIsAStateOnly() {
    List<String> names = PrimitiveLaws.of(new Twin(true), Tensors.of("a", engine.zeros(1)).with("b", engine.zeros(1))).stream()
        .map(Law::name).toList();
    assertEquals(8, names.size(), names.toString());
    assertEquals(List.of("aRunIsSweptAsItsCalls"), PrimitiveLaws.of(part, inputs().get(0)).stream().map(Law::name)
        .filter(name -> !names.contains(name)).toList(), Arrays.toString(part.state()));
  }
}
