package l2l.runner.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Parts that pass every law and fail in a run: what becomes of the run, of the part, and of the other runs. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "bin/l2l is a POSIX script")
class FaultyPartsIT {

  private static final int FAULTS = 3;
  static final String CALM = "\"part\": \"rmsprop\", \"rate\": 0.01";
  static final String ADAM = "\"part\": \"adam\", \"rate\": 0.001";

  @TempDir
  private static Path folder;

  private static LiveWorkbench bench;

  @BeforeAll
  static void startAWorkbench() throws Exception {
    bench = new LiveWorkbench(folder).start();
    Acme.paced().drop(bench.load());
    bench.awaitPart(Acme.PACED);
    bench.l2l("queue", "--at-once", "6");
  }

  @AfterAll
  static void itStopsCleanly() {
    try (LiveWorkbench ended = bench) {
      long process = ended.process();
      ended.l2l("stop");
      LiveWorkbench.await("the end of the workbench", () -> ProcessHandle.of(process).isEmpty(), ended::stacks);
      assertEquals("", ended.log().lines().filter(l -> !l.contains(" is put away: ")).collect(Collectors.joining("\n")));
    }
  }

  /** The optimizer at work and the outer one, with few faults allowed and a budget of a second. */
  static String experiment(String optimizer, String outer, int steps, int pause) {
    return """
        {
          "kind": "compare", "seed": 3, "horizon": 20,
          "engine": {"part": "java"},
          "faults": %d, "budget": 1.0, "snapshot": 1,
          "optimizee": {"part": "quadratic", "dimension": 4, "problems": 2},
          "validation": {"optimizee": {"problems": 2}, "draws": 1},
          "test": {"optimizee": {"problems": 2}, "draws": 2},
          "optimizers": {"learned": {%s, "train": {
            "objective": {"part": "sum"}, "estimator": {"part": "acme.paced", "unroll": 5, "pause": %d}, "outer": {%s},
            "steps": %d, "validate": %d}}},
          "reference": "learned"
        }
        """.formatted(FAULTS, optimizer, pause, outer, steps, steps);
  }

  static String optimizer(String part, int steps, int pause) {
    return experiment("\"part\": \"" + part + "\"", ADAM, steps, pause);
  }

  static PluginForge mended(String name) {
    PluginForge forge = PluginForge.zoo(name).version("1.0.1");
    return name.startsWith("nan") ? forge.replacing("seen.t() < 7 ? -1 : Double.NaN", "-1")
        : forge.replacing("seen.t() == 7", "seen.t() < 0");
  }

  /** The same fault, without a thread that takes a processor for itself. */
  private static PluginForge restful(String name) {
    PluginForge forge = PluginForge.zoo(name);
    return forge.sources().values().stream().anyMatch(s -> s.contains("Thread.onSpinWait()")) ? forge.replacing("Thread.onSpinWait()",
        "Thread.interrupted();\n      java.util.concurrent.locks.LockSupport.parkNanos(1_000_000)") : forge;
  }

  private static void awaitPause(int id, String reason) {
    bench.awaitState(id, "PAUSED", "DONE", "FAILED", "REFUSED");
    LiveWorkbench.await("the reason " + reason,
        () -> !bench.state(id).equals("PAUSED") || bench.run(id).path("reason").asText().equals(reason), () -> bench.run(id).toString());
    assertEquals("PAUSED", bench.state(id), () -> bench.run(id).toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"throwsatstep7", "nanatstep7", "misshapenatstep7", "growsatstep7", "hangsatstep7", "deafatstep7"})
  void isRecordedQuarantinedReleasedAndMended(String name) throws IOException {
    String part = "zoo." + name;
    String experiment = name.startsWith("nan") ? experiment(CALM, "\"part\": \"" + part + "\", \"rate\": 1e-8", 12, 0)
        : optimizer(part, 12, 0);
    String role = name.startsWith("nan") ? "optimizers/learned/train/outer" : "optimizers/learned";
    int beside = bench.run("beside-" + name, experiment(CALM, ADAM, 40, 100));
    restful(name).drop(bench.load());
    bench.awaitPart(part);
    int id = bench.run(name, experiment);
    awaitPause(id, "QUARANTINED");

    List<JsonNode> faults = bench.record(id).events("fault");
    assertEquals(FAULTS, faults.size());
    for (int i = 0; i < FAULTS; i++) {
      JsonNode fault = faults.get(i);
      assertEquals(role, fault.get("role").asText());
      assertEquals(part, fault.get("part").asText());
      assertEquals(part, fault.get("bundle").asText());
      assertEquals("1.0.0", fault.get("version").asText());
      assertEquals(i + 1, fault.get("count").asInt());
      assertEquals(faults.get(0).get("tick"), fault.get("tick"));
      assertTrue(fault.get("text").asText().contains("\tat "), fault::toString);
    }
    String sentence = bench.run(id).get("sentence").asText();
    assertTrue(sentence.startsWith(role + ": " + part + " 1.0.0 of bundle " + part + " failed 3 times; the last time: "), sentence);
    assertTrue(sentence.endsWith("l2l release " + part + " lets it try again, another version in load/ takes its place"), sentence);
    assertEquals(1, bench.record(id).events("paused").size());
    assertTrue(bench.l2l("why", part).startsWith("QUARANTINED: "), bench.l2l("why", part));
    long before = bench.record(id).metrics().size();

    assertTrue(bench.l2l("release", part).contains("is released"));
    LiveWorkbench.await("going on, and the quarantine after it", () -> bench.record(id).events("paused").size() == 2
        && bench.run(id).get("state").asText().equals("PAUSED"), () -> bench.run(id) + bench.l2l("why", part));
    awaitPause(id, "QUARANTINED");
    assertEquals(2 * FAULTS, bench.record(id).events("fault").size());
    assertEquals(1, bench.record(id).events("resumed").size());
    assertEquals(before, bench.record(id).metrics().size());

    mended(name).drop(bench.load());
    bench.awaitState(id, "DONE", "FAILED", "REFUSED");
    assertEquals("DONE", bench.state(id), () -> bench.run(id).toString());
    List<RunRecord.Swap> swaps = bench.record(id).swaps();
    assertEquals(List.of(role + " carry 1.0.1 replaced"),
        swaps.stream().map(s -> s.role() + " " + s.policy() + " " + s.version() + " " + s.cause()).toList());
    assertTrue(bench.run(id).get("mixed").asBoolean());
    int undisturbed = bench.run(name + "-mended", experiment);
    bench.awaitState(undisturbed, "DONE", "FAILED", "REFUSED");
    assertEquals("", bench.record(id).parting(bench.record(undisturbed)));
    assertEquals(12, bench.record(id).metrics().size());

    String old = bench.l2l("why", swaps.get(0).from());
    assertTrue(old.matches(name.startsWith("deaf") ? "(?s)PINNED: .*a thread hangs in its code \\(run " + id + ", step 2, " + role + "\\).*"
        : "(?s)WITHDRAWN: .*"), old);

    bench.awaitState(beside, "DONE", "FAILED", "PAUSED");
    Map<String, Integer> events = new TreeMap<>();
    bench.record(beside).events().forEach(e -> events.merge(e.get("what").asText(), 1, Integer::sum));
    assertFalse(events.containsKey("fault") || events.containsKey("swap") || events.containsKey("paused"), events::toString);
    assertEquals("DONE", bench.state(beside));
  }

  @Test
  void aThreadLeftBehindIsRecordedOnce() throws IOException {
    restful("leaksatstep7").drop(bench.load());
    bench.awaitPart("zoo.leaksatstep7");
    int id = bench.run("leaks", optimizer("zoo.leaksatstep7", 1_000, 300));
    LiveWorkbench.await("the fault", () -> !bench.record(id).events("fault").isEmpty(), () -> bench.run(id).toString());
    LiveWorkbench.rest(3_500); // at least two more looks, at threads that are more by then
    List<JsonNode> faults = bench.record(id).events("fault");
    assertEquals(1, faults.size());
    String text = faults.get(0).get("text").asText();
    assertTrue(text.startsWith("left a thread running, zoo.leaksatstep7\n") && text.contains("zoo.leaksatstep7.Leaksatstep7."), text);
    assertEquals("optimizers/learned", faults.get(0).get("role").asText());
    assertEquals("RUNNING", bench.state(id));
    bench.l2l("stop", Integer.toString(id));
    bench.awaitState(id, "STOPPED");
  }
}
