package l2l.runner.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Which runs there are, how they stand, and which jars each of them needs: runs.db, an SQLite file.
 *
 * <p>A run's row is also written as state.json into its directory whenever it changes, so that an index that was lost is made anew.
 */
public final class RunIndex implements AutoCloseable {

  static final int SCHEMA = 1;

  private static final List<String> TABLES = List.of(
      "CREATE TABLE runs (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, state TEXT NOT NULL, code TEXT NOT NULL,"
          + " sentence TEXT NOT NULL, directory TEXT NOT NULL UNIQUE, tick INTEGER NOT NULL, total INTEGER NOT NULL,"
          + " mixed INTEGER NOT NULL, parent INTEGER, queue INTEGER)",
      "CREATE TABLE generations (sha256 TEXT PRIMARY KEY, bundle TEXT NOT NULL, version TEXT NOT NULL, status TEXT NOT NULL,"
          + " sentence TEXT NOT NULL, faults INTEGER NOT NULL)",
      "CREATE TABLE needs (run INTEGER NOT NULL REFERENCES runs(id) ON DELETE CASCADE, sha256 TEXT NOT NULL, PRIMARY KEY (run, sha256))");

  private final Path base;
  private final Database db;
  private final List<String> told = new ArrayList<>();

  private RunIndex(Path base, Database db) {
    this.base = base;
    this.db = db;
  }

  /**
   * Opens a workbench's index; if there is none it is made from the run directories, which {@link #told} says.
   *
   * @throws BadInput if it cannot be read, or a newer release wrote it
   */
  public static RunIndex open(WorkbenchDirectory workbench) {
    return open(workbench.index(), workbench.runs(), workbench.framework().resolve("sqlite"));
  }

  static RunIndex open(Path file, Path runs, Path natives) {
    Database db = new Database(file, natives);
    RunIndex index = new RunIndex(file.toAbsolutePath().getParent(), db);
    try {
      int schema = db.read("PRAGMA user_version", row -> row.getInt(1)).get(0);
      if (schema > SCHEMA) {
        throw new BadInput(file + " was written by a newer release: its schema is " + schema + " and this one reads " + SCHEMA
            + "; start that release, or move the file away, then it is made anew from the run directories");
      }
      if (schema < SCHEMA) {
        db.together(() -> index.make(runs));
      }
      return index;
    } catch (RuntimeException e) {
      db.close();
      throw e;
    }
  }

  private void make(Path runs) throws SQLException {
    for (String table : TABLES) {
      db.change(table);
    }
    int found = 0;
    List<Path> unknown = new ArrayList<>();
    for (Path run : directories(runs)) {
      Optional<RunState> state = RunState.read(run, told);
      if (state.isPresent()) {
        insert(state.get().row());
        for (String sha256 : state.get().needs()) {
          need(state.get().row().id(), sha256);
        }
        found++;
      } else {
        unknown.add(run);
      }
    }
    for (Path run : unknown) {
      boolean done = Files.exists(run.resolve("result.json"));
      insert(new RunRow(0, run.getFileName().toString().replaceFirst("-[0-9]+$", ""), done ? "DONE" : "STOPPED", "",
          done ? "" : "found without its state", run, 0, 0, false, OptionalLong.empty(), OptionalLong.empty()));
    }
    db.change("PRAGMA user_version = " + SCHEMA);
    if (found + unknown.size() > 0) {
      told.add("the index of runs was made anew from " + (found + unknown.size()) + " run directories in " + runs);
    }
  }

  private static List<Path> directories(Path runs) {
    if (!Files.isDirectory(runs)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(runs)) {
      return all.filter(d -> Files.exists(d.resolve("experiment.json"))).sorted().toList();
    } catch (IOException e) {
      throw BadInput.reading(runs, e);
    }
  }

  /** What was found lost when the index was opened, a sentence each. */
  public List<String> told() {
    return List.copyOf(told);
  }

  private long insert(RunRow r) throws SQLException {
    db.change("INSERT INTO runs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", r.id() == 0 ? null : r.id(), r.name(), r.state(), r.code(),
        r.sentence(), text(r.directory()), r.tick(), r.total(), r.mixed() ? 1 : 0, boxed(r.parent()), boxed(r.queue()));
    return db.list("SELECT last_insert_rowid()", row -> row.getLong(1)).get(0);
  }

  private void need(long run, String sha256) throws SQLException {
    db.change("INSERT OR IGNORE INTO needs VALUES (?, ?)", run, sha256);
  }

  private static Long boxed(OptionalLong value) {
    return value.isPresent() ? value.getAsLong() : null;
  }

  /** Relative to the workbench, which may be moved. */
  private String text(Path directory) {
    Path absolute = directory.toAbsolutePath().normalize();
    return (absolute.startsWith(base) ? base.relativize(absolute) : absolute).toString();
  }

  private RunRow row(ResultSet row) throws SQLException {
    long parent = row.getLong("parent");
    OptionalLong from = row.wasNull() ? OptionalLong.empty() : OptionalLong.of(parent);
    long queue = row.getLong("queue");
    OptionalLong place = row.wasNull() ? OptionalLong.empty() : OptionalLong.of(queue);
    return new RunRow(row.getLong("id"), row.getString("name"), row.getString("state"), row.getString("code"), row.getString("sentence"),
        base.resolve(row.getString("directory")), row.getLong("tick"), row.getLong("total"), row.getBoolean("mixed"), from, place);
  }

  /**
   * Adds a run and returns its row, with the number it was given.
   *
   * @param parent the run it was forked from or replays
   */
  public RunRow add(String name, String state, Path directory, OptionalLong parent) {
    long[] id = new long[1];
    db.together(() -> id[0] = insert(new RunRow(0, name, state, "", "", directory, 0, 0, false, parent, OptionalLong.empty())));
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
          r.state(), r.code(), r.sentence(), r.tick(), r.total(), r.mixed() ? 1 : 0, boxed(r.queue()), r.id());
      if (rows == 0) {
        throw new BadInput("there is no run " + r.id() + " in the index");
      }
    });
  }

  private void write(RunRow row) {
    if (Files.isDirectory(row.directory())) {
      new RunState(row, needs(row.id())).write();
    }
  }

  /** All runs, in the order in which they were made. */
  public List<RunRow> runs() {
    return db.read("SELECT * FROM runs ORDER BY id", this::row);
  }

  /** One run. */
  public Optional<RunRow> run(long id) {
    return db.read("SELECT * FROM runs WHERE id = ?", this::row, id).stream().findFirst();
  }

  /** The runs that wait, in the order in which they are to begin. */
  public List<RunRow> queue() {
    return db.read("SELECT * FROM runs WHERE queue IS NOT NULL ORDER BY queue, id", this::row);
  }

  /** Forgets a run and what it needs; its directory stays. */
  public void forget(long id) {
    db.together(() -> db.change("DELETE FROM runs WHERE id = ?", id));
  }

  /** Notes that a run, its undo or its replay needs these jars. */
  public void needs(long run, Collection<String> sha256s) {
    db.together(() -> {
      for (String sha256 : sha256s) {
        need(run, sha256);
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
    return db.read("SELECT runs.* FROM runs JOIN needs ON runs.id = needs.run WHERE sha256 = ? ORDER BY id", this::row, sha256);
  }

  /** Adds or replaces what is known of a jar. */
  public void put(GenerationRow g) {
    db.together(() -> db.change("INSERT OR REPLACE INTO generations VALUES (?, ?, ?, ?, ?, ?)", g.sha256(), g.bundle(), g.version(),
        g.status(), g.sentence(), g.faults()));
  }

  /** All jars ever judged. */
  public List<GenerationRow> generations() {
    return db.read("SELECT * FROM generations ORDER BY bundle, version, sha256", RunIndex::generation);
  }

  /** One jar. */
  public Optional<GenerationRow> generation(String sha256) {
    return db.read("SELECT * FROM generations WHERE sha256 = ?", RunIndex::generation, sha256).stream().findFirst();
  }

  private static GenerationRow generation(ResultSet row) throws SQLException {
    return new GenerationRow(row.getString("sha256"), row.getString("bundle"), row.getString("version"), row.getString("status"),
        row.getString("sentence"), row.getInt("faults"));
  }

  @Override
  public void close() {
    db.close();
  }
}
