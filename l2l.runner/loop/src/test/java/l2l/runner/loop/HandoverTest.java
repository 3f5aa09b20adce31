package l2l.runner.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import l2l.api.Episode;
import l2l.api.Extensible;
import l2l.api.MetaGradient;
import l2l.api.MetaProblem;
import l2l.api.Observation;
import l2l.api.OptimizeeFamily;
import l2l.api.Optimizer;
import l2l.api.Setting;
import l2l.api.state.Schema;
import l2l.api.state.Successor;
import l2l.api.state.Values;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Seed;
import l2l.api.tensor.Tensors;
import l2l.engines.java.JavaEngine;
import l2l.optimizers.adam.Adam;
import l2l.optimizers.groups.Groups;
import org.junit.jupiter.api.Test;

class HandoverTest {
  private static final Schema TOY = new Schema("toy", 1);
  private static final Schema TOY2 = new Schema("toy", 2);
  private static final Map<String, Schema> FROM = Map.of("optimizer", TOY, "optimizer/rest", TOY, "outer", new Schema("adam", 1),
      "estimator", new Schema("remembering", 1), "optimizee", new Schema("pair", 1), "objective", new Schema("sum", 1));
  private static final String RAISE = "; raise its edition, and make it a Successor if it can take over the values; where only its"
      + " settings changed, reset it";
  private final Engine engine = new JavaEngine();

  private Setup setup(OptimizeeFamily family) {
    return new Setup(engine, family, 7, new Seed(5), new Setup.Trials("validation", family, 2, Optional.empty()),
        new Setup.Trials("test", family, 2, Optional.empty()), Long.MAX_VALUE);
  }

  private static Contestant contestant(Optimizer optimizer, Optimizer outer, MetaGradient estimator) {
    return new Contestant("toy", optimizer, Optional.empty(),
        Optional.of(new MetaTraining(Toys.SUM, estimator, outer, Schedule.CONSTANT, 1, 0, 6, 2)),
        Optional.of(Tuning.logarithmic(optimizer instanceof Groups ? "a/drift" : "drift", 1e-3, 1e-1, 3)));
  }

  private static Contestant contestant(Optimizer optimizer) {
    return contestant(optimizer, adam(), new Spares.Remembering(2));
  }

  private static Optimizer adam() {
    return new Adam(0.001, 0.9, 0.999, 1e-8);
  }

  private final Optimizer toy = new Toys.Rule(0.02);
  private final Setup setup = setup(new Spares.Pair(3, 1));

  /** 5: an open training at t = 2, a best. 8: the second value of the grid after its first draw. 13: the test after its first draw. */
  private Standing after(int ticks, Setup setup, Contestant c) {
    Contest contest = new Contest(setup, List.of(c));
    Standing s = contest.begin();
    for (int i = 0; i < ticks; i++) {
      s = contest.step(s, Watch.NOBODY);
    }
    return s;
  }

  private Standing after(int ticks) {
    return after(ticks, setup, contestant(toy));
  }

  private static MetaTraining.State state(Handover.Result result) {
    return ((Stage.Training) assertInstanceOf(Handover.Done.class, result,
        () -> result.toString()).standing().stage().orElseThrow()).state();
  }

  private static MetaTraining.State state(Standing s) {
    return ((Stage.Training) s.stage().orElseThrow()).state();
  }

  private static void refused(Handover.Code code, String path, String sentence, Handover.Result result) {
    assertEquals(new Handover.Refused(path, code, sentence), result);
  }

  private static Map<String, Handover.Node> node(String path, Schema schema, Extensible part) {
    return Map.of(path, new Handover.Node(schema, part));
  }

  private Handover.Result swap(Standing s, Optimizer by, Schema schema, String... reset) {
    return new Handover(setup, contestant(by), node("optimizer", schema, by)).of(s, FROM, Set.of(reset));
  }

  private static Values end(Contest contest, Standing s) {
    while (!contest.done(s)) {
      s = contest.step(s, Watch.NOBODY);
    }
    return Saving.values(s.concluded().get(0));
  }

  @Test
  void aRebuiltPartInAnyRoleIsCarriedAndEveryLaterNumberIsTheSame() {
    Contest contest = new Contest(setup, List.of(contestant(toy)));
    Values undisturbed = end(contest, contest.begin());
    int swaps = 0;
    Standing s = contest.begin();
    while (!contest.done(s)) {
      for (String role : new String[] {"optimizer", "outer", "estimator", "optimizee", "objective"}) {
        Setup rebuilt = setup(new Spares.Pair(3, 1));
        Contestant c = contestant(new Toys.Rule(0.02), adam(), new Spares.Remembering(2));
        MetaTraining t = c.training().get();
        Extensible part = Map.<String, Extensible>of("optimizer", c.optimizer(), "outer", t.outer(), "estimator", t.estimator(),
            "optimizee", rebuilt.family(), "objective", t.objective()).get(role);
        Handover.Result r = new Handover(rebuilt, c, node(role, FROM.get(role), part)).of(s, FROM, Set.of());
        Handover.Carried carried = assertInstanceOf(Handover.Carried.class, r, () -> role + ": " + r);
        assertEquals(1, carried.transfers().size());
        Handover.Transfer transfer = carried.transfers().get(0);
        assertEquals(Handover.Policy.CARRY, transfer.policy());
        assertEquals(role, transfer.path());
        assertEquals(transfer.before(), transfer.after());
        s = carried.standing();
        contest = new Contest(rebuilt, List.of(c));
        swaps++;
      }
      s = contest.step(s, Watch.NOBODY);
    }
    assertEquals(5 * (6 + 3 * 2 + 2), swaps);
    assertEquals(undisturbed, Saving.values(s.concluded().get(0)));
  }

  @Test
  void aSuccessorAdoptsThetaStateAndBestAndGoesOnWhereTheOldOneLeftOff() {
    Standing s = after(5);
    Contestant c = contestant(new Spares.Renamed(true, ""), new Spares.Sgd(), new Spares.Remembering(2));
    Standing sgd = after(5, setup, contestant(toy, new Spares.Sgd(), new Spares.Backwards()));
    MetaTraining.State old = state(sgd);
    Contestant plain = contestant(c.optimizer(), new Spares.Sgd(), new Spares.Backwards());
    Handover.Result r = new Handover(setup, plain, node("optimizer", TOY2, c.optimizer())).of(sgd, FROM, Set.of());
    Handover.Adopted adopted = assertInstanceOf(Handover.Adopted.class, r, r::toString);
    MetaTraining.State now = state(adopted);
    assertEquals(List.of("drift", "log"), List.copyOf(now.theta().names()), "theta is in the new part's own order");
    assertEquals(Math.log(old.theta().get("rate").scalar()), now.theta().get("log").scalar());
    assertEquals(Math.log(old.best().get().theta().get("rate").scalar()), now.best().get().theta().get("log").scalar());
    assertEquals(old.best().get().mean(), now.best().get().mean());
    assertEquals(Values.of(old.episode().get().state()), Values.of(now.episode().get().state().under("sum/")));
    assertEquals(Values.of(old.episode().get().x()), Values.of(now.episode().get().x()));
    assertEquals(2, now.episode().get().t());
    Handover.Transfer t = adopted.transfers().get(0);
    assertEquals(Handover.Policy.ADOPT, t.policy());
    assertEquals(TOY, t.from());
    assertEquals(TOY2, t.to());
    assertNotEquals(t.before(), t.after());
    Contest on = new Contest(setup, List.of(plain));
    assertEquals(6, state(on.step(adopted.standing(), Watch.NOBODY)).step());
    refused(Handover.Code.INCOMPATIBLE, "optimizer", "optimizer: the estimator remembers {rate[], drift[]} of a theta {rate[], drift[]},"
        + " and theta becomes {drift[], log[]}; reset the estimator, too", swap(s, c.optimizer(), TOY2));
  }

  @Test
  void refusesAnAdoptedThetaThatTheOutersStateDoesNotFitUnlessThatBeginsAnew() {
    Standing s = after(5, setup, contestant(toy, adam(), new Spares.Backwards()));
    Spares.Renamed by = new Spares.Renamed(true, "");
    Contestant c = contestant(by, adam(), new Spares.Backwards());
    Handover.Result r = new Handover(setup, c, node("optimizer", TOY2, by)).of(s, FROM, Set.of());
    Handover.Refused no = assertInstanceOf(Handover.Refused.class, r, r::toString);
    assertEquals(Handover.Code.INCOMPATIBLE, no.code());
    assertTrue(no.sentence().startsWith("optimizer: a state {") && no.sentence().contains("} of the outer does not fit what it would be"
        + " now, {")
        && no.sentence().endsWith("}; reset the outer, too, or go on with toy edition 1"), no.sentence());
    Map<String, Handover.Node> both = new HashMap<>(node("optimizer", TOY2, by));
    both.put("outer", new Handover.Node(FROM.get("outer"), c.training().get().outer()));
    r = new Handover(setup, c, both).of(s, FROM, Set.of("outer"));
    Handover.Reset done = assertInstanceOf(Handover.Reset.class, r, r::toString);
    assertEquals(Map.of("optimizer", Handover.Policy.ADOPT, "outer", Handover.Policy.RESET), policies(done));
    assertEquals(2, state(done).episode().orElseThrow().t());
    end(new Contest(setup, List.of(c)), done.standing());
  }

  private static Map<String, Handover.Policy> policies(Handover.Done done) {
    Map<String, Handover.Policy> policies = new HashMap<>();
    done.transfers().forEach(t -> policies.put(t.path(), t.policy()));
    return policies;
  }

  @Test
  void aSuccessorMayRefuseAndWhatItGivesIsLookedAt() {
    Standing s = after(5);
    refused(Handover.Code.INCOMPATIBLE, "optimizer", "optimizer: this toy takes over no toy edition 1; train it anew",
        swap(s, new Spares.Renamed(false, ""), TOY2));
    refused(Handover.Code.CONTRACT, "optimizer", "optimizer: adopt of toy edition 2 gave theta {logs[], drift[]}, and its own is {drift[],"
        + " log[]}; let adopt give its own names, shapes and precision", swap(s, new Spares.Renamed(true, "s"), TOY2));
  }

  @Test
  void refusesAnotherSchemaThatIsNoSuccessor() {
    refused(Handover.Code.INCOMPATIBLE, "optimizer",
        "optimizer: wider edition 3 cannot take over the values of toy edition 1, for it is no Successor; reset it, or go on with toy"
            + " edition 1",
        swap(after(5), new Spares.Wider(2, 2), new Schema("wider", 3)));
  }

  @Test
  void refusesTheSameSchemaWithAnotherThetaOrState() {
    refused(Handover.Code.CONTRACT, "optimizer", "optimizer: toy edition 1 held theta {rate[], drift[]}, and the new one of the same"
        + " edition wants {rate[2], drift[]}" + RAISE,
        swap(after(5), new Spares.Wider(2, 2), TOY));
    refused(Handover.Code.CONTRACT, "optimizer", "optimizer: toy edition 1 held theta {rate[], drift[]}, and the new one of the same"
        + " edition wants {rate[2], drift[]}" + RAISE,
        swap(after(8), new Spares.Wider(2, 2), TOY));
    Optimizer more = new Optimizer() {
      @Override
      public Tensors theta(Setting s) {
        return toy.theta(s);
      }

      @Override
      public Tensors state(Tensors theta, Setting s) {
        return toy.state(theta, s).with("m", s.engine().scalar(0));
      }

      @Override
      public Step step(Tensors theta, Tensors state, Observation seen) {
        throw new AssertionError("nobody should take a step");
      }
    };
    refused(Handover.Code.CONTRACT, "optimizer", "optimizer: toy edition 1 held a state {a[2, 3], b[2, 1]}, and the new one of the same"
        + " edition wants {a[2, 3], b[2, 1], m[]}" + RAISE,
        swap(after(5), more, TOY));
  }

  @Test
  void refusesAPartWithoutTheHyperparameterThatIsToBeTuned() {
    Optimizer by = groups(toy, toy);
    Contestant tunesDrift = new Contestant("toy", by, Optional.empty(), contestant(toy).training(), contestant(toy).tuning());
    refused(Handover.Code.INCOMPATIBLE, "optimizer", "optimizer: 'drift' is to be tuned, and theta becomes {a/rate[], a/drift[],"
        + " rest/rate[], rest/drift[]}; take a part that has it",
        new Handover(setup, tunesDrift, node("optimizer", TOY2, by)).of(after(5), FROM, Set.of("optimizer")));
  }

  @Test
  void anOptimizerIsResetWithItsFirstThetaAndNoOpenTraining() {
    Standing s = after(5);
    Handover.Result r = swap(s, new Spares.Renamed(false, ""), TOY2, "optimizer");
    Handover.Reset done = assertInstanceOf(Handover.Reset.class, r, r::toString);
    MetaTraining.State now = state(done);
    assertEquals(Math.log(0.02), now.theta().get("log").scalar());
    assertTrue(now.episode().isEmpty() && now.best().isEmpty());
    assertEquals(5, now.step());
    assertEquals(Map.of("optimizer", Handover.Policy.RESET, "outer", Handover.Policy.RESET), policies(done));
    end(new Contest(setup, List.of(contestant(new Spares.Renamed(false, "")))), done.standing());
    done = assertInstanceOf(Handover.Reset.class, swap(s, toy, TOY, "optimizer"));
    assertEquals(Map.of("optimizer", Handover.Policy.RESET), policies(done));
    assertEquals(Values.of(state(s).outer()), Values.of(state(done).outer()), "the outer's state fits, and was not asked to begin anew");
  }

  @Test
  void anOuterIsCarriedRefusedOrReset() {
    Standing s = after(5);
    Optimizer by = new Toys.Rule(0.001);
    Handover h = new Handover(setup, contestant(toy, by, new Spares.Remembering(2)), node("outer", TOY, by));
    refused(Handover.Code.INCOMPATIBLE, "outer",
        "outer: toy edition 1 cannot take over the values of adam edition 1, for it is no Successor; reset it, or go on with adam edition"
            + " 1",
        h.of(s, FROM, Set.of()));
    Map<String, Schema> same = new HashMap<>(FROM);
    same.put("outer", TOY);
    Handover.Refused no = assertInstanceOf(Handover.Refused.class, h.of(s, same, Set.of()));
    assertEquals(Handover.Code.CONTRACT, no.code());
    assertTrue(no.sentence().startsWith("outer: toy edition 1 held a state {"), no.sentence());
    MetaTraining.State now = state(h.of(s, FROM, Set.of("outer")));
    assertEquals(Values.of(state(s).theta().map(x -> engine.zeros(x.shape()))), Values.of(now.outer()));
    assertEquals(Values.of(state(s).theta()), Values.of(now.theta()));
    assertEquals(2, now.episode().orElseThrow().t());
    Handover rate = new Handover(setup, contestant(toy, new Adam(0.5, 0.9, 0.999, 1e-8), new Spares.Remembering(2)), node("outer",
        FROM.get("outer"),
        new Adam(0.5, 0.9, 0.999, 1e-8)));
    Handover.Carried carried = assertInstanceOf(Handover.Carried.class, rate.of(s, FROM, Set.of()));
    double before = state(new Contest(setup, List.of(contestant(toy))).step(s, Watch.NOBODY)).theta().get("rate").scalar();
    double after = state(new Contest(setup, List.of(rate.contestant())).step(carried.standing(),
        Watch.NOBODY)).theta().get("rate").scalar();
    assertNotEquals(before, after, "an outer's theta is its settings: the new rate counts at once");
  }

  @Test
  void anOuterThatRememberedNothingMakesWayOnlyForOneThatNeedsNothing() {
    Standing s = after(5, setup, contestant(toy, new Spares.Sgd(), new Spares.Backwards()));
    Handover.Result r = new Handover(setup, contestant(toy, adam(), new Spares.Backwards()), node("outer", new Schema("adam", 1), adam()))
        .of(s, Map.of("outer", new Schema("sgd", 1)), Set.of());
    Handover.Refused no = assertInstanceOf(Handover.Refused.class, r, r::toString);
    assertEquals(Handover.Code.INCOMPATIBLE, no.code());
    assertTrue(no.sentence().startsWith("outer: a state {} does not fit what it would be now, {")
        && no.sentence().endsWith("; reset the outer, or go on with sgd edition 1"), no.sentence());
    assertInstanceOf(Handover.Carried.class, new Handover(setup, contestant(toy, new Spares.Sgd(), new Spares.Backwards()),
        node("outer", new Schema("plain", 1), new Spares.Sgd())).of(s, Map.of("outer", new Schema("sgd", 1)), Set.of()));
  }

  @Test
  void anEstimatorsMemoryIsRefusedDroppedOrAdopted() {
    Standing s = after(5);
    assertEquals(2, state(s).episode().orElseThrow().memory().names().size());
    Schema other = new Schema("backwards", 1);
    Handover h = new Handover(setup, contestant(toy, adam(), new Spares.Backwards()), node("estimator", other, new Spares.Backwards()));
    refused(Handover.Code.INCOMPATIBLE, "estimator", "estimator: backwards edition 1 cannot take over the values of remembering edition 1,"
        + " for it is no Successor; reset it, or go on with remembering edition 1", h.of(s, FROM, Set.of()));
    MetaTraining.State now = state(h.of(s, FROM, Set.of("estimator")));
    assertTrue(now.episode().orElseThrow().memory().isEmpty());
    assertEquals(Values.of(state(s).episode().get().x()), Values.of(now.episode().get().x()));
    Standing nothing = after(4);
    assertTrue(state(nothing).episode().isEmpty(), "the training ended with this step");
    assertInstanceOf(Handover.Carried.class, h.of(nothing, FROM, Set.of()), "nothing is remembered, so nothing is lost");
    class Doubling implements MetaGradient, Successor {
      @Override
      public Estimate estimate(MetaProblem problem, Tensors theta, Optional<Episode> from, Seed seed) {
        throw new AssertionError("nobody should estimate");
      }

      @Override
      public Values adopt(Schema from, Values saved) {
        return Values.none().with("memory/twice", new double[] {2 * saved.doubles("memory/rate")[0]});
      }
    }
    MetaGradient by = new Doubling();
    now = state(new Handover(setup, contestant(toy, adam(), by), node("estimator", other, by)).of(s, FROM, Set.of()));
    assertEquals(2 * state(s).episode().get().memory().get("rate").scalar(), now.episode().orElseThrow().memory().get("twice").scalar());
  }

  @Test
  void anOptimizeeIsCarriedRefusedResetOrAdopted() {
    Standing s = after(5);
    Setup longer = setup(new Spares.Pair(4, 1));
    Handover same = new Handover(longer, contestant(toy), node("optimizee", FROM.get("optimizee"), longer.family()));
    refused(Handover.Code.CONTRACT, "optimizee", "optimizee: pair edition 1 held x {a[2, 3], b[2, 1]}, and the new one of the same edition"
        + " wants {a[2, 4], b[2, 1]}" + RAISE, same.of(s, FROM, Set.of()));
    Schema pair2 = new Schema("pair", 2);
    Handover other = new Handover(longer, contestant(toy), node("optimizee", pair2, longer.family()));
    refused(Handover.Code.INCOMPATIBLE, "optimizee",
        "optimizee: pair edition 2 cannot take over the values of pair edition 1, for it is no Successor; reset it, or go on with pair"
            + " edition 1",
        other.of(s, FROM, Set.of()));
    MetaTraining.State now = state(other.of(s, FROM, Set.of("optimizee")));
    assertTrue(now.episode().isEmpty() && now.best().isPresent());
    assertEquals(Values.of(state(s).theta()), Values.of(now.theta()));
    Spares.Longer adopting = new Spares.Longer(new Spares.Pair(3, 1));
    Setup its = setup(adopting);
    now = state(new Handover(its, contestant(toy), node("optimizee", pair2, adopting)).of(s, FROM, Set.of()));
    assertEquals(List.of("a", "b"), List.copyOf(now.episode().orElseThrow().x().names()));
    assertEquals(0, now.episode().get().x().get("a").values()[0]);
    Spares.Longer wider = new Spares.Longer(new Spares.Pair(4, 1));
    refused(Handover.Code.INCOMPATIBLE, "optimizee", "optimizee: a state {a[2, 3], b[2, 1]} of the optimizer does not fit what it would be"
        + " now, {a[2, 4], b[2, 1]}; reset the optimizer, too, or go on with pair edition 1",
        new Handover(setup(wider), contestant(toy), node("optimizee", pair2, wider)).of(s, FROM, Set.of()));
  }

  @Test
  void anObjectiveHoldsNothingSoAnyOtherTakesItsPlace() {
    Standing s = after(5);
    Handover.Result r = new Handover(setup, contestant(toy), node("objective", new Schema("log", 7), Toys.SUM)).of(s, FROM, Set.of());
    Handover.Carried carried = assertInstanceOf(Handover.Carried.class, r, r::toString);
    assertEquals(Values.none().sha256(), carried.transfers().get(0).before());
  }

  private static Optimizer groups(Optimizer a, Optimizer rest) {
    return new Groups(List.of(new Groups.Group("a", a), new Groups.Group("rest", rest)));
  }

  @Test
  void aNestedPartGoesThroughTheTableByItselfAndTheOthersAreUntouched() {
    Contestant old = contestant(groups(toy, toy), new Spares.Sgd(), new Spares.Backwards());
    Standing s = after(5, setup, old);
    MetaTraining.State before = state(s);
    Spares.Renamed by = new Spares.Renamed(true, "");
    Contestant c = contestant(groups(toy, by), new Spares.Sgd(), new Spares.Backwards());
    Handover.Adopted adopted = assertInstanceOf(Handover.Adopted.class,
        new Handover(setup, c, node("optimizer/rest", TOY2, by)).of(s, FROM, Set.of()));
    MetaTraining.State now = state(adopted);
    assertEquals(Values.of(before.theta().under("a/")), Values.of(now.theta().under("a/")));
    assertEquals(Math.log(before.theta().get("rest/rate").scalar()), now.theta().get("rest/log").scalar());
    assertEquals(Math.log(before.best().get().theta().get("rest/rate").scalar()), now.best().get().theta().get("rest/log").scalar());
    assertEquals(Values.of(before.episode().get().state().under("a/")), Values.of(now.episode().get().state().under("a/")));
    assertEquals(Values.of(before.episode().get().state().under("rest/")), Values.of(now.episode().get().state().under("rest/sum/")));
    assertEquals("optimizer/rest", adopted.transfers().get(0).path());
    end(new Contest(setup, List.of(c)), adopted.standing());
    refused(Handover.Code.CONTRACT, "optimizer/rest", "optimizer/rest: toy edition 1 held theta {a/rate[], a/drift[], rest/rate[],"
        + " rest/drift[]}, and the new one of the same edition wants {a/rate[], a/drift[], rest/rate[2], rest/drift[]}" + RAISE,
        new Handover(setup, contestant(groups(toy, new Spares.Wider(2, 1)), new Spares.Sgd(), new Spares.Backwards()),
            Map.of("optimizer/rest", new Handover.Node(TOY, new Spares.Wider(2, 1)), "optimizer", new Handover.Node(TOY, groups(toy, toy))))
            .of(s, FROM, Set.of()));
    Handover.Reset reset = assertInstanceOf(Handover.Reset.class,
        new Handover(setup, c, node("optimizer/rest", TOY2, by)).of(s, FROM, Set.of("optimizer/rest")));
    now = state(reset);
    assertEquals(Values.of(before.theta().under("a/")), Values.of(now.theta().under("a/")));
    assertEquals(Math.log(0.02), now.theta().get("rest/log").scalar());
    assertTrue(now.episode().isEmpty() && now.best().isEmpty());
  }

  @Test
  void whatIsNestedInAPartThatBeginsAnewBeginsAnewToo() {
    Standing s = after(5, setup, contestant(groups(toy, toy), new Spares.Sgd(), new Spares.Backwards()));
    Spares.Renamed stubborn = new Spares.Renamed(false, "");
    Contestant c = contestant(groups(toy, stubborn), new Spares.Sgd(), new Spares.Backwards());
    Map<String, Handover.Node> both = Map.of("optimizer", new Handover.Node(TOY, c.optimizer()), "optimizer/rest",
        new Handover.Node(TOY2, stubborn));
    refused(Handover.Code.INCOMPATIBLE, "optimizer/rest", "optimizer/rest: this toy takes over no toy edition 1; train it anew",
        new Handover(setup, c, both).of(s, FROM, Set.of()));
    Handover.Reset reset = assertInstanceOf(Handover.Reset.class, new Handover(setup, c, both).of(s, FROM, Set.of("optimizer")));
    assertEquals(Map.of("optimizer", Handover.Policy.RESET, "optimizer/rest", Handover.Policy.RESET), policies(reset));
    assertEquals(Values.of(MetaTraining.theta(setup, c.optimizer())), Values.of(state(reset).theta()));
  }

  @Test
  void refusesAnOptimizeeOnWhichThetaDoesNotFitEvenIfItBeginsAnew() {
    Contestant c = contestant(new Spares.Each(), new Spares.Sgd(), new Spares.Backwards());
    Standing s = after(5, setup, c);
    Setup longer = setup(new Spares.Pair(4, 1));
    Schema pair2 = new Schema("pair", 2);
    refused(Handover.Code.INCOMPATIBLE, "optimizee", "optimizee: theta {drift[2, 3]} of the optimizer does not fit what it would be now,"
        + " {drift[2, 4]}; reset the optimizer, too, or go on with pair edition 1",
        new Handover(longer, c, node("optimizee", pair2, longer.family())).of(s, FROM, Set.of("optimizee")));
    refused(Handover.Code.CONTRACT, "optimizee", "optimizee: pair edition 1 held theta {drift[2, 3]}, and the new one of the same edition"
        + " wants {drift[2, 4]}" + RAISE,
        new Handover(longer, c, node("optimizee", FROM.get("optimizee"), longer.family())).of(s, FROM, Set.of()));
    Handover.Reset reset = assertInstanceOf(Handover.Reset.class, new Handover(longer, c, Map.of("optimizee",
        new Handover.Node(pair2, longer.family()), "optimizer", new Handover.Node(TOY, c.optimizer())))
        .of(s, FROM, Set.of("optimizee", "optimizer")));
    end(new Contest(longer, List.of(c)), reset.standing());
  }

  @Test
  void whileTunedOrTestedAdoptAndResetBeginTheEvaluationAtHandAgain() {
    Spares.Renamed by = new Spares.Renamed(true, "");
    Stage.Tuning tuning = (Stage.Tuning) after(9).stage().orElseThrow();
    assertEquals(1, tuning.means().length);
    assertEquals(1, tuning.draws());
    Handover.Adopted adopted = assertInstanceOf(Handover.Adopted.class, swap(after(9), by, TOY2));
    Stage.Tuning now = (Stage.Tuning) adopted.standing().stage().orElseThrow();
    assertEquals(Math.log(tuning.theta().get("rate").scalar()), now.theta().get("log").scalar());
    assertEquals(0, now.draws() + now.partial().tasks());
    assertEquals(tuning.means()[0], now.means()[0]);
    end(new Contest(setup, List.of(contestant(by))), adopted.standing());
    Stage.Testing testing = (Stage.Testing) after(13).stage().orElseThrow();
    assertEquals(1, testing.draws());
    Handover.Reset reset = assertInstanceOf(Handover.Reset.class, swap(after(13), by, TOY2, "optimizer"));
    Stage.Testing then = (Stage.Testing) reset.standing().stage().orElseThrow();
    assertEquals(0, then.draws() + then.partial().tasks());
    assertEquals(Math.log(0.02), then.theta().get("log").scalar());
    assertEquals(testing.chosen().get().value(), then.theta().get("drift").scalar());
    Handover.Carried carried = assertInstanceOf(Handover.Carried.class, swap(after(13), new Toys.Rule(3), TOY));
    assertEquals(1, ((Stage.Testing) carried.standing().stage().orElseThrow()).draws());
    Schema pair2 = new Schema("pair", 2);
    Handover other = new Handover(setup, contestant(toy), node("optimizee", pair2, setup.family()));
    refused(Handover.Code.INCOMPATIBLE, "optimizee", "optimizee: an evaluation on pair edition 1 is under way and cannot go on with pair"
        + " edition 2; reset it to begin this evaluation again, or go on with pair edition 1", other.of(after(13), FROM, Set.of()));
    reset = assertInstanceOf(Handover.Reset.class, other.of(after(13), FROM, Set.of("optimizee")));
    assertEquals(0, ((Stage.Testing) reset.standing().stage().orElseThrow()).draws());
  }

  @Test
  void betweenContestantsThereIsNothingToHandOver() {
    Contest contest = new Contest(setup, List.of(contestant(toy)));
    Handover.Carried carried = assertInstanceOf(Handover.Carried.class, swap(contest.begin(), new Spares.Wider(2, 2), TOY2));
    assertEquals(contest.begin(), carried.standing());
    List<String> hashes = new ArrayList<>();
    carried.transfers().forEach(t -> hashes.addAll(List.of(t.before(), t.after())));
    assertEquals(List.of(Values.none().sha256(), Values.none().sha256()), hashes);
  }

  @Test
  void saysWhatIsMissing() {
    Standing s = after(1);
    var missing = assertThrows(IllegalArgumentException.class, () -> swap(s, toy, TOY, "outer"));
    assertEquals("hand-over: outer is to be reset and is not among the parts [optimizer]", missing.getMessage());
    missing = assertThrows(IllegalArgumentException.class,
        () -> new Handover(setup, contestant(toy), node("optimizer", TOY, toy)).of(s, Map.of("outer", TOY), Set.of()));
    assertEquals("hand-over: no old schema of optimizer among [outer]", missing.getMessage());
  }
}
