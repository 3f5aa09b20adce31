package l2l.runner.loop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import l2l.api.Episode;
import l2l.api.Observation;
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

class EvaluationTest {
  private static final int HORIZON = 230;
  private static final Seed SEED = new Seed(5);

  private static Setup setup(Engine engine, int draws) {
    WalkTest.Bowl bowl = new WalkTest.Bowl(false);
    Setup.Trials trials = new Setup.Trials("test", bowl, draws, Optional.empty());
    return new Setup(engine, bowl, HORIZON, SEED, trials, trials, Long.MAX_VALUE);
  }

  /** Moves along the sum of all gradients, and remembers what it made and the arrays of what it saw. */
  private record Heavy(List<Tensor> states, Set<Object> arrays) implements Optimizer {
    Heavy() {
      this(new ArrayList<>(), Collections.newSetFromMap(new IdentityHashMap<>()));
    }

    @Override
    public Tensors theta(Setting s) {
      return Tensors.none();
    }

    @Override
    public Tensors state(Tensors theta, Setting s) {
      return s.x().map(x -> x.engine().zeros(x.shape()));
    }

    @Override
    public Step step(Tensors theta, Tensors state, Observation seen) {
      Tensors sum = state.plus(seen.gradient());
      states.add(sum.get("x"));
      for (Tensors all : List.of(seen.x(), seen.gradient(), sum)) {
        arrays.add(((Buffer) all.get("x")).doubles());
      }
      return new Step(sum.times(-0.001), sum);
    }
  }

  @Test
  void lossesAreThoseOfTheTrainingStepByStep() {
    Engine engine = new JavaEngine();
    Setup setup = setup(engine, 2);
    double[][] curves = Evaluation.of(setup, setup.test(), new Heavy(), Tensors.none(), Watch.NOBODY).losses();
    for (int d = 0; d < 2; d++) {
      Problem p = new Problem(engine, setup.family(), new Heavy(), Toys.SUM, HORIZON, Split.TRAIN, Long.MAX_VALUE);
      Episode e = p.begin(Tensors.none(), SEED.child("test").child(d));
      double[] byOne = new double[HORIZON + 1];
      while (e.t() < HORIZON) {
        Segment segment = p.unroll(Tensors.none(), e, 1, Order.FIRST);
        byOne[(int) e.t()] = segment.trajectory().loss(0).scalar();
        byOne[(int) e.t() + 1] = segment.trajectory().loss(1).scalar();
        e = segment.next();
      }
      assertArrayEquals(byOne, curves[d], "training " + d);
    }
  }

  @Test
  void stopsBetweenAnyTwoSteps() {
    Setup setup = setup(new JavaEngine(), 2);
    for (int steps : new int[] {0, 1, 37, 100, HORIZON, HORIZON + 3}) {
      Heavy optimizer = new Heavy();
      Watch impatient = new Watch() {
        @Override
        public boolean goOn() {
          return optimizer.states.size() < steps;
        }
      };
      assertThrows(Watch.Stopped.class, () -> Evaluation.of(setup, setup.test(), optimizer, Tensors.none(), impatient));
      assertEquals(steps, optimizer.states.size());
    }
  }

  @Test
  void trainingsGiveBackWhatTheyEndedWith() {
    Heavy optimizer = new Heavy();
    Setup setup = setup(new JavaEngine(), 4);
    Evaluation.of(setup, setup.test(), optimizer, Tensors.none(), Watch.NOBODY);
    assertEquals(4 * HORIZON, optimizer.states.size());
    for (int d = 1; d <= 4; d++) {
      Tensor last = optimizer.states.get(d * HORIZON - 1);
      assertThrows(IllegalStateException.class, last::values, "state behind training " + d);
    }
    int stretches = 4 * 3;
    assertTrue(optimizer.arrays.size() <= 8 + 3 * stretches, optimizer.arrays.size() + " arrays for " + 4 * HORIZON + " steps");
  }
}
