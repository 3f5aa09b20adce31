package l2l.runner.loop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import l2l.api.Batch;
import l2l.api.Draw;
import l2l.api.Episode;
import l2l.api.MetaObjective;
import l2l.api.Observation;
import l2l.api.Optimizee;
import l2l.api.OptimizeeFamily;
import l2l.api.Optimizer;
import l2l.api.Order;
import l2l.api.Segment;
import l2l.api.Setting;
import l2l.api.Split;
import l2l.api.tensor.Buffer;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Seed;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;
import l2l.engines.java.JavaEngine;
import org.junit.jupiter.api.Test;

/** Steps that no derivative follows lend their numbers to later ones; what somebody goes on to use stays as it is. */
class WalkTest {
  private static final int N = 5_000;
  private static final int STEPS = 12;
  private static final double RATE = 0.05;

  private final Engine engine = new JavaEngine();
  private final Tensors theta = Tensors.of("push", engine.normal(new Seed(3), 0.01, N).times(1));

  /** f(x) = sum_i x_i^4 / 4, and the gradients of f + c · x shown to the optimizer are c itself where the curvature is none. */
  record Bowl(boolean flat) implements OptimizeeFamily {
    @Override
    public Optimizee sample(Draw draw) {
      Tensor slope = draw.engine().normal(new Seed(5), 1, N).times(2);
      return new Optimizee() {
        @Override
        public Tensors start(Seed seed) {
          return Tensors.of("x", draw.engine().normal(seed, 1, N));
        }

        @Override
        public Tensor loss(Tensors x, Batch batch) {
          Tensor q = x.get("x").square();
          return flat ? x.get("x").times(slope).sum() : q.times(q).sum().times(0.25);
        }
      };
    }
  }

  /**
   * Remembers x, gradient and change as they are, another sum of gradients for four steps at a time, and moves by turns along a new
   * tensor, theta, and what it remembers.
   */
  private record Hoarder() implements Optimizer {
    @Override
    public Tensors theta(Setting s) {
      return Tensors.of("push", s.engine().zeros(N));
    }

    @Override
    public Tensors state(Tensors theta, Setting s) {
      Tensor zero = s.engine().zeros(N);
      return Tensors.of("x", zero).with("gradient", zero).with("change", zero).with("sum", zero);
    }

    @Override
    public Step step(Tensors theta, Tensors state, Observation seen) {
      Tensor x = seen.x().get("x");
      Tensor g = seen.gradient().get("x");
      Tensor change = switch ((int) (seen.t() % 6)) {
        case 0 -> theta.get("push");
        case 1 -> state.get("gradient").times(-RATE);
        case 2 -> state.get("change");
        case 3 -> x.minus(state.get("x")).times(-RATE);
        case 4 -> state.get("sum").times(-RATE);
        default -> g.times(-RATE);
      };
      return new Step(Tensors.of("x", change), Tensors.of("x", x).with("gradient", g).with("change", change)
          .with("sum", seen.t() % 4 == 3 ? state.get("sum").plus(g) : state.get("sum")));
    }
  }

  /** The points of {@link Hoarder} on the bowl, by loops. */
  private double[][] byHand(double[] start) {
    double[] push = theta.get("push").values();
    double[][] x = new double[STEPS + 1][N];
    x[0] = start;
    double[] lastX = new double[N], lastG = new double[N], lastChange = new double[N], sum = new double[N];
    for (int t = 0; t < STEPS; t++) {
      for (int i = 0; i < N; i++) {
        double g = x[t][i] * x[t][i] * x[t][i];
        double change = switch (t % 6) {
          case 0 -> push[i];
          case 1 -> lastG[i] * -RATE;
          case 2 -> lastChange[i];
          case 3 -> (x[t][i] - lastX[i]) * -RATE;
          case 4 -> sum[i] * -RATE;
          default -> g * -RATE;
        };
        x[t + 1][i] = x[t][i] + change;
        lastX[i] = x[t][i];
        lastG[i] = g;
        lastChange[i] = change;
        sum[i] += t % 4 == 3 ? g : 0;
      }
    }
    return x;
  }

  private Problem problem(OptimizeeFamily family, Optimizer optimizer, MetaObjective objective) {
    return new Problem(engine, family, optimizer, objective, STEPS, Split.TRAIN, Long.MAX_VALUE);
  }

  @Test
  void whatAnOptimizerRemembersStays() {
    Problem p = problem(new Bowl(false), new Hoarder(), Toys.SUM);
    Episode begin = p.begin(theta, new Seed(7));
    double[][] x = byHand(begin.x().get("x").values());
    assertArrayEquals(x[STEPS], p.unroll(theta, begin, STEPS, Order.FIRST).next().x().get("x").values(), 1e-12);
    Episode e = begin;
    for (int t = 0; t < STEPS; t += 4) {
      e = p.unroll(theta, e, 4, Order.FIRST).next();
    }
    assertArrayEquals(x[STEPS], e.x().get("x").values(), 1e-12, "in three stretches");
  }

  @Test
  void whatAWalkWasGivenAndWhatItCameToStays() {
    Problem p = problem(new Bowl(false), new Hoarder(), Toys.SUM);
    Episode begin = p.begin(theta, new Seed(7));
    Episode middle = p.unroll(theta, begin, 5, Order.FIRST).next();
    double[] once = p.unroll(theta, middle, STEPS, Order.FIRST).next().x().get("x").values();
    assertArrayEquals(once, p.unroll(theta, middle, STEPS, Order.FIRST).next().x().get("x").values());
    assertArrayEquals(once, p.unroll(theta, begin, STEPS, Order.FIRST).next().x().get("x").values());
    assertArrayEquals(byHand(begin.x().get("x").values())[5], middle.x().get("x").values(), 1e-12);
  }

  @Test
  void pointsThatAnObjectiveLooksAtStay() {
    List<double[]> seen = new ArrayList<>();
    Problem p = problem(new Bowl(false), new Hoarder(), t -> {
      seen.clear();
      for (int i = 0; i <= t.steps(); i += i == 3 ? 4 : 1) {
        seen.add(t.point(i).get("x").values());
      }
      return t.loss(t.steps());
    });
    Episode begin = p.begin(theta, new Seed(7));
    double[][] x = byHand(begin.x().get("x").values());
    for (int segment : new int[] {0, 5}) {
      for (int again = 0; again < 2; again++) {
        p.objective(p.unroll(theta, begin, STEPS, Order.FIRST, segment).trajectory());
        int k = 0;
        for (int i = 0; i <= STEPS; i += i == 3 ? 4 : 1) {
          assertArrayEquals(x[i], seen.get(k++), 1e-12, "point " + i + " in segments of " + segment);
        }
      }
    }
  }

  @Test
  void aConstantThatIsTheGradientStays() {
    Problem p = problem(new Bowl(true), new Hoarder(), Toys.SUM);
    Episode begin = p.begin(theta, new Seed(7));
    Segment segment = p.unroll(theta, begin, STEPS, Order.FIRST);
    Segment again = p.unroll(theta, begin, STEPS, Order.FIRST);
    assertArrayEquals(segment.next().x().get("x").values(), again.next().x().get("x").values());
  }

  @Test
  void arraysAreUsedAgain() {
    Set<Object> arrays = Collections.newSetFromMap(new IdentityHashMap<>());
    Optimizer descent = new Spied(arrays);
    Problem p = problem(new Bowl(false), descent, Toys.SUM);
    p.unroll(theta, p.begin(theta, new Seed(7)), STEPS, Order.FIRST);
    assertTrue(arrays.size() <= 8, arrays.size() + " arrays for " + STEPS + " points, gradients and changes");
  }

  /** Descends, and notes the arrays of what it sees. */
  private record Spied(Set<Object> arrays) implements Optimizer {
    @Override
    public Tensors theta(Setting s) {
      return Tensors.none();
    }

    @Override
    public Tensors state(Tensors theta, Setting s) {
      return Tensors.none();
    }

    @Override
    public Step step(Tensors theta, Tensors state, Observation seen) {
      Tensors change = seen.gradient().times(-RATE);
      for (Tensors all : List.of(seen.x(), seen.gradient(), change)) {
        arrays.add(((Buffer) all.get("x")).doubles());
      }
      return new Step(change, state);
    }
  }

  /** Keeps what it saw outside of its state. */
  private record Forgetful(List<Tensor> kept) implements Optimizer {
    @Override
    public Tensors theta(Setting s) {
      return Tensors.none();
    }

    @Override
    public Tensors state(Tensors theta, Setting s) {
      return Tensors.none();
    }

    @Override
    public Step step(Tensors theta, Tensors state, Observation seen) {
      kept.add(seen.gradient().get("x"));
      return new Step(Tensors.of("x", kept.get(Math.max(0, kept.size() - 4)).times(-RATE)), state);
    }
  }

  @Test
  void anOptimizerThatRemembersOutsideOfItsStateIsToldSo() {
    Problem p = problem(new Bowl(false), new Forgetful(new ArrayList<>()), Toys.SUM);
    Episode begin = p.begin(theta, new Seed(7));
    assertTrue(assertThrows(IllegalStateException.class, () -> p.unroll(theta, begin, STEPS, Order.FIRST)).getMessage()
        .contains("what is still needed belongs into the next state"));
  }
}
