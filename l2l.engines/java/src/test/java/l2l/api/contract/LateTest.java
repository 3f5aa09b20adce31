package l2l.api.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
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
import org.junit.jupiter.api.Test;

/** Outputs of a primitive that are computed where somebody asks for them. */
class LateTest extends PrimitiveContract {
  private static final int N = 50_000;

  private final Engine engine = new JavaEngine();

  /** Of x [n], its squares [n], late, and twice x [n], the gradient of their sum. */
  private record Squares(AtomicInteger asked, boolean reads) implements Primitive {

    Squares() {
      this(new AtomicInteger(), false);
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
    public void forward(Kernel kernel, Buffer[] in, Buffer[] out, Buffer[] saved) {
      for (int i = 0; i < in[0].size(); i++) {
        out[1].doubles()[i] = 2 * in[0].doubles()[i];
      }
    }

    @Override
    public int[] late() {
      return new int[] {0};
    }

    @Override
    public void late(Kernel kernel, int which, Buffer[] in, Buffer[] out) {
      asked.incrementAndGet();
      for (int i = 0; i < in[0].size(); i++) {
        out[which].doubles()[i] = in[0].doubles()[i] * out[1].doubles()[i] / 2;
      }
    }

    @Override
    public boolean reads(int i, boolean[] wanted) {
      return false;
    }

    @Override
    public void backward(Kernel kernel, Buffer[] in, Buffer[] out, Buffer[] saved, Buffer[] outAdjoint, Buffer[] inAdjoint) {
      for (int i = 0; i < in[0].size(); i++) {
        double ofSquare = outAdjoint[0] == null ? 0 : outAdjoint[0].doubles()[i] * out[1].doubles()[i];
        double ofTwice = outAdjoint[1] == null ? 0 : 2 * outAdjoint[1].doubles()[i];
        inAdjoint[0].doubles()[i] += ofSquare + ofTwice + (reads ? 0 * out[0].doubles()[i] : 0);
      }
    }

    @Override
    public List<Tensor> plain(List<Tensor> in) {
      Tensor twice = in.get(0).times(2);
      return List.of(in.get(0).times(twice).times(0.5), twice);
    }

    @Override
    public Optional<Pullback> pullback() {
      return Optional.of((in, out, d, wanted) -> {
        Tensor ofSquare = d[0] == null ? null : out[1].times(d[0]);
        Tensor ofTwice = d[1] == null ? null : d[1].times(2);
        return new Tensor[] {ofSquare == null ? ofTwice : ofTwice == null ? ofSquare : ofSquare.plus(ofTwice)};
      });
    }
  }

  @Override
  protected Primitive part() {
    return new Squares();
  }

  @Override
  protected List<Tensors> inputs() {
    return List.of(at(5), at(1));
  }

  private Tensors at(int n) {
    return Tensors.of("x", engine.normal(new Seed(1), 1, n));
  }

  @Test
  void nobodyAsks() {
    Squares squares = new Squares();
    double[] got = engine.gradient(v -> engine.apply(squares, v.tensors()).get(1).sum(), at(N)).gradient().flat().values();
    assertTrue(Arrays.stream(got).allMatch(g -> g == 2));
    double[] second = engine.gradient(v -> engine.gradient(y -> engine.apply(squares, y.tensors()).get(0), v).gradient().get("x").sum(),
        at(N)).gradient().flat().values();
    assertTrue(Arrays.stream(second).allMatch(g -> g == 2));
    engine.apply(squares, at(N).tensors());
    assertEquals(0, squares.asked.get());
    assertEquals(0, engine.bytesOnTape());
  }

  @Test
  void whoAsksGetsItOnce() {
    Squares squares = new Squares();
    double[] wanted = at(N).get("x").square().values();
    Tensor alone = engine.apply(squares, at(N).tensors()).get(0);
    assertArrayEquals(wanted, alone.values());
    assertArrayEquals(wanted, alone.values());
    assertEquals(1, squares.asked.get());
    assertArrayEquals(wanted, engine.gradient(v -> engine.apply(squares, v.tensors()).get(0), at(N)).value().values());
    assertEquals(2, squares.asked.get());
    assertArrayEquals(new double[] {1, 4}, engine.apply(squares, List.of(engine.tensor(new double[] {1, 2}, 2))).get(0).values());
  }

  @Test
  void whatIsComputedFromItElementByElementIsRight() {
    UnaryOperator<Tensor> chain = squares -> squares.times(3).plus(1).times(squares);
    double[] wanted = chain.apply(at(N).get("x").square()).values();
    assertArrayEquals(wanted, chain.apply(engine.apply(new Squares(), at(N).tensors()).get(0)).values());
    double[] gradient = engine.gradient(v -> chain.apply(v.get("x").square()).sum(), at(N)).gradient().flat().values();
    assertArrayEquals(gradient, engine.gradient(v -> chain.apply(engine.apply(new Squares(), v.tensors()).get(0)).sum(), at(N)).gradient()
        .flat().values(), 1e-12);
  }

  @Test
  void itMayBeGivenUpAndWithItWhatItIsComputedFrom() {
    Squares squares = new Squares();
    engine.gradient(v -> {
      Tensor point = v.get("x").plus(1);
      point.values();
      List<Tensor> out = engine.apply(squares, List.of(point));
      assertFalse(engine.giveUp(Tensors.of("point", point)), "its square waits");
      assertTrue(engine.giveUp(Tensors.of("square", out.get(0))));
      assertTrue(assertThrows(IllegalStateException.class, () -> out.get(0).values()).getMessage().contains("used again"));
      assertTrue(engine.giveUp(Tensors.of("point", point)));
      return out.get(1).sum();
    }, at(N));
    assertEquals(0, squares.asked.get());
  }

  @Test
  void whatGoesOnToBeUsedIsComputedBeforeThePointGoes() {
    engine.gradient(v -> {
      Tensor point = v.get("x").plus(1);
      double[] x = point.values();
      List<Tensor> out = engine.apply(new Squares(), List.of(point));
      assertTrue(engine.giveUp(Tensors.of("point", point), Tensors.of("square", out.get(0))));
      assertEquals(x[7] * x[7], out.get(0).values()[7]);
      return out.get(1).sum();
    }, at(N));
  }

  @Test
  void theLawFindsABackwardThatReadsIt() {
    Law law = PrimitiveLaws.of(new Squares(new AtomicInteger(), true), at(5)).stream()
        .filter(l -> l.name().equals("whatIsNotReadMayBeGone")).findAny().orElseThrow();
    Verdict verdict = law.check();
    assertTrue(verdict.broken() && verdict.words().contains("without output 0"), verdict.words());
  }
}
