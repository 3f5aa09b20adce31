package l2l.runner.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import l2l.runner.control.Call;
import l2l.runner.control.Client;

/** A workbench of the built distribution: a process of its own, started by its script, asked over its port, given plugins as files. */
final class LiveWorkbench implements AutoCloseable {

  /** The distribution's folder: what the build made, or that of the property "l2l.distribution". */
  static final Path DISTRIBUTION = Path.of(System.getProperty("l2l.distribution", Checkout.DISTRIBUTION.toString()));

  private static final int PATIENCE_SECONDS = 120;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path directory;
  private final Path here;

  /** @param folder that is there and empty */
  LiveWorkbench(Path folder) {
    directory = folder.resolve("workbench");
    here = folder;
  }

  Path directory() {
    return directory;
  }

  Path load() {
    return directory.resolve("load");
  }

  private ProcessBuilder background() {
    ProcessBuilder builder = new ProcessBuilder(DISTRIBUTION.resolve("bin/l2l").toString(), "workbench", "--background", "--directory",
        directory.toString()).directory(here.toFile());
    builder.environment().put("L2L_JAVA_OPTS", "-Xmx1g");
    return builder;
  }

  /** Starts it and returns once it answers. */
  LiveWorkbench start() throws IOException, InterruptedException {
    Said said = Said.by(background(), here, PATIENCE_SECONDS);
    assertEquals(0, said.code(), said::all);
    return this;
  }

  /** Starts it and kills it so many milliseconds after its process is there; false if it answered already. */
  boolean startAndKill(int millis) throws IOException, InterruptedException {
    long before = process();
    Process starter = background().redirectErrorStream(true).redirectOutput(here.resolve("starter").toFile()).start();
    await("a process", () -> process() != before && process() > 0, () -> "");
    rest(millis);
    boolean answered = !starter.isAlive();
    kill();
    assertTrue(starter.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS));
    return !answered;
  }

  /** The number of its process, or that of the last one there was. */
  long process() {
    try {
      String text = Files.readString(directory.resolve("process"));
      return text.contains(",") ? Long.parseLong(text.split(",")[0]) : -1; // just being written
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** kill -9, and its end awaited. */
  void kill() {
    ProcessHandle process = ProcessHandle.of(process()).orElseThrow();
    process.destroyForcibly();
    process.onExit().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
  }

  /** Has a command done; the lines are what the user types when asked. */
  Said said(List<String> lines, String... words) {
    Deque<String> typed = new ArrayDeque<>(lines);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    try (Client client = Client.connect(directory).orElseThrow(() -> new IOException("no workbench answers in " + directory))) {
      int code = client.call(new Call(List.of(words), here.toString(), Map.of(), Map.of("stdout.encoding", "UTF-8"), false), out, err,
          () -> Optional.ofNullable(typed.poll()));
      return new Said(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(String.join(" ", words), e);
    }
  }

  /** Has a command done that must succeed; returns what it said. */
  String l2l(String... words) {
    Said said = said(List.of(), words);
    assertEquals(0, said.code(), () -> String.join(" ", words) + ": " + said.all());
    return said.output();
  }

  /** Starts a run; returns its number. */
  int run(String name, String experiment) throws IOException {
    Path file = Files.writeString(here.resolve(name + ".json"), experiment);
    Said said = said(List.of(), "run", file.toString(), "--detach");
    assertEquals(0, said.code(), said::all);
    return Integer.parseInt(said.output().strip());
  }

  /** The runs as the workbench tells them. */
  List<JsonNode> runs() {
    try {
      List<JsonNode> runs = new ArrayList<>();
      JSON.readTree(l2l("runs", "--json")).forEach(runs::add);
      return runs;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  JsonNode run(int id) {
    return runs().stream().filter(r -> r.get("id").asInt() == id).findFirst().orElseGet(() -> fail("run " + id + " is lost"));
  }

  String state(int id) {
    return run(id).get("state").asText();
  }

  RunRecord record(int id) {
    return new RunRecord(Path.of(run(id).get("directory").asText()));
  }

  /** The parts that experiments see, one JSON object each, as text. */
  String parts() {
    return l2l("parts", "--json");
  }

  /** Waits until a part can be used. */
  void awaitPart(String name) {
    await("part " + name, () -> said(List.of(), "parts", name).code() == 0, () -> said(List.of(), "why", name).all());
  }

  /** Waits until a run is in one of these states. */
  void awaitState(int id, String... states) {
    await("run " + id + " to be " + List.of(states), () -> List.of(states).contains(state(id)), this::doing);
  }

  /** Waits until a run has made a step: before, it is called running and may still be setting out its record. */
  void awaitStep(int id) {
    await("a step of run " + id, () -> run(id).path("step").asLong() > 0, this::doing);
  }

  /** Lets a run hurry to its end: the pause of its estimator is taken away, which no number depends on. */
  RunRecord hurry(int id, String pace) {
    l2l("swap", Integer.toString(id), "estimator", pace, "unroll=8", "pause=0");
    awaitState(id, "DONE", "FAILED", "STOPPED", "REFUSED", "PAUSED");
    assertEquals("DONE", state(id), () -> run(id).toString());
    return record(id);
  }

  static void await(String what, BooleanSupplier there, java.util.function.Supplier<String> otherwise) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!there.getAsBoolean()) {
      assertTrue(System.nanoTime() < end, () -> what + " did not come within " + PATIENCE_SECONDS + " s: " + otherwise.get());
      rest(5);
    }
  }

  static void rest(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What every thread does. */
  String stacks() {
    return tool("jstack", Long.toString(process()));
  }

  /** What the runs do, and where it is written what every thread does. */
  String doing() {
    try {
      Path stacks = Files.writeString(Files.createDirectories(Sheet.FIGURES).resolve("stacks-" + process() + ".txt"), stacks());
      return l2l("runs") + l2l("queue") + "all threads: " + stacks.toAbsolutePath();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What one of the JDK's tools says. */
  String tool(String name, String... arguments) {
    List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", name).toString()));
    command.addAll(List.of(arguments));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the workbench wrote of faults. */
  String log() {
    try {
      Path log = directory.resolve("workbench.log");
      return Files.exists(log) ? String.join("\n", Files.readAllLines(log).stream()
          .filter(l -> l.contains("Exception") || l.contains("\tat ") || l.contains("ERROR")).toList()) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    if (Files.exists(directory.resolve("process")) && ProcessHandle.of(process()).isPresent()) {
      kill();
    }
  }
}
