package l2l.runner.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import l2l.api.state.Snapshot;

/**
 * The directory one run writes: the whole record of it.
 *
 * <p>experiment.json (as given, byte for byte), run.json (what else decides the run: overrides, engine, JDK), parts.json, events.jsonl,
 * metrics/ (a {@link SegmentLog}), snapshots/, swaps/, optimizers/, outcomes/, request.json; when it ends, pauses or stops metrics.csv; at its end
 * result.json, report.html, curves.png, curves.csv. No clock time stands in a result; events carry seconds since the start.
 */
public final class RunDirectory implements AutoCloseable {

  private static final String EXPERIMENT = "experiment.json";
  private static final String EVENTS = "events.jsonl";
  private static final String SAFETENSORS = ".safetensors";
  private static final String METRICS = "metrics";

  /** What of a run another one needs that goes on from where it stands. */
  private static final Pattern COPIED = Pattern.compile("(request|parts|run)\\.json|events\\.jsonl|(metrics|outcomes|optimizers|swaps)/[^.].*"
      + "|snapshots/(latest|before)-[^.]*\\.safetensors");


  private final Path path;
  private final LineLog events;
  private final SegmentLog metrics;
  private final Snapshots periodic;
  private final List<String> told = new ArrayList<>();
  private final boolean made;
  private boolean reopened;
  private Optional<SnapshotFile> latest = Optional.empty();

  private RunDirectory(Path path, boolean made) {
    this.path = path;
    this.made = made;
    events = new LineLog(path.resolve(EVENTS));
    metrics = SegmentLog.open(path.resolve(METRICS));
    periodic = new Snapshots(path.resolve("snapshots"));
  }

  /**
   * Makes the directory a user named, or takes it if it is there and empty.
   *
   * @param experiment the experiment file as given
   * @throws BadInput if it holds something already or cannot be written; then nothing was written
   */
  public static RunDirectory at(Path wanted, byte[] experiment) {
    return begin(EmptyDirectory.at(wanted), experiment);
  }

  /**
   * Makes the first of name-1, name-2, … that is not there yet.
   *
   * @throws BadInput if it cannot be written; then nothing was written
   */
  public static RunDirectory numbered(Path parent, String name, byte[] experiment) {
    return begin(EmptyDirectory.numbered(parent, name), experiment);
  }

  private static RunDirectory begin(EmptyDirectory empty, byte[] experiment) {
    try {
      empty.checkSpace();
      WholeFile.write(empty.path().resolve(EXPERIMENT), out -> out.write(experiment));
      return new RunDirectory(empty.path(), empty.made());
    } catch (BadInput e) {
      empty.undo(List.of(EXPERIMENT, EVENTS, METRICS));
      throw e;
    }
  }

  /**
   * Opens the directory of a run that another process left, to go on with it; {@link #told} says what was found damaged.
   *
   * @throws BadInput if it is none, or one that cannot be gone on with
   */
  public static RunDirectory reopen(Path path) {
    if (!Files.exists(path.resolve(EXPERIMENT))) {
      throw new BadInput(path + " is not the directory of a run: it has no " + EXPERIMENT + "; name one, such as runs/demo-1");
    }
    if (!Files.isDirectory(path.resolve(METRICS))) {
      throw new BadInput(path + " was written by release 1.0 and cannot be gone on with: it has no " + METRICS
          + "/; start a new run with --from one of its snapshots");
    }
    WholeFile.sweep(path);
    RunDirectory run = new RunDirectory(path, false);
    run.reopened = true;
    run.look();
    return run;
  }

  private void look() {
    if (events.torn() > 0) {
      told.add(path.resolve(EVENTS) + ": its last line was not whole and " + events.torn() + " bytes were cut off");
    }
    if (metrics.torn() > 0) {
      told.add(path.resolve(METRICS) + ": its last block was not whole and " + metrics.torn() + " bytes were cut off");
    }
    metrics.damage().ifPresent(told::add);
    latest = periodic.latest(p -> p.metrics() <= metrics.blocks() && p.events() <= events.length(), told);
  }

  /** What was found cut off or damaged when the directory was opened again, a sentence each. */
  public List<String> told() {
    return List.copyOf(told);
  }

  /** The snapshot to go on from: the latest whole one whose record is there. */
  public Optional<SnapshotFile> latest() {
    return latest;
  }

  /** How far the record has come; all of it is on the disk then. */
  public Position position() {
    metrics.sync();
    events.sync();
    return new Position(metrics.blocks(), events.length());
  }

  /**
   * Takes back all metrics and events behind a snapshot's position.
   *
   * @throws BadInput if the record does not go that far
   */
  public void cut(Position position) {
    metrics.cut(position.metrics());
    events.cut(position.events());
  }

  /** Replaces the older of the two periodic snapshots, which keeps the record's position with it, and returns where. */
  public Path save(SnapshotFile snapshot) {
    return save(snapshot, position());
  }

  /** The same for a record that is to be cut back to this position. */
  public Path save(SnapshotFile snapshot, Position position) {
    SnapshotFile placed = snapshot.at(position);
    Path file = periodic.write(placed);
    latest = Optional.of(placed);
    return file;
  }

  /**
   * Copies the record into a new directory name-N, whose run can go on from the same latest snapshot.
   *
   * @return the new directory
   * @throws BadInput if it cannot be written
   */
  public Path copy(Path parent, String name) {
    position();
    try (RunDirectory copy = numbered(parent, name, Files.readAllBytes(path.resolve(EXPERIMENT))); Stream<Path> all = Files.walk(path)) {
      for (Path file : all.filter(Files::isRegularFile).filter(f -> COPIED.matcher(path.relativize(f).toString()).matches()).toList()) {
        Path to = copy.path.resolve(path.relativize(file));
        WholeFile.write(to, out -> Files.copy(file, out));
      }
      return copy.path;
    } catch (IOException e) {
      throw BadInput.reading(path, e);
    }
  }

  /** Writes request.json. */
  public void request(RunRequest request) {
    request.write(this);
  }

  /** Writes outcomes/name.safetensors: what a contestant came to. */
  public Path outcome(String name, Safetensors outcome) {
    Path file = path.resolve("outcomes").resolve(name + SAFETENSORS);
    Seal.on(outcome).write(file);
    return file;
  }

  /**
   * Reads back what a contestant came to, if that is written.
   *
   * @throws BadInput if the file is not what was written
   */
  public Optional<Safetensors> outcome(String name) {
    Path file = path.resolve("outcomes").resolve(name + SAFETENSORS);
    return Files.exists(file) ? Optional.of(Seal.read(file)) : Optional.empty();
  }

  /** Where it is. */
  public Path path() {
    return path;
  }

  /** Which code plays which role. */
  public void parts(List<PartRecord> parts) {
    text("parts.json", JsonText.page(parts.stream().map(RunDirectory::plain).toList()));
  }

  private static Map<String, Object> plain(PartRecord p) {
    return JsonText.object("role", p.role(), "name", p.part(), "edition", p.edition(), "bundle", p.bundle(), "version", p.version(),
        "sha256", p.sha256());
  }

  /**
   * Appends a line to events.jsonl.
   *
   * @param what happened: "begin", "validated", "tuned", …
   * @param fields plain values; a field "seconds" counts from the run's start
   */
  public void event(String what, Map<String, ?> fields) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("what", what);
    line.putAll(fields);
    events.add(JsonText.line(line));
  }

  /**
   * The metrics of a run that somebody may be writing, as far as they are whole.
   *
   * @param directory of the run
   */
  public static Stream<String> metrics(Path directory) {
    return SegmentLog.read(directory.resolve(METRICS));
  }

  /**
   * What contestants of a run came to so far, by name.
   *
   * @param directory of the run
   */
  public static Map<String, Safetensors> outcomes(Path directory) {
    Map<String, Safetensors> outcomes = new LinkedHashMap<>();
    Path folder = directory.resolve("outcomes");
    if (!Files.isDirectory(folder)) {
      return outcomes;
    }
    try (Stream<Path> files = Files.list(folder)) {
      files.filter(f -> f.getFileName().toString().endsWith(SAFETENSORS) && !f.getFileName().toString().startsWith(".")).sorted()
          .forEach(f -> outcomes.put(f.getFileName().toString().replace(SAFETENSORS, ""), Seal.read(f)));
      return outcomes;
    } catch (IOException e) {
      throw BadInput.reading(folder, e);
    }
  }

  /** What happened so far, first to last. */
  public List<JsonNode> events() {
    Path file = path.resolve(EVENTS);
    try (Stream<String> lines = Files.lines(file)) {
      ObjectMapper json = new ObjectMapper();
      List<JsonNode> happened = new ArrayList<>();
      for (Iterator<String> i = lines.iterator(); i.hasNext(); ) {
        happened.add(json.readTree(i.next()));
      }
      return happened;
    } catch (IOException e) {
      throw BadInput.reading(file, e);
    }
  }

  /** Adds the lines of one step to the metrics: all of them or, where the disk refuses, none. */
  public void metrics(List<String> lines) {
    metrics.append(lines);
  }

  /** The metrics so far, line by line; to be closed. */
  public Stream<String> metrics() {
    return metrics.lines();
  }

  /** Adds a line to the metrics. */
  public void metric(Metric metric) {
    metrics.append(List.of(metric.line()));
  }

  /**
   * Writes metrics.csv, whole, from metrics/.
   *
   * @throws BadInput if it cannot be written, or metrics/ is damaged; then what was there before is still there
   */
  public Path export() {
    Path file = path.resolve("metrics.csv");
    WholeFile.write(file, out -> {
      out.write((Metric.HEAD + "\n").getBytes(StandardCharsets.UTF_8));
      try (Stream<String> lines = metrics.lines()) {
        for (Iterator<String> i = lines.iterator(); i.hasNext(); ) {
          out.write((i.next() + "\n").getBytes(StandardCharsets.UTF_8));
        }
      }
    });
    return file;
  }

  /** Writes snapshots/name.safetensors, of this optimizer's meta-training, and returns where. */
  public Path snapshot(String name, String optimizer, Snapshot snapshot) {
    return snapshot(name, new SnapshotFile(optimizer, snapshot));
  }

  /** Writes snapshots/name.safetensors, which stays until it is pruned, and returns where. */
  public Path snapshot(String name, SnapshotFile snapshot) {
    Path file = path.resolve("snapshots").resolve(name + SAFETENSORS);
    snapshot.at(position()).write(file);
    return file;
  }

  /**
   * Writes snapshots/name.safetensors whole, but does not wait until it is on the disk: a kill leaves it, the loss of power may not. For what
   * a run can do without.
   */
  public Path unsynced(String name, SnapshotFile snapshot) {
    Path file = path.resolve("snapshots").resolve(name + SAFETENSORS);
    snapshot.at(new Position(metrics.blocks(), events.length())).write(file, false);
    return file;
  }

  /** Writes swaps/number.json: what changed hands, and how. */
  public Path swap(int number, String json) {
    return text(swaps(number), json);
  }

  /**
   * Reads a swap back.
   *
   * @throws BadInput if it is not there
   */
  public String swap(int number) {
    Path file = path.resolve(swaps(number));
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw BadInput.reading(file, e);
    }
  }

  private static String swaps(int number) {
    return String.format(Locale.ROOT, "swaps/%06d.json", number);
  }

  /** Writes optimizers/name.safetensors and returns where. */
  public Path optimizer(String name, TrainedOptimizer trained) {
    Path file = path.resolve("optimizers").resolve(name + SAFETENSORS);
    trained.write(file);
    return file;
  }

  /** Writes a JSON file of plain values whole: result.json, run.json. */
  public Path json(String name, Object plain) {
    return text(name, JsonText.page(plain));
  }

  /** Writes a file whole. */
  public Path text(String name, String content) {
    return bytes(name, content.getBytes(StandardCharsets.UTF_8));
  }

  /** Writes a file whole. */
  public Path bytes(String name, byte[] content) {
    Path file = path.resolve(name);
    WholeFile.write(file, out -> out.write(content));
    return file;
  }

  /** Takes everything back: for a run that was refused before it had computed anything. Of one that was opened again nothing goes. */
  public void discard() {
    letGo();
    if (reopened) {
      return;
    }
    try (Stream<Path> all = Files.walk(path)) {
      all.sorted(Comparator.reverseOrder()).filter(p -> made || !p.equals(path)).forEach(p -> p.toFile().delete());
    } catch (IOException e) {
      throw BadInput.writing(path, e);
    }
  }

  private void letGo() {
    events.close();
    metrics.close();
  }

  /** Writes metrics.csv, unless the metrics are damaged, and lets go of the files. */
  @Override
  public void close() {
    try {
      if (metrics.damage().isEmpty()) {
        export();
      }
    } finally {
      letGo();
    }
  }
}
