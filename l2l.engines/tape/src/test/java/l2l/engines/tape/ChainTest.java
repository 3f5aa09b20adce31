package l2l.engines.tape;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Seed;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Elementwise results wait until they are asked for; nobody can tell by their numbers. */
class ChainTest {
  private final TapeEngine engine = new TapeEngine(new DoubleLoops()) {};

  private Tensor normal(int seed, int... shape) {
    return engine.normal(new Seed(seed), 1, shape);
  }

  private static Deferred waiting(Tensor t) {
    return ((Dense) t).deferred();
  }

  /** Something of every elementwise operation. */
  private static Tensor rule(Tensor a, Tensor b, Tensor row) {
    Tensor rate = row.engine().scalar(0.3);
    Tensor m = a.scaled(rate).plus(b.times(a).scaled(row));
    Tensor root = b.square().rootOrZero().plus(rate.spreadLike(b)).plus(row.spreadLike(b).times(0.1));
    Tensor mask = b.positive().choose(m.tanh(), m.over(root).clip(-1, 1));
    return mask.minus(m.sigmoid()).times(m.relu().plus(m.abs().sqrt())).plus(m.exp().log().sign()).negate().plus(m);
  }

  @ParameterizedTest
  @ValueSource(ints = {1_500, 5_000, 60_000})
  void givesTheNumbersOfTheSameOperationsDoneOneByOne(int columns) {
    Tensor a = normal(1, 3, columns);
    Tensor b = normal(2, 3, columns);
    Tensor row = normal(3, 3);
    Tensor together = rule(a, b, row);
    assertNotNull(waiting(together), "nothing waited");
    double[] got = together.values();
    for (int r = 0; r < 3; r++) {
      for (int from = 0; from < columns; from += 1_000) {
        int first = from;
        int end = Math.min(columns, from + 1_000);
        BinaryOperator<Tensor> few = (x, y) -> x.slice(0, ((int) y.scalar()), (int) y.scalar() + 1).slice(1, first, end);
        Tensor at = engine.scalar(r);
        double[] wanted = rule(few.apply(a, at), few.apply(b, at), row.slice(0, r, r + 1)).values();
        double[] part = java.util.Arrays.copyOfRange(got, r * columns + first, r * columns + end);
        assertArrayEquals(wanted, part);
      }
    }
  }

  @Test
  void letsGoOfWhatItIsComputedFrom() {
    Tensor y = normal(1, 5_000).plus(1).times(2);
    assertNotNull(waiting(y));
    y.values();
    assertNull(waiting(y));
    Tensor z = normal(1, 5_000).plus(1);
    assertNull(waiting(z.detach()), "detach computes");
  }

  @Test
  void writesDownInPassingWhatTurnedOutToBeAskedFor() {
    Tensor m = normal(1, 5_000);
    for (int step = 0; step < 3; step++) {
      Tensor next = m.times(0.9).plus(1);
      Tensor x = next.times(-0.1).plus(m);
      x.values();
      assertEquals(step > 0, waiting(next) == null, "step " + step);
      m = next.detach();
    }
  }

  @Test
  void whatWasPassedOverIsComputedWhenItIsUsedAgain() {
    Tensor m = normal(1, 5_000);
    Tensor next = m.times(0.9);
    next.plus(1).values();
    assertNotNull(waiting(next));
    next.plus(2);
    assertNull(waiting(next), "a memory that is carried from step to step must not make the chain longer");
  }

  @Test
  void holdsNoLongChains() {
    Tensor sum = normal(0, 5_000);
    List<Tensor> parts = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      sum = sum.plus(normal(i, 5_000));
      parts.add(sum);
    }
    assertTrue(parts.stream().filter(p -> waiting(p) == null).count() >= 3, "all of a long sum waits");
    double first = normal(0, 5_000).values()[0];
    for (int i = 0; i < 100; i++) {
      first += normal(i, 5_000).values()[0];
    }
    assertEquals(first, sum.values()[0]);
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 40, 200})
  void adjointsOfAProductFoundTogetherAreThoseFoundAlone(int columns) {
    Tensors at = Tensors.of("x", normal(1, 50, columns)).with("by", normal(2, 50));
    Tensor weights = normal(3, 50, columns);
    Tensors together = engine.gradient(v -> v.get("x").scaled(v.get("by")).times(weights).sum(), at).gradient();
    for (String name : at.names()) {
      double[] alone = engine.gradient(v -> at.with(name, v.get(name)).get("x").scaled(at.with(name, v.get(name)).get("by"))
          .times(weights).sum(), Tensors.of(name, at.get(name))).gradient().get(name).values();
      assertArrayEquals(alone, together.get(name).values());
    }
  }

  @Test
  void onATapeResultsWaitAsWell() {
    Tensor x = normal(1, 5_000);
    Tensor rates = normal(2, 5);
    Tensor[] change = new Tensor[2];
    double[] together = engine.gradient(v -> {
      Tensor c = v.get("x").reshape(5, 1_000).scaled(rates);
      Tensor next = c.plus(v.get("x").reshape(5, 1_000));
      change[0] = ((Variable) c).primal;
      change[1] = ((Variable) next).primal;
      assertNotNull(waiting(change[0]));
      Tensor loss = next.sum();
      assertNotNull(waiting(change[0]), "what lies in between is written down");
      assertNull(waiting(change[1]));
      return loss;
    }, Tensors.of("x", x)).gradient().get("x").values();
    for (int i = 0; i < 5_000; i++) {
      assertEquals(rates.values()[i / 1_000] + 1, together[i]);
    }
    assertThrows(IllegalStateException.class, change[0]::values, "nobody can compute it when the tape is closed");
  }

  @Test
  void whatOthersShowIsComputedBeforeATapeTakesBackWhatItIsComputedFrom() {
    Tensor x = normal(1, 5_000);
    Tensor[] seen = new Tensor[3];
    engine.gradient(v -> {
      Tensor y = v.get("x").square().sqrt();
      Tensor z = y.times(2);
      seen[0] = z.detach();
      seen[1] = engine.gradient(u -> u.get("y").times(3).square().sum(), Tensors.of("y", y.plus(1).detach())).gradient().get("y");
      seen[2] = y.plus(1).reshape(50, 100).detach();
      return z.times(2).sum();
    }, Tensors.of("x", x));
    for (int i = 0; i < 5; i++) {
      engine.gradient(v -> v.get("x").exp().times(x).sum(), Tensors.of("x", x)); // uses the arrays again
    }
    assertArrayEquals(x.abs().times(2).values(), seen[0].values(), 1e-15);
    assertArrayEquals(x.abs().plus(1).times(18).values(), seen[1].values(), 1e-12);
    assertArrayEquals(x.abs().plus(1).values(), seen[2].values(), 1e-15);
  }

  @Test
  void nothingWaitsForArraysThatATapeTakesBack() {
    Tensor x = normal(1, 5_000);
    Tensor w = normal(2, 5_000);
    Tensor[] seen = new Tensor[2];
    Engine.Gradient g = engine.gradient(v -> {
      Tensor y = v.get("x").times(w);
      seen[0] = y.detach().times(2).plus(1);
      seen[1] = w.times(3);
      return y.tanh().times(seen[1]).over(w.abs().plus(1)).sum();
    }, Tensors.of("x", x));
    double[] gradient = g.gradient().get("x").values();
    for (int i = 0; i < 5; i++) {
      engine.gradient(v -> v.get("x").exp().times(w).sum(), Tensors.of("x", x));
    }
    assertArrayEquals(x.times(w).times(2).plus(1).values(), seen[0].values());
    assertArrayEquals(gradient, g.gradient().get("x").values());
  }

  @Test
  void refusesShapesWhenTheyAreWrittenAndNotWhenTheyAreComputed() {
    assertThrows(IllegalArgumentException.class, () -> normal(1, 5_000).plus(normal(1, 5_001)));
    assertThrows(IllegalArgumentException.class, () -> normal(1, 5_000).scaled(normal(1, 2)));
  }
}
