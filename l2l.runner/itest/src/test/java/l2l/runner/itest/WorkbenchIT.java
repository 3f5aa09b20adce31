package l2l.runner.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A workbench of the built distribution and the terminals that talk to it, each a process of its own as a user starts it. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "bin/l2l is a POSIX script, and /proc tells what listens")
class WorkbenchIT {

  private static final int PATIENCE_SECONDS = 120;
  private static final String LISTENS = "0A";
  private static final String ENDLESS = "optimizers.lstm.train.steps=1000000";

  @TempDir
  private Path folder;

  private Path directory;
  private int number;

  @BeforeEach
  void startAWorkbenchInTheBackground() throws Exception {
    directory = folder.resolve("a work bench");
    Said said = l2l("workbench", "--background", "--directory", directory.toString());
    assertEquals(0, said.code(), said::all);
    assertTrue(said.output().startsWith("a workbench is in " + directory + " now, process " + process()), said::all);
  }

  @AfterEach
  void endIt() throws Exception {
    ProcessHandle.of(process()).filter(ProcessHandle::isAlive).ifPresent(ProcessHandle::destroyForcibly);
    await("the end of the workbench", () -> !answers());
  }

  @Test
  void twoTerminalsUseOneWorkbenchAndItEndsWhenItIsTold() throws Exception {
    Said parts = l2l("parts");
    assertEquals(0, parts.code(), parts::all);
    assertTrue(parts.output().contains("l2l.optimizers.lstm"), parts::all);

    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    Started first = start(folder, "demo", "--out", "first", "--set", ENDLESS);
    Started second = start(elsewhere, "demo", "--out", "second", "--set", ENDLESS);
    awaitStep(folder.resolve("first"));
    awaitStep(elsewhere.resolve("second")); // paths start where the words were typed
    Said runs = l2l("runs");
    assertEquals(2, runs.output().lines().filter(line -> line.contains("RUNNING")).count(), runs::all);

    long began = System.nanoTime();
    Said stop = l2l("stop");
    assertEquals(0, stop.code(), stop::all);
    assertFalse(answers(), "stop returns when the process is gone");
    assertTrue(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began) < 30);
    for (Started run : List.of(first, second)) {
      assertEquals(130, run.ended(), run::said);
      assertTrue(run.said().matches("(?s).*l2l: the workbench ends; run [12] goes on when it starts again\\s*"), run::said);
    }
    assertFalse(Files.exists(directory.resolve("control")));
    assertFalse(Files.exists(directory.resolve("framework")));
    assertEquals("", errors(directory.resolve("workbench.log")));

    Said again = l2l("attach");
    assertEquals(2, again.code(), again::all);
    assertTrue(again.errors().startsWith("l2l: no workbench answers in " + directory), again::all);
    long before = metrics(folder.resolve("first"));
    assertEquals(0, l2l("workbench", "--background").code());
    await("the first run going on", () -> metrics(folder.resolve("first")) > before);
  }

  @Test
  void aSecondWorkbenchInTheDirectoryIsRefused() throws Exception {
    for (String[] words : new String[][] {{"workbench"}, {"workbench", "--background"}}) {
      Said said = l2l(words);
      assertEquals(2, said.code(), said::all);
      assertTrue(said.errors().contains("a workbench is in " + directory + " already (process " + process() + ", since "), said::all);
      assertTrue(said.errors().contains("or choose another --directory"), said::all);
    }
    assertEquals(0, l2l("runs").code(), "the first still answers");
  }

  @Test
  void ctrlCStopsTheRunThatTheTerminalStarted() throws Exception {
    Started run = start(folder, "demo", "--out", "out", "--set", ENDLESS);
    awaitStep(folder.resolve("out"));
    new ProcessBuilder("kill", interrupt(run.process()), Long.toString(run.process().pid())).start().waitFor();
    assertEquals(130, run.ended(), run::said);
    assertTrue(run.said().contains("--from"), run::said);
    String snapshot = run.said().replaceAll("(?s).*--from (\\S+).*", "$1");
    assertTrue(Path.of(snapshot).startsWith(folder.resolve("out")) && Files.exists(Path.of(snapshot)), run::said);
    Said runs = l2l("runs");
    assertTrue(runs.output().contains("STOPPED"), runs::all);
  }

  @Test
  void aTerminalThatIsKilledOrClosedLeavesItsRunAlone() throws Exception {
    Started killed = start(folder, "demo", "--out", "killed", "--set", ENDLESS);
    Started closed = start(folder, "demo", "--out", "closed", "--set", ENDLESS);
    awaitStep(folder.resolve("killed"));
    awaitStep(folder.resolve("closed"));
    killed.process().destroyForcibly();
    new ProcessBuilder("kill", hangUp(closed.process()), Long.toString(closed.process().pid())).start().waitFor();
    killed.ended();
    closed.ended();
    for (Path run : List.of(folder.resolve("killed"), folder.resolve("closed"))) {
      long before = metrics(run);
      await("steps after the terminal is gone", () -> metrics(run) > before + 400);
    }
    Said runs = l2l("runs");
    assertEquals(2, runs.output().lines().filter(line -> line.contains("RUNNING")).count(), runs::all);
  }

  @Test
  void aDetachedRunPrintsItsNumberAndCanBeStopped() throws Exception {
    Said run = l2l("demo", "--detach", "--out", "out", "--set", ENDLESS);
    assertEquals(0, run.code(), run::all);
    String id = run.output().strip();
    assertTrue(id.matches("[0-9]+"), run::all);
    awaitStep(folder.resolve("out"));
    Process idle = command(folder, "stop", "--when-idle").start();
    await("a word on what it waits for", () -> text("err-" + number).contains("waiting for run " + id));
    assertTrue(answers());
    assertEquals(0, l2l("stop", id).code());
    assertTrue(idle.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS));
    assertEquals(0, idle.exitValue());
    assertFalse(answers());
  }

  @Test
  void anAttachedSessionDoesTheShellsCommandsAndStopsNothing() throws Exception {
    Process process = command(folder, "attach").start();
    try (var words = process.outputWriter()) {
      words.write("parts sgd\nl2l:runs\nnonsense\nparts nothing\necho (((bundle 0) symbolicname))\n");
    }
    assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS));
    assertEquals(0, process.exitValue());
    String out = text("out-" + number);
    String err = text("err-" + number);
    assertTrue(out.contains("Gradient descent with a fixed step"), out);
    assertTrue(out.contains("no run yet"), out);
    assertTrue(err.contains("l2l: Command not found: nonsense"), err);
    assertTrue(err.contains("l2l: there is no part \"nothing\""), err);
    assertTrue(answers());
  }

  @Test
  void aKilledWorkbenchLeavesNothingInTheWay() throws Exception {
    assertEquals(0, l2l("demo", "--detach", "--out", "out", "--set", ENDLESS).code());
    ProcessHandle.of(process()).orElseThrow().destroyForcibly();
    await("the end of the workbench", () -> !answers());
    assertTrue(Files.exists(directory.resolve("control")), "it had no time to take it away");
    Said alone = l2l("parts", "sgd");
    assertEquals(0, alone.code(), alone::all);
    Path left = Files.writeString(directory.resolve("framework/left"), "behind");
    assertEquals(0, l2l("workbench", "--background").code());
    assertEquals(0, l2l("runs").code());
    assertFalse(Files.exists(left), "framework/ is emptied at a start");
  }

  @Test
  void listensAtTheLoopbackOnlyAndLetsNobodyInWithoutTheToken() throws Exception {
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("control"))));
    Set<String> addresses = listening(process());
    assertFalse(addresses.isEmpty(), "it does listen");
    for (String address : addresses) { // IPv4, or the same as IPv6 writes it
      assertTrue(address.matches("0100007F|0000000000000000FFFF00000100007F"), addresses::toString);
    }
    List<String> control = Files.readAllLines(directory.resolve("control"));
    for (String token : List.of("0".repeat(64), control.get(1).substring(0, 63) + "x")) {
      try (Socket socket = new Socket(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), Integer.parseInt(control.get(0)))) {
        socket.getOutputStream().write(("L2L1 " + token + "\n").getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        InputStream in = socket.getInputStream();
        assertEquals("l2l: refused: that is not the token of this workbench; it stands in the file control of its directory",
            new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8).strip());
      }
    }
  }

  @Test
  void theDistributionMayBeBuiltAnewUnderIt() throws Exception {
    Set<String> used = open(process());
    Files.readAllLines(Path.of("/proc", Long.toString(process()), "maps")).stream().filter(line -> line.contains("/"))
        .forEach(line -> used.add(line.substring(line.indexOf('/'))));
    String own = directory.toRealPath().resolve("framework/bundles").toString();
    assertTrue(used.stream().anyMatch(file -> file.startsWith(own)), used::toString);
    String built = Checkout.DISTRIBUTION.toRealPath().resolve("bundles").toString();
    assertEquals(List.of(), used.stream().filter(file -> file.startsWith(built)).toList());
  }

  /** What a process has open: files, and sockets as "socket:[number]". */
  private static Set<String> open(long process) throws IOException {
    Set<String> targets = new TreeSet<>();
    try (var open = Files.list(Path.of("/proc", Long.toString(process), "fd"))) {
      for (Path file : open.toList()) {
        try {
          targets.add(Files.readSymbolicLink(file).toString());
        } catch (NoSuchFileException e) {
          continue; // closed meanwhile
        }
      }
    }
    return targets;
  }

  private long process() throws IOException {
    return Long.parseLong(Files.readString(directory.resolve("process")).split(",")[0]);
  }

  /** Local addresses of the sockets on which a process listens, as the kernel writes them. */
  private static Set<String> listening(long process) throws IOException {
    Set<String> open = open(process);
    Set<String> addresses = new TreeSet<>();
    for (String table : List.of("tcp", "tcp6", "udp", "udp6")) {
      for (String line : Files.readAllLines(Path.of("/proc", Long.toString(process), "net", table))) {
        String[] words = line.strip().split("\\s+");
        if (words.length > 9 && open.contains("socket:[" + words[9] + "]") && (words[3].equals(LISTENS) || table.startsWith("udp"))) {
          addresses.add(words[1].split(":")[0]);
        }
      }
    }
    return addresses;
  }

  private boolean answers() {
    try {
      return l2l("attach").code() == 0; // without a line to type
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Bytes of metrics that a run has written. */
  private static long metrics(Path run) {
    return Files.exists(run) ? Checkout.files(run, file -> run.relativize(file).startsWith("metrics") || file.endsWith("metrics.csv")).stream()
        .mapToLong(file -> file.toFile().length()).sum() : 0;
  }

  private static void awaitStep(Path run) throws InterruptedException {
    await("meta-steps in " + run, () -> metrics(run) > 400);
  }

  private static void await(String what, BooleanSupplier there) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!there.getAsBoolean()) {
      assertTrue(System.nanoTime() < end, () -> what + " did not come within " + PATIENCE_SECONDS + " s");
      Thread.sleep(50);
    }
  }

  private String text(String file) {
    try {
      return Files.readString(folder.resolve(file));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** What a log says of faults; JLine's word on a missing terminal is none. */
  private static String errors(Path log) throws IOException {
    return String.join("\n", Files.readAllLines(log).stream().filter(line -> line.contains("Exception") || line.contains("\tat ")).toList());
  }

  /** Ctrl-C's signal; where whoever started this test ignores it, so does every process below, and SIGTERM serves. */
  private static String interrupt(Process process) throws IOException {
    return ignores(process, 2) ? "-TERM" : "-INT";
  }

  /** The signal of a terminal that is closed; below a nohup, which has it ignored, there is only the one nobody can ignore. */
  private static String hangUp(Process process) throws IOException {
    return ignores(process, 1) ? "-KILL" : "-HUP";
  }

  private static boolean ignores(Process process, int signal) throws IOException {
    return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream().filter(line -> line.startsWith("SigIgn:"))
        .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) >> signal - 1 & 1) != 0);
  }

  private ProcessBuilder command(Path where, String... arguments) {
    number++;
    List<String> command = new ArrayList<>(List.of(Checkout.DISTRIBUTION.resolve("bin/l2l").toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(where.toFile())
        .redirectOutput(folder.resolve("out-" + number).toFile()).redirectError(folder.resolve("err-" + number).toFile());
    builder.environment().put("L2L_WORKBENCH", directory.toString());
    return builder;
  }

  private Started start(Path where, String... arguments) throws IOException {
    Process process = command(where, arguments).start();
    process.getOutputStream().close();
    return new Started(process, folder.resolve("out-" + number), folder.resolve("err-" + number));
  }

  private Said l2l(String... arguments) throws IOException, InterruptedException {
    Started started = start(folder, arguments);
    int code = started.ended();
    return new Said(code, Files.readString(started.out()), Files.readString(started.err()));
  }

  private record Started(Process process, Path out, Path err) {
    int ended() throws InterruptedException {
      boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertTrue(ended, () -> "no end within " + PATIENCE_SECONDS + " s; " + said());
      return process.exitValue();
    }

    String said() {
      try {
        return Files.readString(out) + Files.readString(err);
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
  }
}
