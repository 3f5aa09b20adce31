package l2l.api.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Seed;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;
import l2l.engines.java.JavaEngine;
import org.junit.jupiter.api.Test;

/** Points of a derivative under way that nobody will look at lend their memory to the next ones. */
class GivenUpTest {
  private static final int N = 6_000;

  private final Engine engine = new JavaEngine();
  private final Tensors at = Tensors.of("x", engine.normal(new Seed(1), 1, 60, N / 60)).with("rate", engine.normal(new Seed(2), 0.1, 60));

  /** x after some steps along (60 rows of) a fixed direction, scaled by rate; what has been left behind is given up. */
  private Tensor walk(Tensors v, boolean giveUp, List<Boolean> gone) {
    Tensor along = engine.normal(new Seed(3), 1, 60, N / 60);
    List<Tensor> points = new ArrayList<>(List.of(v.get("x").plus(1)));
    for (int t = 1; t < 6; t++) {
      points.add(points.get(t - 1).plus(along.scaled(v.get("rate"))));
      points.get(t).detach();
      if (t > 1 && giveUp) {
        gone.add(engine.giveUp(Tensors.of("x", points.get(t - 1))));
      }
    }
    return points.get(5).square().sum();
  }

  @Test
  void theGradientIsTheSame() {
    List<Boolean> gone = new ArrayList<>();
    double[] wanted = engine.gradient(v -> walk(v, false, gone), at).gradient().flat().values();
    double[] got = engine.gradient(v -> walk(v, true, gone), at).gradient().flat().values();
    assertArrayEquals(wanted, got);
    assertEquals(0, engine.bytesOnTape());
  }

  /** Whether the point x + 1 is given up once f has been computed from it. */
  private boolean givenUp(UnaryOperator<Tensor> f, Tensors... used) {
    boolean[] gone = new boolean[1];
    engine.gradient(v -> {
      Tensor point = v.get("x").plus(1);
      point.values();
      Tensor y = f.apply(point);
      Tensor sum = y.sum();
      gone[0] = engine.giveUp(Tensors.of("point", point), used);
      if (gone[0]) {
        assertTrue(assertThrows(IllegalStateException.class, point::values).getMessage().contains("point is used again"));
      } else {
        assertEquals(at.get("x").values()[0] + 1, point.values()[0]);
      }
      return sum;
    }, at);
    return gone[0];
  }

  @Test
  void whatTheWayBackReadsStays() {
    assertTrue(givenUp(x -> x.plus(2)));
    assertTrue(givenUp(x -> x.permute(1, 0)));
    assertFalse(givenUp(x -> x.times(2).minus(x)), "x times 2 was passed over and may be asked for yet");
    assertFalse(givenUp(Tensor::square));
    assertFalse(givenUp(Tensor::exp));
    assertFalse(givenUp(x -> x.scaled(engine.fill(2, 60))));
    assertFalse(givenUp(x -> x.reshape(N)), "the same numbers in another shape");
  }

  @Test
  void whatIsComputedAgainFromItStays() {
    double[] wanted = engine.gradient(v -> v.get("x").plus(1).square().sum(), at).gradient().flat().values();
    double[] got = engine.gradient(v -> {
      Tensor point = v.get("x").plus(1);
      Tensors y = engine.recomputed(in -> Tensors.of("y", in.get("point").square()), Tensors.of("point", point));
      assertFalse(engine.giveUp(Tensors.of("point", point)));
      return y.get("y").sum();
    }, at).gradient().flat().values();
    assertArrayEquals(wanted, got);
  }

  @Test
  void whatIsWaitedForStays() {
    engine.gradient(v -> {
      Tensor point = v.get("x").plus(1);
      point.values();
      Tensor waits = point.plus(2);
      assertFalse(engine.giveUp(Tensors.of("point", point)));
      assertEquals(at.get("x").values()[7] + 3, waits.values()[7]);
      assertTrue(engine.giveUp(Tensors.of("point", point)));
      return waits.sum();
    }, at);
  }

  @Test
  void whatIsUsedOrShownElsewhereStays() {
    engine.gradient(v -> {
      Tensor point = v.get("x").plus(1);
      Tensor other = v.get("x").plus(3);
      point.values();
      other.values();
      assertFalse(engine.giveUp(Tensors.of("point", point), Tensors.of("state", point)));
      Tensor shown = other.detach();
      assertFalse(engine.giveUp(Tensors.of("point", other)));
      assertEquals(at.get("x").values()[7] + 3, shown.values()[7]);
      return point.plus(other).sum();
    }, at);
    assertFalse(engine.giveUp(at), "plain numbers are somebody's own");
  }
}
