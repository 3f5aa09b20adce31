package l2l.runner.store;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which runs there are, how they stand, and which jars each of them needs: runs.db, an SQLite file.
 *
 * <p>A run's row is also written as state.json into its directory whenever it changes, and a jar's beside the jar, so that an index that
 * was lost is made anew.
 */
public final class RunIndex implements AutoCloseable {

  static final int SCHEMA = 1;

  private final Database db;
  private final IndexRows rows;
  private final Path generations;
  private final List<String> told = new ArrayList<>();

  private RunIndex(Database db, IndexRows rows, Path generations) {
    this.db = db;
    this.rows = rows;
    this.generations = generations;
  }

  /**
   * Opens a workbench's index; if there is none it is made from the run directories, which {@link #told} says.
   *
   * @throws BadInput if it cannot be read, or a newer release wrote it
   */
  public static RunIndex open(WorkbenchDirectory workbench) {
    return open(workbench.path(), workbench.framework().resolve("sqlite"));
  }

  static RunIndex open(Path workbench, Path natives) {
    Path file = WorkbenchDirectory.index(workbench);
    Path generations = WorkbenchDirectory.generations(workbench);
    Database db = new Database(file, natives);
    RunIndex index = new RunIndex(db, new IndexRows(db, workbench.toAbsolutePath()), generations);
    try {
      int schema = db.read("PRAGMA user_version", row -> row.getInt(1)).get(0);
      if (schema > SCHEMA) {
        throw new BadInput(file + " was written by a newer release: its schema is " + schema + " and this one reads " + SCHEMA
            + "; start that release, or move the file away, then it is made anew from the run directories");
      }
      if (schema < SCHEMA) {
        db.together(() -> {
          index.rows.make(WorkbenchDirectory.runs(workbench), generations, index.told);
          db.change("PRAGMA user_version = " + SCHEMA);
        });
      }
      return index;
    } catch (RuntimeException e) {
      db.close();
      throw e;
    }
  }

  /** What was found lost when the index was opened, a sentence each. */
  public List<String> told() {
    return List.copyOf(told);
  }

  /**
   * Adds a run and returns its row, with the number it was given. A run whose directory this was before somebody deleted it is forgotten.
   *
   * @param parent the run it was forked from or replays
   */
  public RunRow add(String name, String state, Path directory, OptionalLong parent) {
    long[] id = new long[1];
    db.together(() -> {
      rows.forget(directory);
      id[0] = rows.insert(new RunRow(0, name, state, "", "", directory, 0, 0, false, parent, OptionalLong.empty()));
    });
    RunRow added = run(id[0]).orElseThrow();
    write(added);
    return added;
  }

  /** Replaces a run's row, for good when the call returns; its number and directory stay. */
  public void update(RunRow r) {
    progress(r);
    write(r);
  }

  /** Like {@link #update}, but state.json keeps its former tick: for what changes often. */
  public void progress(RunRow r) {
    db.together(() -> {
      int rows = db.change("UPDATE runs SET state = ?, code = ?, sentence = ?, tick = ?, total = ?, mixed = ?, queue = ? WHERE id = ?",
          r.state(), r.code(), r.sentence(), r.tick(), r.total(), r.mixed() ? 1 : 0, IndexRows.boxed(r.queue()), r.id());
      if (rows == 0) {
        throw new BadInput("there is no run " + r.id() + " in the index");
      }
    });
  }

  private void write(RunRow row) {
    if (Files.isDirectory(row.directory())) {
      Mirror.write(row, needs(row.id()));
    }
  }

  /** All runs, in the order in which they were made. */
  public List<RunRow> runs() {
    return db.read("SELECT * FROM runs ORDER BY id", rows::run);
  }

  /** One run. */
  public Optional<RunRow> run(long id) {
    return db.read("SELECT * FROM runs WHERE id = ?", rows::run, id).stream().findFirst();
  }

  /** The runs that wait, in the order in which they are to begin. */
  public List<RunRow> queue() {
    return db.read("SELECT * FROM runs WHERE queue IS NOT NULL ORDER BY queue, id", rows::run);
  }

  /** Forgets a run and what it needs; its directory stays. */
  public void forget(long id) {
    db.together(() -> db.change("DELETE FROM runs WHERE id = ?", id));
  }

  /** Notes that a run, its undo or its replay needs these jars. */
  public void needs(long run, Collection<String> sha256s) {
    db.together(() -> {
      for (String sha256 : sha256s) {
        rows.need(run, sha256);
      }
    });
    run(run).ifPresent(this::write);
  }

  /** The jars a run needs, by SHA-256. */
  public Set<String> needs(long run) {
    return new TreeSet<>(db.read("SELECT sha256 FROM needs WHERE run = ?", row -> row.getString(1), run));
  }

  /** The runs that need a jar. */
  public List<RunRow> runsThatNeed(String sha256) {
    return db.read("SELECT runs.* FROM runs JOIN needs ON runs.id = needs.run WHERE sha256 = ? ORDER BY id", rows::run, sha256);
  }

  /** Adds or replaces what is known of a jar. */
  public void put(GenerationRow g) {
    db.together(() -> rows.put(g));
    if (Files.isDirectory(generations)) {
      Mirror.write(generations, g);
    }
  }

  /** All jars ever judged. */
  public List<GenerationRow> generations() {
    return db.read("SELECT * FROM generations ORDER BY sha256", rows::generation);
  }

  /** One jar. */
  public Optional<GenerationRow> generation(String sha256) {
    return db.read("SELECT * FROM generations WHERE sha256 = ?", rows::generation, sha256).stream().findFirst();
  }

  @Override
  public void close() {
    db.close();
  }
}
