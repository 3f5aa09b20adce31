package l2l.runner.runs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import l2l.runner.store.BadInput;
import l2l.runner.store.PartRecord;
import l2l.runner.store.RunDirectory;

/** A run done again from its beginning, with the code it had and the swaps it made: it must come to the same bytes. */
final class Replay {

  static final String COMMAND = "l2l replay ";

  private Replay() {}

  /** What is to be run. */
  static Request of(Run run) {
    Path directory = run.directory().orElseThrow(() -> new BadInput("run " + run.id() + " has not begun, so there is nothing to replay"));
    return of(run, Request.resuming(directory).fresh().called(COMMAND + run.id()));
  }

  /** The same of a replay that was begun before. */
  static Request of(Run run, Request begun) {
    Ledger ledger = ledger(run);
    Map<String, PartRecord> pins = new LinkedHashMap<>();
    ledger.parts().forEach(p -> pins.put(p.role(), p));
    List<Exchange> swaps = ledger.exchanges();
    for (int i = swaps.size() - 1; i >= 0; i--) {
      swaps.get(i).parts().forEach(h -> pins.put(h.role(), h.from()));
    }
    return begun.replaying(run.directory().orElseThrow(), pins, swaps);
  }

  private static Ledger ledger(Run run) {
    return run.execution().situation().ledger().orElseGet(() -> {
      Path path = run.directory().orElseThrow();
      try (RunDirectory directory = RunDirectory.reopen(path)) {
        return directory.latest().flatMap(s -> Ledger.of(s.notes(), directory::swap))
            .orElseThrow(() -> new BadInput(path + " holds no snapshot that says which code the run had"));
      }
    });
  }

  /** Says whether a replay came to the same bytes as far as the original went, or where the two part. */
  static String compare(Path original, RunDirectory replay) {
    try {
      Path metrics = Path.of("metrics.csv");
      replay.export();
      try (Stream<String> then = Files.lines(original.resolve(metrics)); Stream<String> now = Files.lines(replay.path().resolve(metrics))) {
        Iterator<String> b = now.iterator();
        long line = 0;
        for (Iterator<String> a = then.iterator(); a.hasNext(); ) {
          line++;
          String was = a.next();
          String is = b.hasNext() ? b.next() : "nothing";
          if (!was.equals(is)) {
            return "the replay differs: line " + line + " of metrics.csv is " + is + ", and was " + was;
          }
        }
        for (String file : List.of("result.json", "curves.csv")) {
          Path there = original.resolve(file);
          if (!Files.exists(there)) {
            return "the replay is byte-equal as far as the original has come: " + (line - 1) + " lines of metrics.csv";
          }
          if (!Arrays.equals(Files.readAllBytes(there), Files.readAllBytes(replay.path().resolve(file)))) {
            return "the replay differs in " + file + ", though all " + (line - 1) + " lines of metrics.csv are equal";
          }
        }
        return "the replay is byte-equal: " + (line - 1) + " lines of metrics.csv, result.json and curves.csv";
      }
    } catch (IOException e) {
      throw BadInput.reading(original, e);
    }
  }
}
