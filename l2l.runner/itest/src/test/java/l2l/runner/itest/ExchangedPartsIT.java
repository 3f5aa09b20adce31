package l2l.runner.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

/** Parts that change under a run in every way there is, by files in load/ or by somebody else's hand in the container. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "bin/l2l is a POSIX script")
class ExchangedPartsIT {

  /** A run left to itself takes five minutes, far longer than any of these tests needs it for; what is left is then hurried through. */
  private static final int STEPS = 600;
  private static final int PAUSE = 500;
  private static final String HURRY = "asked optimizers/learned/train/estimator carry";
  private static final String RULE = "acme.nested";

  @TempDir
  private static Path folder;

  private static LiveWorkbench bench;
  private static int number;

  @BeforeAll
  static void startAWorkbench() throws Exception {
    bench = new LiveWorkbench(folder).start();
    Acme.paced().drop(bench.load());
    bench.awaitPart(Acme.PACED);
    bench.l2l("queue", "--at-once", "4");
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

  /** An experiment of one learned optimizer: JSON objects without braces, by role; roles not given have the distribution's parts. */
  private static String experiment(Map<String, String> parts, int steps, int pause) {
    return """
        {
          "kind": "compare", "seed": 5, "horizon": 20, "engine": {%s}, "faults": 2, "budget": 30, "snapshot": 1,
          "optimizee": {%s}, "validation": {"draws": 1}, "test": {"draws": 1},
          "optimizers": {"learned": {%s, "train": {
            "objective": {%s}, "estimator": {%s, "unroll": 5, "pause": %d}, "outer": {%s}, "steps": %d, "validate": %d}}},
          "reference": "learned"
        }
        """.formatted(parts.getOrDefault("engine", "\"part\": \"java\""),
        parts.getOrDefault("optimizee", "\"part\": \"quadratic\", \"dimension\": 4, \"problems\": 2"),
        parts.getOrDefault("optimizer", FaultyPartsIT.CALM), parts.getOrDefault("objective", "\"part\": \"sum\""),
        parts.getOrDefault("estimator", "\"part\": \"acme.paced\""), pause, parts.getOrDefault("outer", FaultyPartsIT.ADAM), steps, steps);
  }

  private static int run(Map<String, String> parts, int pause) throws IOException {
    return bench.run("run" + ++number, experiment(parts, STEPS, pause));
  }

  /** Starts a run and lets it take some steps. */
  private static int underWay(Map<String, String> parts) throws IOException {
    int id = run(parts, PAUSE);
    LiveWorkbench.await("first steps", () -> bench.record(id).metrics().size() > 3, () -> bench.run(id).toString());
    return id;
  }

  /** The run comes to its end and to the numbers of one that was left alone. */
  private static RunRecord endsAs(int id, int undisturbed) {
    bench.awaitState(undisturbed, "DONE", "FAILED", "REFUSED");
    LiveWorkbench.await("run " + id + " to go on", () -> !bench.state(id).equals("PAUSED"), () -> bench.run(id).toString());
    bench.l2l("swap", Integer.toString(id), "estimator", Acme.PACED, "unroll=5", "pause=0");
    bench.awaitState(id, "DONE", "FAILED", "REFUSED", "PAUSED");
    assertEquals("DONE", bench.state(id), () -> bench.run(id).toString());
    assertEquals("", bench.record(id).parting(bench.record(undisturbed)));
    assertEquals(STEPS, bench.record(id).metrics().size());
    return bench.record(id);
  }

  private static void awaitPause(int id, String reason) {
    LiveWorkbench.await("run " + id + " PAUSED " + reason, () -> over(id) || bench.run(id).path("reason").asText().equals(reason),
        () -> bench.run(id).toString());
    assertEquals(reason, bench.run(id).path("reason").asText(), () -> bench.run(id) + "\n" + policies(bench.record(id)));
  }

  private static void awaitSwaps(int id, int count) {
    LiveWorkbench.await("swap " + count + " of run " + id, () -> over(id) || bench.record(id).events("swap").size() >= count,
        () -> bench.run(id).toString());
    assertFalse(over(id), () -> bench.run(id) + "\n" + policies(bench.record(id)));
  }

  private static boolean over(int id) {
    return List.of("DONE", "FAILED", "REFUSED", "STOPPED").contains(bench.state(id));
  }

  private static List<String> policies(RunRecord record) {
    return record.swaps().stream().map(s -> s.cause() + " " + s.role() + " " + s.policy()).toList();
  }

  private static PluginForge throwing(Acme.Role role, String before, String condition) {
    return role.plugin.replacing(before, "if (" + condition + ") {\n throw new IllegalStateException(\"unlucky\");\n }\n" + before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"outer", "optimizer", "objective", "estimator"})
  void aDeclaredFallbackTakesOver(String role) throws IOException {
    Map<String, PluginForge> plugins = Map.of("outer", PluginForge.zoo("nanatstep7"), "optimizer", PluginForge.zoo("throwsatstep7"),
        "objective", throwing(Acme.Role.OBJECTIVE, "return sum;", "trajectory.from() == 15 && trajectory.steps() == 5"),
        "estimator", throwing(Acme.Role.ESTIMATOR, "rest();\n    Episode", "from.isPresent() && from.get().t() == 10"));
    Map<String, String> parts = Map.of("outer", "\"part\": \"zoo.nanatstep7\", \"rate\": 1e-8, \"fallback\": {" + FaultyPartsIT.ADAM + "}",
        "optimizer", "\"part\": \"zoo.throwsatstep7\", \"fallback\": {" + FaultyPartsIT.CALM + "}",
        "objective", "\"part\": \"acme.objective\", \"fallback\": {\"part\": \"last\"}",
        "estimator", "\"part\": \"acme.estimator\", \"fallback\": {\"part\": \"acme.paced\", \"unroll\": 5}");
    plugins.get(role).drop(bench.load());
    bench.awaitPart(plugins.get(role).bundle());
    int id = run(Map.of(role, parts.get(role)), 0);
    bench.awaitState(id, "DONE", "FAILED", "REFUSED", "PAUSED");
    assertEquals("DONE", bench.state(id), () -> bench.run(id).toString());
    RunRecord record = bench.record(id);
    String path = "optimizers/learned" + (role.equals("optimizer") ? "" : "/train/" + role);
    String policy = role.equals("outer") || role.equals("optimizer") ? "reset" : "carry";
    assertTrue(policies(record).contains("fallback " + path + " " + policy), () -> policies(record).toString());
    assertEquals(1, record.events("swap").size());
    assertEquals(2, record.events("fault").size());
    assertEquals(record.events("fault").get(0).get("tick"), record.events("swap").get(0).get("tick"));
    assertEquals(0, record.events("paused").size());
    assertTrue(bench.run(id).get("mixed").asBoolean());
    assertEquals(STEPS, record.metrics().size());
    assertTrue(bench.l2l("why", plugins.get(role).bundle()).startsWith("QUARANTINED: "));
  }

  private static String rule() {
    return "\"part\": \"groups\", \"rest\": {\"part\": \"" + RULE + "\", \"rate\": 0.01}";
  }

  private static String asked(String... lines) {
    return bench.said(List.of(lines), "attach").all();
  }

  private static String bundle(String name) {
    return asked("felix:lb -s " + name).lines().filter(l -> l.contains(name + " (")).map(l -> l.split("\\|")[0].strip()).findFirst()
        .orElseThrow(() -> new IllegalStateException("no bundle " + name));
  }

  @Test
  void whatSomebodyElseTakesAwayIsNoFaultOfThePart() throws IOException {
    PluginForge plugin = Acme.Role.NESTED.plugin;
    plugin.drop(bench.load());
    bench.awaitPart(RULE);
    int undisturbed = run(Map.of("optimizer", rule()), 0);
    bench.awaitState(undisturbed, "DONE");
    Path other = Files.write(folder.resolve("other.jar"), plugin.salted("in place").bytes());
    int id = underWay(Map.of("optimizer", rule()));
    String number = bundle(RULE);
    for (int i = 0; i < 5; i++) {
      asked("felix:update " + number + " " + other.toUri());
      LiveWorkbench.rest(150);
    }
    asked("felix:stop " + number);
    awaitPause(id, "MISSING");
    asked("felix:start " + number);
    bench.awaitState(id, "RUNNING");
    LiveWorkbench.rest(200);
    asked("felix:uninstall " + number);
    awaitPause(id, "MISSING");
    String sentence = bench.run(id).get("sentence").asText();
    assertTrue(sentence.startsWith("optimizers/learned/rest: acme.nested [1.0,2) of bundle acme.nested is not there any more; "), sentence);
    plugin.salted("after").drop(bench.load());
    RunRecord record = endsAs(id, undisturbed);
    assertEquals(0, record.events("fault").size());
    String carried = "replaced optimizers/learned/rest carry";
    assertEquals(List.of(carried, carried, HURRY), policies(record));
    assertEquals(List.of("null", "null"), List.of(record.swaps().get(0).to(), record.swaps().get(1).from()), "nobody knows those bytes");
  }

  @Test
  void theTableOfHandOversHoldsForANestedPart() throws IOException {
    PluginForge plugin = Acme.Role.NESTED.plugin;
    plugin.drop(bench.load());
    bench.awaitPart(RULE);
    int undisturbed = run(Map.of("optimizer", rule()), 0);
    bench.awaitState(undisturbed, "DONE");
    int id = underWay(Map.of("optimizer", rule()));

    plugin.replacing("\"v/\"", "\"w/\"").drop(bench.load());
    awaitPause(id, "CONTRACT");
    String contract = bench.run(id).get("sentence").asText();
    plugin.edition(3).drop(bench.load());
    awaitPause(id, "REFUSED");
    String refused = bench.run(id).get("sentence").asText();
    assertTrue(contract.contains("acme.nested edition 1 held a state {rest/v/x[2, 4]}, and the new one of the same edition wants "
        + "{rest/w/x[2, 4]}; raise its edition"), contract);
    assertTrue(refused.contains("acme.nested edition 3 cannot take over the values of acme.nested edition 1, for it is no Successor"),
        refused);
    plugin.salted("good").drop(bench.load());
    bench.awaitState(id, "RUNNING");
    plugin.edition(2).replacing("implements Optimizer {", """
        implements Optimizer, l2l.api.state.Successor {
          @Override
          public l2l.api.state.Values adopt(l2l.api.state.Schema from, l2l.api.state.Values saved)
              throws l2l.api.state.IncompatibleSnapshot {
            if (!from.equals(new l2l.api.state.Schema("acme.nested", 1))) {
              throw new l2l.api.state.IncompatibleSnapshot("acme.nested 2 takes over from edition 1 alone, and not from " + from);
            }
            return saved;
          }
        """).drop(bench.load());
    awaitSwaps(id, 2);
    RunRecord record = endsAs(id, undisturbed);
    assertEquals(List.of("replaced optimizers/learned/rest carry", "replaced optimizers/learned/rest adopt", HURRY), policies(record));
    assertEquals(List.of("CONTRACT", "REFUSED"), record.events("paused").stream().map(e -> e.get("reason").asText()).toList());
    plugin.salted("back to edition 1").drop(bench.load());
  }

  @Test
  void theDistributionsOwnBundlesAreShadowedAndComeBack() throws IOException {
    Map<String, String> parts = Map.of("engine", "\"part\": \"nd4j\", \"precision\": \"float\"", "optimizer",
        "\"part\": \"groups\", \"rest\": {" + FaultyPartsIT.CALM + "}", "optimizee",
        "\"part\": \"mlp\", \"layers\": [4], \"minibatch\": 8, "
            + "\"data\": {\"part\": \"digits\", \"size\": 6, \"train\": 64, \"validation\": 32, \"test\": 32}");
    int undisturbed = run(parts, 0);
    bench.awaitState(undisturbed, "DONE", "FAILED", "REFUSED");
    int id = underWay(parts);
    Map<String, String> roles = new LinkedHashMap<>();
    roles.put("l2l.optimizers.adam", "optimizers/learned/train/outer");
    roles.put("l2l.optimizers.rmsprop", "optimizers/learned/rest");
    roles.put("l2l.optimizers.groups", "optimizers/learned");
    roles.put("l2l.optimizees.data", "optimizee/data");
    roles.put("l2l.optimizees.mlp", "optimizee");
    roles.put("l2l.metaobjectives.sum", "optimizers/learned/train/objective");
    roles.put("l2l.engines.blas", "engine");
    for (String bundle : roles.keySet()) {
      shadow(id, bundle, roles.get(bundle));
    }
    RunRecord record = endsAs(id, undisturbed);
    assertEquals(2 * roles.size() + 1, record.swaps().size());
    List<String> others = policies(record).stream().filter(p -> !p.endsWith(" carry") && !p.equals("replaced engine none")).toList();
    assertEquals(List.of(), others);
    assertEquals(0, record.events("fault").size() + record.events("paused").size());
  }

  @Test
  void theReferenceEngineIsExchangedToo() throws IOException {
    int undisturbed = run(Map.of(), 0);
    bench.awaitState(undisturbed, "DONE", "FAILED", "REFUSED");
    int id = underWay(Map.of());
    shadow(id, "l2l.engines.java", "engine");
    endsAs(id, undisturbed);
  }

  /** A build of one of the distribution's own bundles is dropped and deleted again: the run goes over to it, and back. */
  private static void shadow(int id, String bundle, String role) throws IOException {
    int swaps = bench.record(id).events("swap").size();
    Path jar = LiveWorkbench.DISTRIBUTION.resolve("bundles/20-parts/" + bundle + "-1.0.0-SNAPSHOT.jar");
    Path dropped = bench.load().resolve(bundle + ".jar");
    Files.write(bench.load().resolve(bundle + ".part"), Acme.salted(Files.readAllBytes(jar), "shadow"));
    Files.move(bench.load().resolve(bundle + ".part"), dropped);
    awaitSwaps(id, ++swaps);
    Files.delete(dropped);
    awaitSwaps(id, ++swaps);
    List<RunRecord.Swap> all = bench.record(id).swaps();
    List<RunRecord.Swap> mine = all.stream().filter(s -> s.role().equals(role)).toList();
    assertEquals(2, mine.size(), () -> bundle + ": " + all);
    assertEquals(mine.get(0).from(), mine.get(1).to());
    assertFalse(mine.get(0).to().equals(mine.get(0).from()));
  }

  @Test
  void aBundleThatARunDoesNotUseTouchesNothingOfIt() throws IOException {
    Map<String, String> parts = Map.of("optimizer", "\"part\": \"groups\", \"rest\": {" + FaultyPartsIT.CALM + "}");
    int undisturbed = run(parts, 0);
    bench.awaitState(undisturbed, "DONE");
    int id = underWay(parts);
    String before = services();
    assertTrue(before.contains("run-" + id + "-0"), before);
    PluginForge.zoo("sound").drop(bench.load());
    bench.awaitPart("zoo.sound");
    PluginForge.zoo("sound").salted(1).drop(bench.load());
    Acme.Role.OPTIMIZEE.plugin.drop(bench.load());
    bench.awaitPart("acme.optimizee");
    Files.writeString(bench.load().resolve("junk.jar"), "no jar");
    Files.delete(bench.load().resolve("zoo.sound.jar"));
    LiveWorkbench.await("its part gone", () -> bench.said(List.of(), "parts", "zoo.sound").code() != 0, () -> "");
    assertEquals(before, services());
    assertEquals("RUNNING", bench.state(id));
    RunRecord record = endsAs(id, undisturbed);
    Map<String, Integer> kinds = new TreeMap<>(kinds(bench.record(undisturbed)));
    kinds.put("swap", 1); // that which has it hurry
    assertEquals(kinds, kinds(record));
    assertEquals(List.of(HURRY), policies(record));
  }

  /** Services of the parts of rmsprop and groups, with all their properties: a rebinding would give them other numbers. */
  private static String services() {
    return asked("felix:inspect cap service " + bundle("l2l.optimizers.rmsprop"),
        "felix:inspect cap service " + bundle("l2l.optimizers.groups")).lines().sorted().collect(Collectors.joining("\n"));
  }

  private static Map<String, Integer> kinds(RunRecord record) {
    Map<String, Integer> kinds = new TreeMap<>();
    for (JsonNode e : record.events()) {
      kinds.merge(Optional.of(e.get("what").asText()).orElseThrow(), 1, Integer::sum);
    }
    return kinds;
  }
}
