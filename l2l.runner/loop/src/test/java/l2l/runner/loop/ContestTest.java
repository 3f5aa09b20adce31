package l2l.runner.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import l2l.api.Order;
import l2l.api.state.IncompatibleSnapshot;
import l2l.api.state.Schema;
import l2l.api.state.Snapshot;
import l2l.api.state.Values;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Precision;
import l2l.api.tensor.Seed;
import l2l.engines.blas.Nd4jEngine;
import l2l.engines.java.JavaEngine;
import l2l.optimizers.adam.Adam;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ContestTest {
  private static final Map<String, Schema> SCHEMAS = Map.of("optimizer", new Schema("toy", 1), "outer", new Schema("adam", 1), "estimator",
      new Schema("backwards", 1), "optimizee", new Schema("quartic", 1));

  private static Setup setup(Engine engine) {
    return new Setup(engine, new Toys.Quartic(3), 7, new Seed(5), new Setup.Trials("validation", new Toys.Quartic(2), 2, Optional.empty()),
        new Setup.Trials("test", new Toys.Quartic(4), 3, Optional.of(new Setup.Judge(l2l.api.Split.TEST, true))), Long.MAX_VALUE);
  }

  /** One that is trained, tuned and tested; one that is tuned and tested; one that is tested. */
  private static List<Contestant> contestants() {
    MetaTraining training = new MetaTraining(Toys.SUM, new Toys.Backwards(2, Order.FIRST), new Adam(0.01, 0.9, 0.999, 1e-8),
        Schedule.COSINE, 0.1, 0.5, 9, 4);
    return List.of(new Contestant("whole", new Toys.Rule(0.02), Optional.empty(), Optional.of(training),
            Optional.of(Tuning.logarithmic("rate", 1e-3, 1e-1, 3))),
        new Contestant("tuned", new Toys.Rule(0.02), Optional.empty(), Optional.empty(),
            Optional.of(Tuning.logarithmic("rate", 1e-3, 1e-1, 2))),
        new Contestant("given", new Toys.Rule(0.02), Optional.empty(), Optional.empty(), Optional.empty()));
  }

  private static final int STEPS = 9 + 3 * 2 + 3 + 2 * 2 + 3 + 3;

  /** Everything a watch is told, as text; doubles with every bit. */
  private static final class Told implements Watch {
    private final List<String> events = new ArrayList<>();

    @Override
    public void phase(String name, long total) {
      events.add("phase " + name + " " + total);
    }

    @Override
    public void advanced(long done, double objective) {
      events.add("advanced " + done + " " + Double.toHexString(objective));
    }

    @Override
    public void metaStep(String optimizer, MetaTraining.Metrics metrics) {
      events.add("metaStep " + optimizer + " " + metrics);
    }

    @Override
    public void state(String optimizer, MetaTraining.State state) {
      events.add("state " + optimizer + " " + state.step() + " " + Values.of(state.theta()).sha256());
    }

    @Override
    public void warning(String sentence) {
      events.add("warning " + sentence);
    }
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void continuesFromASnapshotAtEveryTickAsIfUninterrupted(Precision precision) throws Exception {
    try (Nd4jEngine engine = new Nd4jEngine(precision, 1); Nd4jEngine another = new Nd4jEngine(precision, 1)) {
      continuesAtEveryTick(engine, another);
    }
  }

  private void continuesAtEveryTick(Engine engine, Engine another) throws IncompatibleSnapshot {
    Told whole = new Told();
    List<Standing> standings = new ArrayList<>();
    List<Integer> told = new ArrayList<>();
    Contest contest = new Contest(setup(engine), contestants());
    standings.add(contest.begin());
    told.add(0);
    while (!contest.done(standings.get(standings.size() - 1))) {
      standings.add(contest.step(standings.get(standings.size() - 1), whole));
      told.add(whole.events.size());
    }
    assertEquals(STEPS + 1, standings.size());
    List<Contestant.Outcome> end = standings.get(STEPS).concluded();
    for (int tick = 0; tick < STEPS; tick++) {
      Contest resumed = new Contest(setup(another), contestants());
      Told rest = new Told();
      Standing s = savedAndRestored(another, standings.get(tick));
      assertEquals(tick, s.tick());
      while (!resumed.done(s)) {
        s = savedAndRestored(another, resumed.step(s, rest));
      }
      assertEquals(whole.events.subList(told.get(tick), whole.events.size()), rest.events, "resumed at tick " + tick);
      assertEquals(STEPS, s.tick());
      assertEquals(3, s.concluded().size());
      for (int i = 0; i < 3; i++) {
        assertEquals(Saving.values(end.get(i)), Saving.values(s.concluded().get(i)), "resumed at tick " + tick);
      }
    }
    assertTrue(end.get(0).trained().orElseThrow().best().isPresent() && end.get(0).chosen().isPresent());
    assertTrue(end.get(1).trained().isEmpty() && end.get(1).chosen().isPresent());
    assertEquals(12, end.get(2).test().tasks());
  }

  private static Standing savedAndRestored(Engine engine, Standing s) throws IncompatibleSnapshot {
    Snapshot saved = Saving.snapshot(new Seed(5), s, SCHEMAS);
    assertEquals(s.stage().map(Stage::contestant), Saving.contestant(saved));
    List<Contestant.Outcome> concluded = new ArrayList<>();
    s.concluded().forEach(o -> concluded.add(Saving.outcome(engine, Saving.values(o))));
    Standing back = Saving.restore(engine, saved, SCHEMAS, concluded);
    assertEquals(saved.parts(), Saving.snapshot(new Seed(5), back, SCHEMAS).parts());
    return back;
  }

  @Test
  void isTheRunOfOneContestantAfterAnother() {
    Engine engine = new JavaEngine();
    Told stepped = new Told();
    Contest contest = new Contest(setup(engine), contestants());
    Standing s = contest.begin();
    while (!contest.done(s)) {
      s = contest.step(s, stepped);
    }
    Told run = new Told();
    List<Contestant.Outcome> outcomes = contestants().stream().map(c -> c.run(setup(engine), Optional.empty(), run)).toList();
    assertEquals(run.events, stepped.events);
    assertEquals(List.of("phase meta-training whole 9", "phase tuning whole 3", "phase testing whole 3", "phase tuning tuned 2",
        "phase testing tuned 3", "phase testing given 3"), run.events.stream().filter(e -> e.startsWith("phase")).toList());
    for (int i = 0; i < 3; i++) {
      assertEquals(Saving.values(outcomes.get(i)), Saving.values(s.concluded().get(i)));
    }
  }

  /** The parts of a contestant put together by hand: training to its end, every grid value, the test. */
  @Test
  void comesToWhatItsPhasesComeToByThemselves() {
    Engine engine = new JavaEngine();
    Setup setup = setup(engine);
    Contestant c = contestants().get(0);
    MetaTraining t = c.training().get();
    MetaTraining.State end = t.run(setup, c.optimizer(), "whole", t.begin(setup, c.start(setup)), Watch.NOBODY);
    var theta = end.best().orElseThrow().theta();
    double[] means = new double[3];
    for (int i = 0; i < 3; i++) {
      means[i] = Evaluation.of(setup, setup.validation(), c.optimizer(), c.tuning().get().with(theta, c.tuning().get().grid()[i]),
          Watch.NOBODY).mean();
    }
    Contestant.Outcome o = c.run(setup, Optional.empty(), Watch.NOBODY);
    assertEquals(List.of(means[0], means[1], means[2]), java.util.Arrays.stream(o.chosen().orElseThrow().means()).boxed().toList());
    var chosen = c.tuning().get().with(theta, o.chosen().get().value());
    assertEquals(Plain.of(Evaluation.of(setup, setup.test(), c.optimizer(), chosen, Watch.NOBODY)), Plain.of(o.test()));
  }

  @Test
  void entersMetaTrainingWhereAnEarlierRunLeftOff() {
    Engine engine = new JavaEngine();
    Contest whole = new Contest(setup(engine), contestants());
    Standing s = whole.begin();
    for (int i = 0; i < 5; i++) {
      s = whole.step(s, Watch.NOBODY);
    }
    MetaTraining.State state = ((Stage.Training) s.stage().orElseThrow()).state();
    assertEquals(5, state.step());
    Contest continued = new Contest(setup(engine), contestants(), Map.of("whole", state));
    Told told = new Told();
    Standing c = continued.step(continued.begin(), told);
    assertEquals(1, c.tick());
    assertEquals(6, ((Stage.Training) c.stage().orElseThrow()).state().step());
    assertEquals("phase meta-training whole 9", told.events.get(0));
    while (!whole.done(s)) {
      s = whole.step(s, Watch.NOBODY);
    }
    while (!continued.done(c)) {
      c = continued.step(c, Watch.NOBODY);
    }
    assertEquals(Saving.values(s.concluded().get(0)), Saving.values(c.concluded().get(0)));
  }

  @Test
  void announcesThePhaseItIsInTheMidstOf() {
    Contest contest = new Contest(setup(new JavaEngine()), contestants());
    Told told = new Told();
    contest.announce(contest.begin(), told);
    assertEquals(List.of(), told.events);
    contest.announce(contest.step(contest.begin(), Watch.NOBODY), told);
    assertEquals(List.of("phase meta-training whole 9"), told.events);
  }

  @Test
  void refusesAStepAfterTheLastAndAStandingOfAnotherContest() {
    Setup setup = setup(new JavaEngine());
    Contest one = new Contest(setup, contestants().subList(2, 3));
    Standing s = one.begin();
    while (!one.done(s)) {
      s = one.step(s, Watch.NOBODY);
    }
    Standing end = s;
    var refused = assertThrows(IllegalStateException.class, () -> one.step(end, Watch.NOBODY));
    assertEquals("contest: all 1 contestants are through, there is no step left", refused.getMessage());
    Standing other = new Contest(setup, contestants()).step(one.begin(), Watch.NOBODY);
    refused = assertThrows(IllegalStateException.class, () -> one.step(other, Watch.NOBODY));
    assertEquals("contest: whole stands where given is next; go on with the contest it is of", refused.getMessage());
    Contestant untrained = new Contestant("whole", new Toys.Rule(0.02), Optional.empty(), Optional.empty(), Optional.empty());
    refused = assertThrows(IllegalStateException.class, () -> new Contest(setup, List.of(untrained)).step(other, Watch.NOBODY));
    assertEquals("contest: whole stands in a phase that it does not have here (training); go on with the contest it is of",
        refused.getMessage());
  }

  @Test
  void readsOldSnapshotsOfMetaTrainingAndRefusesToBeginTrainingFromLaterOnes() throws Exception {
    Engine engine = new JavaEngine();
    Contest contest = new Contest(setup(engine), contestants());
    Standing s = contest.step(contest.begin(), Watch.NOBODY);
    MetaTraining.State state = ((Stage.Training) s.stage().orElseThrow()).state();
    Snapshot old = Saving.snapshot(new Seed(5), state, SCHEMAS);
    assertEquals(4, old.parts().size());
    assertEquals(Values.of(state.theta()), Values.of(Saving.restore(engine, old, SCHEMAS).theta()));
    assertEquals(Values.of(state.theta()), Values.of(Saving.restore(engine, Saving.snapshot(new Seed(5), s, SCHEMAS), SCHEMAS).theta()));
    var refused = assertThrows(IncompatibleSnapshot.class, () -> Saving.restore(engine, old, SCHEMAS, List.of()));
    assertEquals("the snapshot holds meta-training alone, no contest; begin a new run from it", refused.getMessage());
    for (int i = 0; i < 10; i++) {
      s = contest.step(s, Watch.NOBODY);
    }
    Snapshot later = Saving.snapshot(new Seed(5), s, SCHEMAS);
    refused = assertThrows(IncompatibleSnapshot.class, () -> Saving.restore(engine, later, SCHEMAS));
    assertEquals("the snapshot was made after meta-training; begin from one made while it went on", refused.getMessage());
  }

  @Test
  void refusesASnapshotOfAnotherNestedPartAndOneWhoseOutcomesAreLost() {
    Engine engine = new JavaEngine();
    Contest contest = new Contest(setup(engine), contestants());
    Standing s = contest.begin();
    for (int i = 0; i < STEPS - 1; i++) {
      s = contest.step(s, Watch.NOBODY);
    }
    Map<String, Schema> nested = new HashMap<>(SCHEMAS);
    nested.put("optimizer/rest", new Schema("adam", 1));
    Snapshot saved = Saving.snapshot(new Seed(5), s, nested);
    assertEquals(nested, Saving.schemas(saved));
    nested.put("optimizer/rest", new Schema("adam", 2));
    List<Contestant.Outcome> concluded = s.concluded();
    var refused = assertThrows(IncompatibleSnapshot.class, () -> Saving.restore(engine, saved, nested, concluded));
    assertEquals("the snapshot's optimizer/rest is adam edition 1, this run's is adam edition 2; continue it with the part it was made"
        + " with",
        refused.getMessage());
    refused = assertThrows(IncompatibleSnapshot.class, () -> Saving.restore(engine, saved, Saving.schemas(saved), List.of()));
    assertEquals("the snapshot was made when 2 contestants were through, and what 0 of them came to is there; go on from an earlier"
        + " snapshot",
        refused.getMessage());
  }
}
