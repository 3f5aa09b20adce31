package l2l.runner.itest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import l2l.runner.runs.Comparison;
import l2l.runner.runs.Display;
import l2l.runner.runs.Exchange;
import l2l.runner.runs.Pause;
import l2l.runner.runs.Preview;
import l2l.runner.runs.Run;
import l2l.runner.store.BadInput;
import l2l.runner.store.Metric;
import l2l.runner.store.RunDirectory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.service.cm.ConfigurationAdmin;

/** What may be asked of a run of a workbench while it goes on. */
class LivingRunTest {

  private static final String OUTER = "optimizers/momentum/train/outer";
  private static final String ROLES = " (there are engine, optimizee, optimizers/momentum, optimizers/momentum/train/objective,"
      + " optimizers/momentum/train/estimator, optimizers/momentum/train/outer)";

  @TempDir private Path folder;
  private Bench bench;

  @BeforeEach
  void open() {
    bench = new Bench(folder);
  }

  @AfterEach
  void close() throws InterruptedException {
    bench.close();
  }

  /** What the experiment comes to when nobody touches it. */
  private Path undisturbed() throws Exception {
    return Bench.done(bench.start(Bench.living()));
  }

  private static void assertHoldsNothing() throws Exception {
    assertNull(Container.service(ConfigurationAdmin.class).listConfigurations("(l2l.run=*)"), "a part is still configured for a run");
  }

  // ---- waiting ----

  @Test
  void aPausedRunIsSavedAndHoldsNothingAndGoesOnAsIfUninterrupted() throws Exception {
    Run run = bench.begun(Bench.living());
    Pause pause = Bench.get(run.pause("ada"));
    assertEquals(new Pause(Pause.Reason.REQUESTED, "paused by ada; l2l resume 1 lets it go on"), pause);
    assertEquals(Run.State.PAUSED, run.state());
    assertEquals(pause.sentence(), run.line());
    assertHoldsNothing();
    try (Stream<Path> files = Files.walk(run.directory().orElseThrow())) {
      assertTrue(files.anyMatch(f -> f.getFileName().toString().startsWith("latest-")), "no snapshot was written");
    }
    long steps = run.progress().orElseThrow().done();
    Thread.sleep(100);
    assertEquals(steps, run.progress().orElseThrow().done(), "it goes on");
    assertTrue(Double.isNaN(run.progress().orElseThrow().secondsLeft()), "time is left of what waits");
    Bench.get(run.resume());
    Path there = Bench.done(run);
    assertFalse(run.mixed());
    Bench.assertSame(undisturbed(), there);
    assertHoldsNothing();
  }

  @Test
  void aPausedRunStopsWithASnapshotToGoOnFrom() throws Exception {
    Run run = bench.begun(Bench.living());
    Bench.get(run.pause("ada"));
    run.stop();
    assertEquals(130, run.end().get(20, TimeUnit.SECONDS));
    assertEquals(Run.State.STOPPED, run.state());
    assertTrue(run.line().startsWith("stopped while meta-training momentum; go on with --from "), run.line());
    assertTrue(Files.exists(Path.of(run.line().replaceFirst(".* --from ", ""))), run.line());
    assertEquals("run 1 is over (STOPPED); its record is in " + run.directory().orElseThrow(), Bench.refused(run.resume()));
  }

  @Test
  void aWorkbenchThatStartsAgainHasItsRunsAsTheyWere() throws Exception {
    Run going = bench.begun(Bench.living());
    Run waiting = bench.begun(Bench.living("seed=2"));
    Bench.get(waiting.pause("ada"));
    bench.close();
    assertHoldsNothing();
    bench = new Bench(folder);
    Run still = bench.runs().of(waiting.id()).orElseThrow();
    Bench.in(still, Run.State.PAUSED);
    assertEquals(Pause.Reason.REQUESTED, still.pause().orElseThrow().reason());
    assertEquals("paused by ada; l2l resume 2 lets it go on", still.line());
    Path there = Bench.done(bench.runs().of(going.id()).orElseThrow());
    Bench.assertSame(undisturbed(), there);
    Bench.get(still.resume());
    Bench.done(still);
  }

  @Test
  void aRunThatBeginsBeforeEarlierOnesAreTakenUpIsStartedOnce() throws Exception {
    Run earlier = bench.begun(Bench.living());
    bench.close();
    AtomicBoolean up = new AtomicBoolean();
    bench = new Bench(folder, (Bundle) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {Bundle.class},
        (proxy, method, arguments) -> up.get() ? Bundle.ACTIVE : Bundle.STARTING));
    bench.runs().atOnce(2);
    Run run = bench.begun(Bench.living("seed=2"));
    up.set(true);
    Bench.done(bench.runs().of(earlier.id()).orElseThrow());
    assertEquals(List.of(), bench.runs().queue());
    Bench.done(run);
  }

  @Test
  void whatIsAskedOfARunThatJustEndsIsAnswered() throws Exception {
    Run run = bench.begun(Bench.living("optimizers.momentum.train.steps=40"));
    List<CompletableFuture<Exchange>> asked = new ArrayList<>();
    while (!run.end().isDone()) {
      asked.add(run.undo());
      Thread.sleep(1);
    }
    asked.add(run.undo());
    List<String> answers = asked.stream().map(Bench::refused).distinct().toList();
    assertEquals("run 1 has no swap to take back", answers.get(0));
    assertTrue(answers.size() >= 2 && answers.stream().skip(1).allMatch(said -> said.startsWith("run 1 is over (DONE)")), answers::toString);
  }

  // ---- swaps ----

  @Test
  void otherSettingsOfTheSamePartCarryWhatItRemembers() throws Exception {
    Run run = bench.begun(Bench.living());
    Exchange x = Bench.get(run.swap("outer", "adam", List.of("rate=0.02"), false, "ada"));
    Exchange.Handed outer = x.parts().get(0);
    assertEquals(OUTER, outer.role());
    assertEquals("carry", outer.policy());
    assertEquals(64, outer.before().length());
    assertEquals(outer.before(), outer.after());
    assertEquals("ada", x.who());
    assertTrue(x.words().matches(OUTER + ": other settings of adam [^ ]+ \\([0-9a-f]{8}\\), carry"), x.words());
    assertTrue(run.mixed());
    Path there = Bench.done(run);
    List<String> then = Files.readAllLines(undisturbed().resolve("metrics.csv"));
    List<String> now = Files.readAllLines(there.resolve("metrics.csv"));
    int swap = (int) x.tick() + 1; // the head is a line
    assertEquals(then.subList(0, swap), now.subList(0, swap));
    assertNotEquals(then.get(then.size() - 1), now.get(now.size() - 1));
    String result = Files.readString(there.resolve("result.json"));
    assertTrue(result.contains("\"mixed\" : true") && result.contains("living (mixed)") && result.contains(x.words()), result);
    assertTrue(Files.readString(there.resolve("report.html")).contains("Mixed: before step " + (x.tick() + 1)), "the report");
  }

  @Test
  void aPartThatCannotTakeOverIsRefusedAndTheRunIsUntouched() throws Exception {
    Run run = bench.begun(Bench.living());
    String said = Bench.refused(run.swap("outer", "sgd", List.of(), false, "ada"));
    assertTrue(said.matches("outer: sgd .*cannot take over the values of adam.*; reset it, or go on with adam.*"), said);
    assertEquals(Run.State.RUNNING, run.state());
    assertFalse(run.mixed());
    Bench.assertSame(undisturbed(), Bench.done(run));
  }

  @Test
  void aPartThatIsResetTakesTheRole() throws Exception {
    Run run = bench.begun(Bench.living());
    Exchange x = Bench.get(run.swap("outer", "sgd", List.of("rate=0.001"), true, "ada"));
    assertTrue(x.reset());
    assertEquals(1, x.parts().size(), x.words());
    assertEquals("reset", x.parts().get(0).policy());
    assertEquals("sgd", x.parts().get(0).to().part());
    assertEquals(List.of(x), run.exchanges());
    Bench.done(run);
  }

  @Test
  void aSwapThatCannotBeMeantIsRefusedInWords() throws Exception {
    Run run = bench.begun(Bench.living());
    assertEquals("swap: no part of this experiment is its \"outr\"; did you mean outer?" + ROLES,
        Bench.refused(run.swap("outr", "sgd", List.of(), false, "ada")));
    String part = Bench.refused(run.swap("outer", "adan", List.of(), false, "ada"));
    assertTrue(part.contains("\"adan\"") && part.contains("adam"), part);
    String key = Bench.refused(run.swap("outer", "adam", List.of("rat=0.02"), false, "ada"));
    assertTrue(key.contains("\"rat\"") && key.contains("did you mean rate?"), key);
    String value = Bench.refused(run.swap("outer", "adam", List.of("rate=fast"), false, "ada"));
    assertTrue(value.contains("rate") && value.contains("fast"), value);
    String same = Bench.refused(run.swap("outer", "adam", List.of("rate=0.01"), false, "ada"));
    assertEquals("swap: " + OUTER + " is adam with these settings already; give other ones, or --reset", same);
    String kind = Bench.refused(run.swap("outer", "sum", List.of(), true, "ada"));
    assertTrue(kind.contains("sum"), kind);
    assertFalse(run.mixed());
    run.stop();
  }

  @Test
  void aPausedRunTakesASwapAndStaysPaused() throws Exception {
    Run run = bench.begun(Bench.living());
    Bench.get(run.pause("ada"));
    Bench.get(run.swap("outer", "adam", List.of("rate=0.02"), false, "ada"));
    Bench.in(run, Run.State.PAUSED);
    assertEquals(Pause.Reason.REQUESTED, run.pause().orElseThrow().reason());
    Bench.get(run.resume());
    Bench.done(run);
    assertTrue(run.mixed());
  }

  @Test
  void undoTakesBackStateAndSettings() throws Exception {
    Run run = bench.begun(Bench.living());
    assertEquals("run 1 has no swap to take back", Bench.refused(run.undo()));
    Exchange x = Bench.get(run.swap("outer", "sgd", List.of(), true, "ada"));
    Bench.beyond(run, x.tick() + 10);
    Exchange back = Bench.get(run.undo());
    assertEquals(x, back);
    assertFalse(run.mixed());
    Path there = Bench.done(run);
    Bench.assertSame(undisturbed(), there);
    assertTrue(Files.readString(there.resolve("events.jsonl")).contains("\"what\":\"undo\""), "the record does not tell of it");
  }

  @Test
  void aPreviewShowsWhatIsToComeAndLeavesTheRunUntouched() throws Exception {
    Run run = bench.begun(Bench.living());
    String said = assertThrows(BadInput.class, () -> run.preview("outer", "sgd", List.of(), false, 3)).getMessage();
    assertTrue(said.contains("cannot take over the values of adam"), said);
    Preview preview = run.preview("outer", "sgd", List.of(), true, 3);
    assertEquals(OUTER, preview.role());
    assertEquals(3, preview.without().size());
    assertEquals(3, preview.with().size());
    assertEquals("reset", preview.handed().get(0).policy());
    assertFalse(run.mixed());
    Path there = Bench.done(run);
    Bench.assertSame(undisturbed(), there);
    try (Stream<String> lines = RunDirectory.metrics(there)) {
      List<Double> then = lines.map(Metric::of).skip(preview.steps()).limit(3).map(Metric::objective).toList();
      assertEquals(then, preview.without());
    }
    assertHoldsNothing();
  }

  // ---- copies ----

  @Test
  void aForkGoesOnTheSameWayUntilAnotherPartIsPutIn() throws Exception {
    Run run = bench.begun(Bench.living());
    Bench.get(run.pause("ada"));
    long steps = run.progress().orElseThrow().done();
    Run same = bench.runs().fork(run);
    assertEquals(OptionalLong.of(run.id()), same.parent());
    Bench.done(same);
    Run other = bench.runs().fork(run);
    Exchange x = Bench.get(other.swap("outer", "adam", List.of("rate=0.05"), false, "ada"));
    Bench.done(other);
    Bench.get(run.resume());
    Bench.assertSame(Bench.done(run), same.directory().orElseThrow());
    assertNotEquals(run.directory(), same.directory());
    Comparison.Row equal = Comparison.of(run, same).rows().get(0);
    assertEquals(new Comparison.Row("meta-loss momentum", 0, 400, 0, 0, 0), equal);
    Comparison.Row row = Comparison.of(run, other).rows().get(0);
    assertTrue(x.tick() >= steps && row.equal() >= x.tick() && row.pairs() > 0 && row.pairs() <= 400 - x.tick(), row::toString);
    assertTrue(row.low() < row.mean() && row.mean() < row.high(), row::toString);
    assertEquals("run 1 is over (DONE); replay it, or run its experiment with --from a snapshot",
        assertThrows(BadInput.class, () -> bench.runs().fork(run)).getMessage());
  }

  @Test
  void aReplayComesToTheSameBytesWithASwapInIt() throws Exception {
    Run run = bench.begun(Bench.living());
    Exchange x = Bench.get(run.swap("outer", "sgd", List.of("rate=0.001"), true, "ada"));
    Path there = Bench.done(run);
    Run replay = bench.runs().replay(run, Display.NOTHING);
    Bench.assertSame(there, Bench.done(replay));
    assertEquals("the replay is byte-equal: 400 lines of metrics.csv, result.json and curves.csv", replay.line());
    assertEquals(x.tick(), replay.exchanges().get(0).tick());
    assertEquals(OptionalLong.of(1), replay.parent());
    assertArrayEquals(Files.readAllBytes(there.resolve("curves.png")),
        Files.readAllBytes(replay.directory().orElseThrow().resolve("curves.png")));
  }

  // ---- turns ----

  @Test
  void oneRunAtATimeComputesWhileTheOthersWaitInTheirOrder() throws Exception {
    bench.runs().atOnce(1);
    Run one = bench.begun(Bench.living());
    Run two = bench.start(Bench.living("seed=2"));
    Run three = bench.start(Bench.living("seed=3"));
    assertEquals(List.of(two, three), bench.runs().queue());
    assertEquals(Run.State.QUEUED, two.state());
    assertEquals("run 2 has not begun yet", Bench.refused(two.pause("ada")));
    Bench.get(one.pause("ada"));
    Bench.begun(two);
    assertEquals(Run.State.QUEUED, three.state());
    Bench.get(one.resume());
    Bench.in(one, Run.State.QUEUED);
    two.stop();
    Bench.begun(three);
    three.stop();
    Bench.done(one);
  }
}
