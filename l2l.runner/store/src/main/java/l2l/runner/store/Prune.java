package l2l.runner.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What can be removed from a workbench, as a plan that does nothing until it is executed.
 *
 * <p>Old snapshots go, whole runs only on request, and jars that no run which stays needs for its undo, fork or replay.
 *
 * @param items what goes
 * @param kept why something that was asked for stays, a sentence each
 */
public record Prune(List<Item> items, List<String> kept) {

  /** What a piece is. */
  public enum Kind {
    SNAPSHOT, RUN, GENERATION
  }

  /**
   * One piece that goes.
   *
   * @param what the number of the run, or the SHA-256 of the jar
   * @param path what is deleted
   */
  public record Item(Kind kind, String what, Path path, long bytes) {}

  /**
   * A run as the plan sees it.
   *
   * @param ended whether it will never go on
   * @param bytes of its directory
   * @param needs SHA-256 of the jars its undo, fork or replay needs
   * @param snapshots old ones, with their bytes
   */
  public record Candidate(RunRow run, boolean ended, long bytes, Set<String> needs, Map<Path, Long> snapshots) {}

  public Prune {
    items = List.copyOf(items);
    kept = List.copyOf(kept);
  }

  /**
   * Plans.
   *
   * @param runs all of the workbench
   * @param wanted numbers of the runs that are to go
   * @param generations bytes of every jar kept, by SHA-256
   * @param used SHA-256 of the jars in use now
   * @param jars where a jar lies
   */
  static Prune plan(List<Candidate> runs, Set<Long> wanted, Map<String, Long> generations, Set<String> used, Path jars) {
    List<Item> items = new ArrayList<>();
    List<String> kept = new ArrayList<>();
    Set<String> needed = new HashSet<>(used);
    Set<Long> unknown = new HashSet<>(wanted);
    for (Candidate c : runs) {
      long id = c.run.id();
      unknown.remove(id);
      if (wanted.contains(id) && c.ended) {
        items.add(new Item(Kind.RUN, Long.toString(id), c.run.directory(), c.bytes));
        continue;
      }
      if (wanted.contains(id)) {
        kept.add("run " + id + " stays: it is " + c.run.state() + "; stop it first");
      }
      needed.addAll(c.needs);
      c.snapshots.forEach((path, bytes) -> items.add(new Item(Kind.SNAPSHOT, Long.toString(id), path, bytes)));
    }
    unknown.stream().sorted().forEach(id -> kept.add("there is no run " + id));
    new TreeMap<>(generations).forEach((sha256, bytes) -> {
      if (!needed.contains(sha256)) {
        items.add(new Item(Kind.GENERATION, sha256, jars.resolve(sha256 + ".jar"), bytes));
      }
    });
    return new Prune(items, kept);
  }

  /**
   * Plans for a workbench.
   *
   * @param ended the states in which a run will never go on
   * @param wanted numbers of the runs that are to go
   * @param used SHA-256 of the jars in use now
   * @param undo snapshots that a run can still be taken back to; they stay
   */
  public static Prune plan(WorkbenchDirectory workbench, RunIndex index, Set<String> ended, Set<Long> wanted, Set<String> used,
      Set<Path> undo) {
    DiskUse use = DiskUse.of(workbench, index);
    List<Candidate> runs = new ArrayList<>();
    for (RunRow run : index.runs()) {
      Map<Path, Long> old = new TreeMap<>();
      Snapshots.old(run.directory().resolve("snapshots")).stream().filter(s -> !undo.contains(s))
          .forEach(s -> old.put(s, s.toFile().length()));
      runs.add(new Candidate(run, ended.contains(run.state()), use.runs().getOrDefault(run.id(), 0L), index.needs(run.id()), old));
    }
    return plan(runs, wanted, use.generations(), used, WorkbenchDirectory.generations(workbench.path()));
  }

  /** Bytes that go. */
  public long bytes() {
    return items.stream().mapToLong(Item::bytes).sum();
  }

  /**
   * Does it, runs before the jars they needed; a jar that a run has come to need since the plan was made stays.
   *
   * @return what went
   * @throws BadInput if something cannot be deleted; what went before is gone
   */
  public List<Item> execute(WorkbenchDirectory workbench, RunIndex index) {
    List<Item> gone = new ArrayList<>();
    for (Item item : items) {
      try {
        if (item.kind == Kind.GENERATION && !index.runsThatNeed(item.what).isEmpty()) {
          continue;
        }
        remove(item, workbench, index);
        gone.add(item);
      } catch (IOException e) {
        throw BadInput.writing(item.path, e, "close what uses it");
      }
    }
    return gone;
  }

  private static void remove(Item item, WorkbenchDirectory workbench, RunIndex index) throws IOException {
    switch (item.kind) {
      case SNAPSHOT -> Files.deleteIfExists(item.path);
      case GENERATION -> workbench.generations().drop(item.what);
      case RUN -> {
        index.forget(Long.parseLong(item.what));
        if (Files.exists(item.path)) {
          Path going = WorkbenchDirectory.pruned(item.path);
          Files.move(item.path, going);
          DiskUse.delete(going);
        }
      }
    }
  }
}
