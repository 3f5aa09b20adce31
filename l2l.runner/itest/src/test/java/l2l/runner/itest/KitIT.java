package l2l.runner.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The plugin kit of the built distribution: a project is written, checked, used, and swapped while it is worked on. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "bin/l2l is a POSIX script")
class KitIT {

  private static final int PATIENCE_SECONDS = 240;
  /** Before the first step there is nothing to carry. */
  private static final Pattern SWAPPED = Pattern.compile("swapped ([0-9.]+) s after the build, at step \\d+: .*, (?:carry|none)");

  @TempDir
  private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"optimizer", "optimizee", "objective", "estimator"})
  void aNewProjectPassesEveryLawAndItsExperimentRuns(String kind) throws Exception {
    Path project = folder.resolve("acme.fresh");
    Said written = l2l("new", kind, "acme.fresh", "--directory", project.toString());
    assertEquals(0, written.code(), written::all);
    assertTrue(written.output().contains("pom.xml") && written.output().contains("README.md"), written::all);

    Path load = folder.resolve("load");
    Path jar = PluginForge.project(project).drop(load);
    Said check = l2l("check", jar.toString());
    assertEquals(0, check.code(), check::all);
    Matcher laws = Pattern.compile("acme.fresh 1.0.0 passes: (\\d+) of (\\d+) laws\\n").matcher(check.output());
    assertTrue(laws.find() && laws.group(1).equals(laws.group(2)) && Integer.parseInt(laws.group(1)) > 5, check::all);

    ProcessBuilder run = command("run", project.resolve("experiment.json").toString(), "--quiet", "--out",
        folder.resolve("results").toString());
    run.environment().put("L2L_LOAD", load.toString());
    Said ran = Said.by(run, folder, PATIENCE_SECONDS);
    assertEquals(0, ran.code(), ran::all);
    assertTrue(Files.readString(folder.resolve("results/result.json")).contains("acme.fresh"), ran::all);
  }

  @Test
  void newRefusesAFolderThatIsNotEmptyAndANameThatIsNone() throws Exception {
    Files.writeString(folder.resolve("notes.txt"), "mine");
    Said full = l2l("new", "optimizer", "acme.fresh", "--directory", folder.toString());
    assertEquals(2, full.code(), full::all);
    assertTrue(full.errors().contains("is not empty; name another place with --directory"), full::all);
    Said name = l2l("new", "optimizer", "Fresh", "--directory", folder.resolve("x").toString());
    assertEquals(2, name.code(), name::all);
    assertTrue(name.errors().contains("cannot be a part, a bundle and a Java package at once"), name::all);
  }

  @Test
  void devSwapsEveryBuildIntoTheRun() throws Exception {
    PluginForge forge = PluginForge.fresh("optimizer", "acme.fresh");
    Path target = Files.createDirectories(folder.resolve("acme.fresh/target"));
    Path said = folder.resolve("said");
    Process dev = command("dev", target.getParent().toString()).redirectErrorStream(true).redirectOutput(said.toFile()).start();
    try {
      await(said, "waiting for the first build", 1);
      build(target, forge.bytes());
      await(said, "is in; a run of toy", 1);
      for (int i = 1; i <= 3; i++) {
        byte[] jar = forge.salted(i).bytes();
        Thread.sleep(1000); // a file's time may have a second's grain
        build(target, jar);
        await(said, "swapped", i);
        await(said, " after (means of 20)", i);
      }
      build(target, forge.replacing("return new Step(change,",
          "if (true) throw new IllegalStateException(\"oops\");\n    return new Step(change,").bytes());
      await(said, "not taken: CONTRACT", 1);
    } finally {
      dev.destroy();
      assertTrue(dev.waitFor(60, TimeUnit.SECONDS), "Ctrl-C did not end it");
    }
    Matcher swaps = SWAPPED.matcher(Files.readString(said));
    List<Double> seconds = new ArrayList<>();
    while (swaps.find()) {
      seconds.add(Double.valueOf(swaps.group(1)));
    }
    assertEquals(3, seconds.size(), () -> read(said));
    assertTrue(seconds.stream().sorted().toList().get(1) <= 2, seconds::toString);
  }

  /** As a build leaves it. */
  private static void build(Path target, byte[] jar) throws IOException {
    Path part = Files.write(target.resolve("part"), jar);
    Files.move(part, target.resolve("acme.fresh-1.0.0.jar"), StandardCopyOption.REPLACE_EXISTING);
  }

  private static void await(Path said, String words, int times) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (read(said).split(Pattern.quote(words), -1).length <= times) {
      assertTrue(System.nanoTime() < end, () -> "\"" + words + "\" was not said " + times + " times in\n" + read(said));
      Thread.sleep(50);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private Said l2l(String... words) throws Exception {
    return Said.by(command(words), folder, PATIENCE_SECONDS);
  }

  private static ProcessBuilder command(String... words) {
    List<String> command = new ArrayList<>(List.of(Checkout.DISTRIBUTION.resolve("bin/l2l").toString()));
    command.addAll(List.of(words));
    return new ProcessBuilder(command);
  }
}
