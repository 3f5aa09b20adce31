package l2l.runner.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The latest two periodic snapshots of a run: the older of latest-a.safetensors and latest-b.safetensors is replaced by the next one, so
 * that a whole one is there at any moment.
 */
final class Snapshots {

  private static final String END = ".safetensors";
  private static final String NUMBER = "number";
  private static final List<String> NAMES = List.of("latest-a", "latest-b");

  private final Path folder;
  private long number;
  private int next;

  Snapshots(Path folder) {
    this.folder = folder;
  }

  /** Replaces the older of the two. */
  Path write(SnapshotFile snapshot) {
    Path file = file(next);
    snapshot.with(NUMBER, Long.toString(number + 1)).write(file);
    number++;
    next = 1 - next;
    return file;
  }

  /** The snapshots of a folder that are neither the latest two nor the newest of those written on request. */
  static List<Path> old(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(folder)) {
      List<Path> written = all.filter(f -> f.toString().endsWith(END) && NAMES.stream().noneMatch(n -> f.endsWith(n + END)))
          .sorted(Comparator.comparingLong((Path f) -> f.toFile().lastModified()).thenComparing(f -> f)).toList();
      return written.subList(0, Math.max(0, written.size() - 1));
    } catch (IOException e) {
      throw BadInput.reading(folder, e);
    }
  }

  private Path file(int which) {
    return folder.resolve(NAMES.get(which) + END);
  }

  /**
   * The newer of the two that can be read and whose record is there; the next one is written over the other.
   *
   * @param there whether the run's record goes as far as that
   * @param told gets a sentence for each that cannot be used
   */
  Optional<SnapshotFile> latest(Predicate<Position> there, List<String> told) {
    Optional<SnapshotFile> best = Optional.empty();
    long newest = -1;
    List<String> refused = new ArrayList<>();
    for (int i = 0; i < NAMES.size(); i++) {
      if (!Files.exists(file(i))) {
        continue;
      }
      try {
        SnapshotFile read = SnapshotFile.read(file(i));
        long its = number(read);
        number = Math.max(number, its);
        if (!read.position().map(there::test).orElse(false)) {
          refused.add(file(i) + " was taken where the run's record no longer goes to");
        } else if (its > newest) {
          newest = its;
          best = Optional.of(read);
          next = 1 - i;
        }
      } catch (BadInput e) {
        refused.add(e.getMessage());
      }
    }
    String then = best.isPresent() ? "; the run goes on from the snapshot beside it" : "; no other snapshot is left beside it";
    refused.forEach(why -> told.add(why + then));
    return best.map(Snapshots::plain);
  }

  private static long number(SnapshotFile read) {
    String number = read.notes().getOrDefault(NUMBER, "");
    return number.matches("[0-9]{1,18}") ? Long.parseLong(number) : 0;
  }

  private static SnapshotFile plain(SnapshotFile numbered) {
    Map<String, String> notes = new HashMap<>(numbered.notes());
    notes.remove(NUMBER);
    return new SnapshotFile(numbered.of(), numbered.snapshot(), numbered.position(), notes);
  }
}
