package l2l.runner.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The built distribution, started as a user would. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "bin/l2l is a POSIX script")
class DistributionIT {

  @TempDir
  private Path folder;

  @Test
  void listsEveryPart() throws Exception {
    Said said = l2l("parts");
    assertEquals(0, said.code(), said::all);
    List<Path> folders = Checkout.parts();
    assertTrue(folders.size() >= 20, folders::toString);
    for (Path part : folders) {
      String bundle = part.getParent().getFileName() + "." + part.getFileName();
      if (!bundle.equals("l2l.engines.tape") && !bundle.equals("l2l.engines.nd4j")) {
        assertTrue(said.output().contains(bundle), () -> bundle + " is not in\n" + said.all());
      }
    }
  }

  @Test
  void seesAPluginInItsLoadFolder() throws Exception {
    Path load = Files.createDirectory(folder.resolve("a folder with spaces"));
    Path built = Checkout.ROOT.resolve("l2l.runner/itest/target/l2l.runner.itest-1.0.0-SNAPSHOT-acme.momentum.jar");
    Files.copy(built, load.resolve("acme.momentum.jar"));
    ProcessBuilder builder = command("parts");
    builder.environment().put("L2L_LOAD", load.toString());
    Said said = ended(builder);
    assertEquals(0, said.code(), said::all);
    assertTrue(said.output().contains("acme.momentum"), said::all);
  }

  @Test
  void saysWhatItCanDo() throws Exception {
    Said said = l2l("help");
    assertEquals(0, said.code(), said::all);
    for (String command : List.of("demo", "run", "parts", "bench", "workbench", "help")) {
      assertTrue(said.output().contains(command), said::all);
    }
  }

  @Test
  void refusesACommandItDoesNotKnow() throws Exception {
    Said said = l2l("prats");
    assertEquals(2, said.code(), said::all);
    assertTrue(said.all().contains("prats"), said::all);
    assertFalse(said.all().contains("\tat "), said::all);
  }

  @Test
  void measuresAWorkloadInOneTinyRound() throws Exception {
    Said said = l2l("bench", "W1", "--rounds", "1", "--seconds", "0", "--warm-up", "0", "--threads", "1", "--json");
    assertEquals(0, said.code(), said::all);
    assertEquals(1, said.output().lines().count(), said::all);
    assertTrue(said.output().startsWith("{\"workload\":\"W1\","), said::all);
    Matcher time = Pattern.compile("\"wall\":\\{\"median\":([0-9.eE-]+)").matcher(said.output());
    assertTrue(time.find() && Double.parseDouble(time.group(1)) > 0, said::all);
    assertTrue(said.output().contains("\"engine\":\"nd4j\""), said::all);
  }

  @Test
  void measuresSeveralWorkloadsInAJvmOfTheirOwnAndPutsThemInATable() throws Exception {
    Said said = l2l("bench", "W4", "W6-sgd", "--rounds", "1", "--seconds", "0", "--warm-up", "0", "--threads", "1");
    assertEquals(0, said.code(), said::all);
    String table = said.output().substring(said.output().lastIndexOf("x floor"));
    for (String workload : List.of("W4", "W6-sgd")) {
      assertTrue(table.lines().anyMatch(line -> line.startsWith(workload + " ")), said::all);
    }
    assertTrue(said.output().contains("floor") && said.output().contains("update"), said::all);
  }

  @Test
  void anInterruptedRunLeavesASnapshot() throws Exception {
    Path out = folder.resolve("out of it");
    Process process = command("demo", "--out", out.toString()).start();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
    Path metrics = out.resolve("metrics/000001.log");
    while (!(Files.exists(metrics) && Files.size(metrics) > 500)) {
      assertTrue(process.isAlive() && System.nanoTime() < end, () -> "no meta-step was recorded; " + said());
      Thread.sleep(50);
    }
    new ProcessBuilder("kill", interrupt(process), Long.toString(process.pid())).start().waitFor();
    assertTrue(process.waitFor(40, TimeUnit.SECONDS));
    assertEquals(130, process.exitValue(), this::said);
    List<Path> named = Checkout.files(out, file -> file.getFileName().toString().matches("lstm-[0-9]+\\.safetensors"));
    assertEquals(1, named.size(), this::said);
    assertTrue(said().contains("--from " + named.get(0)), this::said);
  }

  /**
   * Ctrl-C's signal; where whoever started this test ignores it, so does every process below, and the other signal that asks to end
   * serves.
   */
  private static String interrupt(Process process) throws IOException {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    boolean ignored = Files.exists(status) && Files.readAllLines(status).stream().filter(line -> line.startsWith("SigIgn:"))
        .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 2) != 0);
    return ignored ? "-TERM" : "-INT";
  }

  @Test
  void theWorkbenchStaysWithoutATerminalUntilItIsTold() throws Exception {
    Process process = command("workbench").start();
    process.getOutputStream().close();
    assertFalse(process.waitFor(8, TimeUnit.SECONDS), this::said);
    process.toHandle().destroy();
    assertTrue(process.waitFor(40, TimeUnit.SECONDS));
    assertFalse(said().contains("\tat "), this::said);
  }

  private String said() {
    try {
      return Files.readString(folder.resolve("out")) + Files.readString(folder.resolve("err"));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private Said l2l(String... arguments) throws IOException, InterruptedException {
    return ended(command(arguments));
  }

  private ProcessBuilder command(String... arguments) {
    List<String> command = new ArrayList<>(List.of(Checkout.DISTRIBUTION.resolve("bin/l2l").toString()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).directory(folder.toFile())
        .redirectOutput(folder.resolve("out").toFile()).redirectError(folder.resolve("err").toFile());
  }

  private Said ended(ProcessBuilder builder) throws IOException, InterruptedException {
    Process process = builder.start();
    process.getOutputStream().close();
    boolean ended = process.waitFor(60, TimeUnit.SECONDS);
    if (!ended) {
      process.destroyForcibly();
    }
    int code = ended ? process.exitValue() : -1;
    Said said = new Said(code, Files.readString(folder.resolve("out")), Files.readString(folder.resolve("err")));
    assertTrue(ended, () -> "no end within a minute; " + said.all());
    return said;
  }

  private record Said(int code, String output, String errors) {
    String all() {
      return "exit code " + code + "\n" + output + errors;
    }
  }
}
