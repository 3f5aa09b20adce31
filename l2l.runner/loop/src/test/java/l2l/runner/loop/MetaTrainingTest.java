package l2l.runner.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import l2l.api.MetaGradient;
import l2l.api.Order;
import l2l.api.state.IncompatibleSnapshot;
import l2l.api.state.Schema;
import l2l.api.state.Snapshot;
import l2l.api.state.Values;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Seed;
import l2l.api.tensor.Tensors;
import l2l.engines.java.JavaEngine;
import org.junit.jupiter.api.Test;

class MetaTrainingTest {
  private static final Map<String, Schema> SCHEMAS = Map.of("optimizer", new Schema("toy", 1), "outer", new Schema("toy", 1), "estimator",
      new Schema("backwards", 1), "optimizee", new Schema("quartic", 1));
  private final Engine engine = new JavaEngine();
  private final Toys.Rule rule = new Toys.Rule(0.02);
  private final Setup setup = new Setup(engine, new Toys.Quartic(3), 6, new Seed(5), new Setup.Trials("validation", new Toys.Quartic(4),
      2, Optional.empty()),
      new Setup.Trials("test", new Toys.Quartic(4), 2, Optional.empty()), Long.MAX_VALUE);

  private MetaTraining training(long steps, MetaGradient estimator) {
    return new MetaTraining(Toys.SUM, estimator, new Toys.Rule(0.002), Schedule.COSINE, 0.1, 0, steps, 4);
  }

  private MetaTraining training(long steps) {
    return training(steps, new Toys.Backwards(2, Order.FIRST));
  }

  @Test
  void continuesFromASnapshotAsIfUninterrupted() throws Exception {
    MetaTraining t = training(11);
    MetaTraining.State whole = t.run(setup, rule, "toy", t.begin(setup, MetaTraining.theta(setup, rule)), Watch.NOBODY);
    for (int stop : new int[] {1, 3, 4, 7, 10}) {
      List<MetaTraining.State> seen = new ArrayList<>();
      Watch interrupting = new Watch() {
        @Override
        public void state(String optimizer, MetaTraining.State state) {
          seen.add(state);
        }

        @Override
        public boolean goOn() {
          return seen.size() < stop;
        }
      };
      assertThrows(Watch.Stopped.class, () -> t.run(setup, rule, "toy", t.begin(setup, MetaTraining.theta(setup, rule)), interrupting));
      assertEquals(stop, seen.size());
      Snapshot saved = Saving.snapshot(setup.seed(), seen.get(stop - 1), SCHEMAS);
      MetaTraining.State end = t.run(setup, rule, "toy", Saving.restore(engine, saved, SCHEMAS), Watch.NOBODY);
      assertEquals(Values.of(whole.theta()), Values.of(end.theta()), "stopped after " + stop);
      assertEquals(Values.of(whole.outer()), Values.of(end.outer()));
      assertEquals(whole.best().get().mean(), end.best().get().mean());
    }
  }

  @Test
  void refusesASnapshotOfAnotherOptimizer() {
    MetaTraining t = training(2);
    MetaTraining.State end = t.run(setup, rule, "toy", t.begin(setup, MetaTraining.theta(setup, rule)), Watch.NOBODY);
    Snapshot saved = Saving.snapshot(setup.seed(), end, SCHEMAS);
    var other = new java.util.HashMap<>(SCHEMAS);
    other.put("optimizer", new Schema("lstm", 2));
    var refused = assertThrows(IncompatibleSnapshot.class, () -> Saving.restore(engine, saved, other));
    assertEquals("the snapshot's optimizer is toy edition 1, this run's is lstm edition 2; continue it with the part it was made with",
        refused.getMessage());
  }

  @Test
  void improvesTheObjectiveAndKeepsTheBest() {
    MetaTraining t = training(60);
    Tensors start = MetaTraining.theta(setup, rule);
    double before = Evaluation.of(setup, setup.validation(), rule, start, Watch.NOBODY).mean();
    MetaTraining.State end = t.run(setup, rule, "toy", t.begin(setup, start), Watch.NOBODY);
    MetaTraining.Best best = end.best().orElseThrow();
    assertTrue(best.mean() < before, best.mean() + " against " + before);
    assertEquals(best.mean(), Evaluation.of(setup, setup.validation(), rule, best.theta(), Watch.NOBODY).mean());
  }

  @Test
  void leavesThetaAloneWhereTheMetaGradientIsNotFiniteAndSaysSo() {
    MetaGradient broken = (problem, theta, from, seed) -> new MetaGradient.Estimate(Double.NaN,
        theta.with("rate", engine.scalar(Double.NaN)).with("drift", engine.scalar(0)), Optional.empty(), new MetaGradient.Diagnostics(1,
            1, 1, Map.of()));
    List<MetaTraining.Metrics> seen = new ArrayList<>();
    MetaTraining t = training(2, broken);
    Tensors start = MetaTraining.theta(setup, rule);
    MetaTraining.State end = t.run(setup, rule, "toy", t.begin(setup, start), new Watch() {
      @Override
      public void metaStep(String optimizer, MetaTraining.Metrics metrics) {
        seen.add(metrics);
      }
    });
    assertEquals(Values.of(start), Values.of(end.theta()));
    assertEquals(2, seen.size());
    assertTrue(seen.get(0).skipped());
    assertEquals(0.5, seen.get(0).nonFinite());
    assertEquals(0.5, seen.get(0).zeros());
  }

  @Test
  void tuningChoosesTheLeastMeanAndKnowsTheEdge() {
    Tuning grid = Tuning.logarithmic("rate", 1e-4, 1e-1, 7);
    Tuning.Chosen c = grid.choose(setup, rule, MetaTraining.theta(setup, rule), Watch.NOBODY);
    assertEquals(7, c.means().length);
    for (double mean : c.means()) {
      assertTrue(c.means()[c.best()] <= mean);
    }
    assertEquals(c.best() == 6, c.atEdge());
    assertEquals(1e-4, c.grid()[0], 1e-18);
    assertEquals(1e-1, c.grid()[6], 1e-15);
  }

  @Test
  void testTasksAreTheSameForEveryOptimizerAndOtherThanValidationTasks() {
    Tensors theta = MetaTraining.theta(setup, rule);
    Curves a = Evaluation.of(setup, setup.test(), rule, theta, Watch.NOBODY);
    Curves b = Evaluation.of(setup, setup.test(), new Toys.Rule(7), theta.with("rate", engine.scalar(0.3)), Watch.NOBODY);
    Curves c = Evaluation.of(setup, setup.validation(), rule, theta, Watch.NOBODY);
    assertEquals(8, a.tasks());
    for (int i = 0; i < 8; i++) {
      assertEquals(a.losses()[i][0], b.losses()[i][0]);
      assertTrue(a.losses()[i][0] != c.losses()[i][0]);
    }
  }

  @Test
  void givenThetasAreCheckedBeforeAnythingStarts() {
    Values wrong = Values.none().with("rate", new double[] {1, 2}, 2).with("drift", new double[] {0.1});
    var refused = assertThrows(Refusal.class, () -> new Contestant("toy", rule, Optional.of(wrong), Optional.empty(),
        Optional.empty()).start(setup));
    assertEquals("toy: rate is [2], this optimizer wants []", refused.getMessage());
    Values nan = Values.none().with("rate", new double[] {Double.NaN}).with("drift", new double[] {0.1});
    refused = assertThrows(Refusal.class, () -> new Contestant("toy", rule, Optional.of(nan), Optional.empty(),
        Optional.empty()).start(setup));
    assertEquals("toy: the given rate holds NaN; a theta must be finite", refused.getMessage());
  }
}
