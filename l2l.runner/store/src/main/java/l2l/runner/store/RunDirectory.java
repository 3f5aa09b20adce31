package l2l.runner.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import l2l.api.state.Snapshot;

/**
 * The directory one run writes: the whole record of it.
 *
 * <p>experiment.json (as given, byte for byte), run.json (what else decides the run: overrides, engine, JDK), parts.json, events.jsonl,
 * metrics.csv, snapshots/, optimizers/, and at its end result.json, report.html, curves.png, curves.csv. No clock time stands in a
 * result; events carry seconds since the start.
 */
public final class RunDirectory implements AutoCloseable {

  private static final long LEAST_SPACE = 16L << 20;

  private final Path path;
  private final LineLog events;
  private final LineLog metrics;
  private final boolean made;

  private RunDirectory(Path path, boolean made) {
    this.path = path;
    this.made = made;
    events = new LineLog(path.resolve("events.jsonl"));
    metrics = new LineLog(path.resolve("metrics.csv"));
    metrics.add(Metric.HEAD);
  }

  /**
   * Makes the directory a user named, or takes it if it is there and empty.
   *
   * @param experiment the experiment file as given
   * @throws BadInput if it holds something already or cannot be written; then nothing was written
   */
  public static RunDirectory at(Path wanted, byte[] experiment) {
    boolean made = !Files.exists(wanted);
    try {
      Files.createDirectories(wanted);
      try (DirectoryStream<Path> there = Files.newDirectoryStream(wanted)) {
        if (there.iterator().hasNext()) {
          throw new BadInput(wanted + " is not empty; name a new directory with --out, or leave --out away to get one");
        }
      }
    } catch (IOException e) {
      throw BadInput.writing(wanted, e);
    }
    return begin(wanted, experiment, made);
  }

  /**
   * Makes the first of name-1, name-2, … that is not there yet.
   *
   * @throws BadInput if it cannot be written; then nothing was written
   */
  public static RunDirectory numbered(Path parent, String name, byte[] experiment) {
    try {
      Files.createDirectories(parent);
      for (int i = 1; ; i++) {
        Path wanted = parent.resolve(name + "-" + i);
        if (!Files.exists(wanted)) {
          try {
            Files.createDirectory(wanted);
          } catch (FileAlreadyExistsException e) {
            continue;
          }
          return begin(wanted, experiment, true);
        }
      }
    } catch (IOException e) {
      throw BadInput.writing(parent, e);
    }
  }

  private static RunDirectory begin(Path path, byte[] experiment, boolean made) {
    try {
      long space = Files.getFileStore(path).getUsableSpace();
      if (space < LEAST_SPACE) {
        throw new BadInput("cannot write " + path + ": only " + space / 1024 + " KiB are left on its disk and a run wants "
            + LEAST_SPACE / 1024 + "; free some or choose another --out");
      }
      WholeFile.write(path.resolve("experiment.json"), out -> out.write(experiment));
      return new RunDirectory(path, made);
    } catch (IOException e) {
      undo(path, made);
      throw BadInput.writing(path, e);
    } catch (BadInput e) {
      undo(path, made);
      throw e;
    }
  }

  private static void undo(Path path, boolean made) {
    for (String file : List.of("experiment.json", "events.jsonl", "metrics.csv")) {
      path.resolve(file).toFile().delete();
    }
    if (made) {
      path.toFile().delete();
    }
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

  /** Appends a line to metrics.csv. */
  public void metric(Metric metric) {
    metrics.add(metric.line());
  }

  /** Writes snapshots/name.safetensors, of this optimizer's meta-training, and returns where. */
  public Path snapshot(String name, String optimizer, Snapshot snapshot) {
    Path file = path.resolve("snapshots").resolve(name + ".safetensors");
    new SnapshotFile(optimizer, snapshot).write(file);
    return file;
  }

  /** Writes optimizers/name.safetensors and returns where. */
  public Path optimizer(String name, TrainedOptimizer trained) {
    Path file = path.resolve("optimizers").resolve(name + ".safetensors");
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

  /** Takes everything back: for a run that was refused before it had computed anything. */
  public void discard() {
    close();
    try (Stream<Path> all = Files.walk(path)) {
      all.sorted(Comparator.reverseOrder()).filter(p -> made || !p.equals(path)).forEach(p -> p.toFile().delete());
    } catch (IOException e) {
      throw BadInput.writing(path, e);
    }
  }

  @Override
  public void close() {
    events.close();
    metrics.close();
  }
}
