package l2l.runner.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Parts that end the JVM, which nothing in it can hinder: the workbench comes up again, and not to be ended once more by the same. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "bin/l2l is a POSIX script")
class FatalPartsIT {

  private static final String PART = "zoo.exitsatstep7";
  private static final int STEPS = 12;
  private static final int DEATHS = 4;

  @TempDir
  private Path folder;

  private LiveWorkbench bench;
  private int beside;

  @BeforeEach
  void startAWorkbench() throws Exception {
    bench = new LiveWorkbench(folder).start();
    Acme.paced().drop(bench.load());
    bench.awaitPart(Acme.PACED);
    beside = bench.run("beside", FaultyPartsIT.experiment(FaultyPartsIT.CALM, FaultyPartsIT.ADAM, 200, 100));
  }

  @AfterEach
  void end() {
    bench.close();
  }

  private void awaitEnd(long process) {
    LiveWorkbench.await("the end of the workbench", () -> ProcessHandle.of(process).isEmpty(), bench::stacks);
  }

  private void finishesWithTheMendedPart(int id) throws IOException {
    FaultyPartsIT.mended("exitsatstep7").drop(bench.load());
    bench.awaitState(id, "DONE", "FAILED", "REFUSED");
    int undisturbed = bench.run("mended", FaultyPartsIT.optimizer(PART, STEPS, 0));
    bench.awaitState(undisturbed, "DONE", "FAILED", "REFUSED");
    assertEquals("", bench.record(id).parting(bench.record(undisturbed)));
    assertEquals(STEPS, bench.record(id).metrics().size());
    bench.l2l("swap", Integer.toString(beside), "estimator", Acme.PACED, "unroll=5", "pause=0");
    bench.awaitState(beside, "DONE", "FAILED", "PAUSED");
    RunRecord other = bench.record(beside);
    assertEquals(200, other.metrics().size());
    assertEquals(0, other.events("fault").size());
  }

  @Test
  void aPartThatEndsTheJvmIsPutAwayAtOnce() throws Exception {
    PluginForge.zoo("exitsatstep7").drop(bench.load());
    bench.awaitPart(PART);
    long process = bench.process();
    int id = bench.run("exits", FaultyPartsIT.optimizer(PART, STEPS, 0));
    awaitEnd(process);
    bench.start();
    assertEquals("QUARANTINED", bench.run(id).path("reason").asText(), () -> bench.run(id).toString());
    String sentence = bench.run(id).get("sentence").asText();
    assertTrue(sentence.startsWith("optimizers/learned: " + PART + " 1.0.0 of bundle " + PART + " failed 1 time: it ended the JVM; "),
        sentence);
    assertTrue(bench.record(id).events("fault").get(0).get("text").asText().contains("Exitsatstep7.step("));
    assertTrue(bench.l2l("why", PART).startsWith("QUARANTINED: "), () -> bench.l2l("why", PART));
    finishesWithTheMendedPart(id);
  }

  @Test
  void aRunThatBroughtTheJvmDownAgainAndAgainIsNotTakenUpByItself() throws Exception {
    PluginForge.zoo("exitsatstep7").replacing("System.exit(7)", "Runtime.getRuntime().halt(7)").drop(bench.load());
    bench.awaitPart(PART);
    int id = -1;
    for (int death = 1; death <= DEATHS; death++) {
      long process = bench.process();
      if (death == 1) {
        id = bench.run("halts", FaultyPartsIT.optimizer(PART, STEPS, 2_000).replace("\"budget\": 1.0", "\"budget\": 60"));
      }
      awaitEnd(process);
      bench.start();
    }
    int run = id;
    assertEquals("FATAL", bench.run(run).path("reason").asText(), () -> bench.run(run).toString());
    String sentence = bench.run(run).get("sentence").asText();
    assertTrue(sentence.startsWith("the JVM ended without a word 4 times in a row while this run was in step 2; "), sentence);
    assertTrue(sentence.contains("l2l resume " + run + " lets it try again"), sentence);
    long still = bench.process();
    LiveWorkbench.await("the other run going on", () -> bench.record(beside).metrics().size() > 40, () -> bench.run(beside).toString());
    assertEquals(still, bench.process());
    assertFalse(bench.run(beside).get("state").asText().equals("PAUSED"));
    assertEquals(List.of(), bench.record(run).events("fault"));
    FaultyPartsIT.mended("exitsatstep7").drop(bench.load());
    LiveWorkbench.await("the mended part", () -> bench.l2l("why", PART).startsWith("READY: " + PART + " 1.0.1"),
        () -> bench.l2l("why", PART));
    bench.l2l("resume", Integer.toString(run));
    bench.l2l("swap", Integer.toString(run), "estimator", Acme.PACED, "unroll=5", "pause=0");
    finishesWithTheMendedPart(run);
  }
}
