package l2l.runner.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Plugins that are broken on purpose, before "l2l check" and in load/ of a workbench: each fails where it must.
 *
 * <p>One of each way to fail, and some laws; all of them with -Dl2l.zoo=all, or those named there.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "bin/l2l is a POSIX script")
class ZooIT {

  private static final int PATIENCE_SECONDS = 240;
  private static final int EVERY = 9;

  /** What ends the JVM ends a workbench too, and what a constructor leaves running is not looked for there. */
  private static final Set<String> OF_CHECK_ALONE = Set.of("PROBATION exits", "ACTIVATE leaks");

  @TempDir
  private Path folder;

  private Path workbench;

  private static List<String> chosen() {
    String asked = System.getProperty("l2l.zoo", "");
    if (!asked.isEmpty()) {
      return asked.equals("all") ? PluginForge.zoo() : List.of(asked.split(","));
    }
    List<String> chosen = new ArrayList<>();
    Set<String> ways = new TreeSet<>();
    int laws = 0;
    for (String name : PluginForge.zoo()) {
      Fate fate = Fate.of(name);
      boolean law = fate.code().equals("CONTRACT");
      if (law ? laws++ % EVERY == 0 : !fate.code().equals("RUN") && ways.add(fate.code() + fate.detail())) {
        chosen.add(name);
      }
    }
    return chosen;
  }

  @Test
  void everyPluginOfTheZooIsWrittenDown() {
    assertTrue(PluginForge.zoo().size() >= 80, () -> PluginForge.zoo().toString());
    assertTrue(!System.getProperty("l2l.zoo", "").isEmpty() || chosen().size() >= 14, () -> chosen().toString());
    for (String name : PluginForge.zoo()) {
      assertTrue(Set.of("CONTRACT", "PROBATION", "ACTIVATE", "RESOLVE", "REFERENCE", "CONFIG", "RUN", "NOTHING")
          .contains(Fate.of(name).code()), name);
    }
  }

  @TestFactory
  Stream<DynamicTest> checkFindsWhatIsWrong() {
    return chosen().stream().map(name -> DynamicTest.dynamicTest(name, () -> check(name, Fate.of(name))));
  }

  private void check(String name, Fate fate) throws Exception {
    Path jar = PluginForge.zoo(name).drop(folder.resolve("jars"));
    Said said = Said.by(l2l("check", jar.toString(), "--json", "--seconds", "5"), folder, PATIENCE_SECONDS);
    assertTrue(said.output().startsWith("{"), said::all);
    JsonNode verdict = new ObjectMapper().readTree(said.output());
    List<JsonNode> broken = new ArrayList<>();
    verdict.get("findings").forEach(f -> {
      if (f.get("mark").asText().equals("BROKEN")) {
        broken.add(f);
      }
    });
    boolean sound = fate.code().equals("NOTHING") || fate.code().equals("RUN");
    assertEquals(sound ? 0 : 2, said.code(), said::all);
    assertEquals(sound, broken.isEmpty(), said::all);
    if (sound) {
      assertTrue(verdict.get("lawsKept").asInt() > 5, said::all);
      return;
    }
    String saw = broken.get(0).get("saw").asText();
    assertTrue(said.output().contains(fate.words()), said::all);
    if (fate.code().equals("CONTRACT")) {
      assertEquals(fate.detail(), broken.get(0).get("subject").asText(), said::all);
      broken.stream().filter(f -> f.get("code").asText().equals("CONTRACT")) // a thread that a law leaves behind is found afterwards, too
          .forEach(f -> assertTrue(fate.allows(f.get("subject").asText()), () -> f + "\n" + said.all()));
      assertNotEquals("", broken.get(0).get("mend").asText());
    } else if (fate.code().equals("PROBATION")) {
      assertTrue(saw.contains(fate.detail().equals("exits") ? "there the JVM ended with exit code" : " s"), said::all);
    } else {
      assertEquals(fate.code(), broken.get(0).get("code").asText(), said::all);
    }
  }

  @Test
  void whyTellsInAWorkbenchWhatIsWrong() throws Exception {
    workbench = folder.resolve("workbench");
    Said started = Said.by(l2l("workbench", "--background", "--directory", workbench.toString()), folder, PATIENCE_SECONDS);
    assertEquals(0, started.code(), started::all);
    List<String> names = chosen().stream().filter(n -> !OF_CHECK_ALONE.contains(Fate.of(n).code() + " " + Fate.of(n).detail())).toList();
    assertTrue(!names.isEmpty());
    names.forEach(n -> PluginForge.zoo(n).drop(workbench.resolve("load")));
    List<String> wrong = new ArrayList<>();
    for (String name : names) {
      Said said = why(name);
      if (!fits(said.output(), Fate.of(name))) {
        wrong.add(Fate.of(name) + ": " + said.all());
      }
    }
    assertEquals(List.of(), wrong);
  }

  private static boolean fits(String why, Fate fate) {
    boolean admitted = fate.code().equals("NOTHING") || fate.code().equals("RUN") || !fate.quick();
    return switch (admitted ? "READY" : fate.code()) {
      case "CONTRACT" -> why.startsWith("CONTRACT: ") && why.contains("breaks the law " + fate.detail() + ": ");
      case "PROBATION" -> !why.startsWith("READY: ") && why.contains("did not come back");
      case "CONFIG" -> why.contains("setting '" + fate.words() + "' must be given");
      case "READY" -> why.startsWith("READY: ");
      default -> why.startsWith(fate.code() + ": ") && why.toLowerCase(Locale.ROOT).contains(fate.words().toLowerCase(Locale.ROOT));
    };
  }

  /** Asks until the jar has been judged. */
  private Said why(String name) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (true) {
      Said said = Said.by(l2l("why", "zoo." + name), folder, PATIENCE_SECONDS);
      boolean pending = said.output().startsWith("UNKNOWN") || said.output().contains("is being ");
      if (!pending || System.nanoTime() > end) {
        return said;
      }
      Thread.sleep(200);
    }
  }

  @AfterEach
  void endTheWorkbench() throws IOException, InterruptedException {
    if (workbench != null && Files.exists(workbench.resolve("control"))) {
      Said.by(l2l("stop"), folder, PATIENCE_SECONDS);
    }
  }

  private ProcessBuilder l2l(String... words) {
    List<String> command = new ArrayList<>(List.of(Checkout.DISTRIBUTION.resolve("bin/l2l").toString()));
    command.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(command);
    if (workbench != null) {
      builder.environment().put("L2L_WORKBENCH", workbench.toString());
    }
    return builder;
  }
}
