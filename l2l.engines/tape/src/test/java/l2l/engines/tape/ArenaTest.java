package l2l.engines.tape;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import l2l.api.tensor.Buffer;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Kernel;
import l2l.api.tensor.Precision;
import l2l.api.tensor.Primitive;
import l2l.api.tensor.Seed;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;
import org.junit.jupiter.api.Test;

class ArenaTest {
  private static final int N = 5_000;

  private static final class Doubles extends TapeEngine {
    Doubles() {
      super(new DoubleLoops());
    }
  }

  /** (a, b) to (a b, a + b); saves 2 a. */
  private record Pair() implements Primitive {
    @Override
    public boolean speaks(Precision precision) {
      return true;
    }

    @Override
    public List<int[]> outputs(List<int[]> in) {
      return List.of(in.get(0), in.get(0));
    }

    @Override
    public List<int[]> saved(List<int[]> in) {
      return List.of(in.get(0));
    }

    @Override
    public void forward(Kernel kernel, Buffer[] in, Buffer[] out, Buffer[] saved) {
      for (int i = 0; i < in[0].size(); i++) {
        double a = in[0].doubles()[i];
        double b = in[1].doubles()[i];
        out[0].doubles()[i] = a * b;
        out[1].doubles()[i] = a + b;
        if (saved != null) {
          saved[0].doubles()[i] = 2 * a;
        }
      }
    }

    @Override
    public void backward(Kernel kernel, Buffer[] in, Buffer[] out, Buffer[] saved, Buffer[] outAdjoint, Buffer[] inAdjoint) {
      for (int i = 0; i < in[0].size(); i++) {
        double product = outAdjoint[0] == null ? 0 : outAdjoint[0].doubles()[i];
        double sum = outAdjoint[1] == null ? 0 : outAdjoint[1].doubles()[i];
        if (inAdjoint[0] != null) {
          inAdjoint[0].doubles()[i] += product * in[1].doubles()[i] + sum;
        }
        if (inAdjoint[1] != null) {
          inAdjoint[1].doubles()[i] += product * saved[0].doubles()[i] / 2 + sum;
        }
      }
    }

    @Override
    public List<Tensor> plain(List<Tensor> in) {
      return List.of(in.get(0).times(in.get(1)), in.get(0).plus(in.get(1)));
    }
  }

  private static List<Tensor> pair(boolean fused, Tensor a, Tensor b) {
    return fused ? a.engine().apply(new Pair(), List.of(a, b)) : new Pair().plain(List.of(a, b));
  }

  /** A recurrence of the primitive, ordinary operations between. */
  private static Tensor recurrence(boolean fused, Tensor x, int steps) {
    Tensor a = x.times(0.5);
    Tensor b = x.plus(0.1);
    Tensor sum = x.engine().scalar(0);
    for (int t = 0; t < steps; t++) {
      List<Tensor> out = pair(fused, a, b);
      a = t % 3 == 0 ? out.get(0) : out.get(0).tanh();
      b = t % 2 == 0 ? out.get(1) : b.plus(out.get(1)).times(0.6);
      sum = sum.plus(b.reshape(10, N / 10).sum());
    }
    return sum;
  }

  private static Engine.Gradient run(Engine engine, boolean fused, int steps) {
    Tensor x = engine.normal(new Seed(1), 0.1, N);
    return engine.gradient(v -> recurrence(fused, v.get("x"), steps), Tensors.of("x", x));
  }

  private static void poison(TapeEngine engine, int arrays) {
    for (int i = 0; i < arrays; i++) {
      double[] a = new double[N];
      Arrays.fill(a, Double.NaN);
      engine.arena.give(a, N);
    }
  }

  @Test
  void givesTheSameFromUsedArraysAsFromNewOnes() {
    TapeEngine engine = new Doubles();
    Engine.Gradient wanted = run(new Doubles(), false, 7);
    poison(engine, 40);
    long before = engine.arena.bytes();
    for (int i = 0; i < 3; i++) {
      Engine.Gradient got = run(engine, true, 7);
      assertArrayEquals(wanted.gradient().get("x").values(), got.gradient().get("x").values(), 1e-12);
      assertEquals(wanted.value().scalar(), got.value().scalar(), 1e-9);
    }
    assertTrue(before > 0 && engine.arena.bytes() >= before / 4, "nothing was lent");
    assertEquals(0, engine.bytesOnTape());
  }

  @Test
  void changesNothingThatCanBeSeenAfterwards() {
    TapeEngine engine = new Doubles();
    Tensor x = engine.normal(new Seed(1), 0.1, N);
    List<Tensor> seen = new ArrayList<>();
    Engine.Gradient g = engine.gradient(v -> {
      List<Tensor> out = pair(true, v.get("x"), v.get("x"));
      List<Tensor> next = pair(true, out.get(0), out.get(1));
      seen.add(out.get(0).detach());
      seen.add(out.get(1).reshape(N / 10, 10).detach());
      seen.add(next.get(1).reshape(N).detach());
      return next.get(0);
    }, Tensors.of("x", x));
    seen.add(g.value());
    seen.add(g.gradient().get("x"));
    List<double[]> before = seen.stream().map(Tensor::values).toList();
    long idle = engine.arena.bytes();
    assertTrue(idle > 0, "nothing was given back");
    run(engine, true, 7);
    run(engine, true, 9);
    for (int i = 0; i < seen.size(); i++) {
      assertArrayEquals(before.get(i), seen.get(i).values());
    }
  }

  @Test
  void refusesToShowWhatWasGivenBack() {
    TapeEngine engine = new Doubles();
    List<Tensor> kept = new ArrayList<>();
    engine.gradient(v -> {
      kept.addAll(pair(true, v.get("x"), v.get("x")));
      return kept.get(0).sum();
    }, Tensors.of("x", engine.fill(1, N)));
    Exception e = assertThrows(IllegalStateException.class, () -> kept.get(1).values());
    assertTrue(e.getMessage().contains("used after the derivative"), e.getMessage());
  }

  @Test
  void keepsWhatADerivativeOutsideShows() {
    for (boolean fused : new boolean[] {false, true}) {
      TapeEngine engine = new Doubles();
      poison(engine, 20);
      Tensor x = engine.normal(new Seed(1), 0.1, N);
      Tensor w = engine.normal(new Seed(2), 1, N);
      Engine.Gradient outer = engine.gradient(o -> {
        Tensor scale = o.get("w");
        Tensors inner = engine.gradient(v -> pair(fused, v.get("x"), w).get(0).times(scale).times(pair(fused, v.get("x"), w).get(1)).sum(),
            Tensors.of("x", x)).gradient();
        run(engine, true, 3);
        return inner.get("x").times(scale).sum();
      }, Tensors.of("w", w));
      double[] xs = x.values();
      double[] ws = w.values();
      double[] got = outer.gradient().get("w").values();
      for (int i = 0; i < N; i++) {
        assertEquals(2 * ws[i] * (ws[i] * (xs[i] + ws[i]) + xs[i] * ws[i]), got[i], 1e-9);
      }
    }
  }

  @Test
  void keepsASumOfAdjointsThatADerivativeOutsideShows() {
    TapeEngine engine = new Doubles();
    Tensor w = engine.normal(new Seed(2), 1, N);
    Engine.Gradient outer = engine.gradient(o -> {
      Tensor scale = o.get("w");
      return engine.gradient(v -> {
        Tensor z = v.get("x").times(scale);
        return z.sum().plus(z.sum());
      }, Tensors.of("x", engine.fill(3, N))).gradient().get("x").times(scale).sum();
    }, Tensors.of("w", w));
    assertArrayEquals(w.times(4).values(), outer.gradient().get("w").values(), 1e-12);
  }

  @Test
  void keepsWhatForwardModeShows() {
    TapeEngine engine = new Doubles();
    Tensor x = engine.normal(new Seed(1), 0.1, N);
    Engine.Tangent t = engine.tangent(v -> engine.gradient(u -> pair(true, u.get("x"), x).get(0).times(v.get("x")).sum(),
        Tensors.of("x", x)).gradient(), Tensors.of("x", x), Tensors.of("x", engine.fill(1, N)));
    run(engine, true, 5);
    double[] xs = x.values();
    assertArrayEquals(xs, t.tangent().get("x").values(), 1e-12);
    assertArrayEquals(Arrays.stream(xs).map(v -> v * v).toArray(), t.value().get("x").values(), 1e-12);
  }

  @Test
  void agreesWithPlainInSecondDerivatives() {
    List<double[]> results = new ArrayList<>();
    for (boolean fused : new boolean[] {false, true}) {
      TapeEngine engine = new Doubles();
      poison(engine, 20);
      Tensor x = engine.normal(new Seed(1), 0.1, N);
      results.add(engine.gradient(o -> engine.gradient(v -> recurrence(fused, v.get("x"), 4), o).gradient().get("x").square().sum(),
          Tensors.of("x", x)).gradient().get("x").values());
    }
    assertArrayEquals(results.get(0), results.get(1), 1e-9);
  }

  @Test
  void holdsNoMoreThanItMayAndNothingSmall() {
    Arena arena = new Arena(8, 8L * 10_000);
    double[] first = new double[N];
    double[] second = new double[N];
    arena.give(first, N);
    arena.give(second, N);
    arena.give(new double[N], N);
    arena.give(new double[10], 10);
    assertEquals(80_000, arena.bytes());
    assertSame(second, arena.take(N));
    assertSame(first, arena.take(N));
    assertNull(arena.take(N));
    assertNull(arena.take(10));
    assertNotNull(new Doubles().dense(3).data());
  }
}
