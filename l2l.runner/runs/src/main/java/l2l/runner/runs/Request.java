package l2l.runner.runs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import l2l.runner.experiment.Document;
import l2l.runner.store.BadInput;
import l2l.runner.store.PartRecord;
import l2l.runner.store.RunRequest;

/**
 * What is to be run.
 *
 * @param document the experiment, changed as the user asked
 * @param data where files and directories named in the experiment lie
 * @param out directory to write, new or empty; if absent, a new one is made among the runs
 * @param from a snapshot to go on from
 * @param command that does it again, for the report
 * @param resume the directory of a run begun earlier, to go on with
 * @param pins roles that are to keep to one generation
 * @param script swaps to be made at their steps
 * @param replays the directory of the run whose bytes it must come to
 */
public record Request(Document document, Path data, Optional<Path> out, Optional<Path> from, String command, Optional<Path> resume,
    Map<String, PartRecord> pins, List<Exchange> script, Optional<Path> replays) {

  public Request {
    pins = Map.copyOf(pins);
    script = List.copyOf(script);
  }

  /** A run from its beginning, with the parts that are there. */
  public Request(Document document, Path data, Optional<Path> out, Optional<Path> from, String command) {
    this(document, data, out, from, command, Optional.empty(), Map.of(), List.of(), Optional.empty());
  }

  /** That of a run whose own cannot be read any more. */
  static Request unreadable(String name) {
    return new Request(Document.of(name, "{}".getBytes(StandardCharsets.UTF_8)), Path.of(""), Optional.empty(), Optional.empty(), "");
  }

  /** What the run is called: the experiment's file without folder and ending. */
  String name() {
    String file = document.name().replace('\\', '/');
    return file.substring(file.lastIndexOf('/') + 1).replaceFirst("\\.json$", "");
  }

  /** As it is kept in a run's directory. */
  RunRequest plain() {
    return new RunRequest(document.name(), document.overrides(), data.toAbsolutePath(), from.map(Path::toAbsolutePath), command);
  }

  /**
   * What a run's directory says was asked for, to go on with it.
   *
   * @throws BadInput if it cannot be read
   */
  static Request resuming(Path directory) {
    RunRequest kept = RunRequest.read(directory);
    try {
      Document document = Document.of(kept.name(), Files.readAllBytes(directory.resolve("experiment.json"))).with(kept.overrides());
      return new Request(document, kept.data(), Optional.empty(), kept.from(), kept.command(), Optional.of(directory), Map.of(), List.of(),
          Optional.empty());
    } catch (IOException e) {
      throw BadInput.reading(directory.resolve("experiment.json"), e);
    }
  }

  /** The same, as the replay of a run, which made these swaps. */
  Request replaying(Path run, Map<String, PartRecord> parts, List<Exchange> swaps) {
    return new Request(document, data, out, from, command, resume, parts, swaps, Optional.of(run));
  }

  /** The same from its beginning, in a directory of its own. */
  Request fresh() {
    return new Request(document, data, Optional.empty(), from, command, Optional.empty(), Map.of(), List.of(), Optional.empty());
  }

  /** The same, to be told of by another command. */
  Request called(String again) {
    return new Request(document, data, out, from, again, resume, pins, script, replays);
  }
}
