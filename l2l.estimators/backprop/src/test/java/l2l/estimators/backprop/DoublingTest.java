package l2l.estimators.backprop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import l2l.api.Episode;
import l2l.api.MetaProblem;
import l2l.api.Order;
import l2l.api.Segment;
import l2l.api.Trajectory;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Seed;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;
import l2l.engines.java.JavaEngine;
import org.junit.jupiter.api.Test;

class DoublingTest {
  private final Engine engine = new JavaEngine();
  private final Tensors theta = Tensors.of("rate", engine.scalar(0.1));

  /** How many steps an estimate unrolls of a training begun at a meta-step, at step t of 100. */
  private int unrolled(Backprop part, long metaStep, long t) {
    int[] asked = new int[1];
    MetaProblem problem = new MetaProblem() {
      @Override
      public Engine engine() {
        return engine;
      }

      @Override
      public long horizon() {
        return 100;
      }

      @Override
      public Episode begin(Tensors theta, Seed seed) {
        return new Episode(seed, metaStep, t, Tensors.none(), Tensors.none(), Tensors.none());
      }

      @Override
      public Segment unroll(Tensors theta, Episode from, int steps, Order order) {
        asked[0] = steps;
        return new Segment(new Flat(theta.get("rate"), from.t(), steps), from);
      }

      @Override
      public Tensor objective(Trajectory trajectory) {
        return trajectory.loss(0);
      }
    };
    part.estimate(problem, theta, Optional.empty(), new Seed(1));
    return asked[0];
  }

  /** Every loss is one tensor. */
  private record Flat(Tensor f, long from, int steps) implements Trajectory {
    @Override
    public Tensor loss(int i) {
      return f;
    }

    @Override
    public Tensor validation(int i) {
      return f;
    }

    @Override
    public Tensors point(int i) {
      return Tensors.none();
    }

    @Override
    public boolean ends() {
      return from + steps >= 100;
    }
  }

  @Test
  void stretchesDoubleWithTheMetaSteps() {
    Backprop part = new Backprop(20, 1000, Order.FIRST);
    assertEquals(20, unrolled(part, 999, 0));
    assertEquals(40, unrolled(part, 1000, 0));
    assertEquals(80, unrolled(part, 2999, 0));
  }

  @Test
  void neverGoBeyondTheHorizon() {
    assertEquals(100, unrolled(new Backprop(20, 1, Order.FIRST), 1_000_000, 0));
    assertEquals(20, unrolled(new Backprop(20, 1000, Order.FIRST), 2000, 80));
  }

  @Test
  void keepTheirLengthUnlessAskedToDouble() {
    assertEquals(20, unrolled(new Backprop(20, Order.FIRST), 1_000_000, 0));
    assertEquals(70, unrolled(new Backprop(0, 5, Order.FIRST), 1_000_000, 30));
  }
}
