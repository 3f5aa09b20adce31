package l2l.runner.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The tables of a {@link RunIndex}: how they are made, filled from the files beside them, and how their rows are written and read. */
final class IndexRows {

  private static final List<String> TABLES = List.of(
      "CREATE TABLE runs (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, state TEXT NOT NULL, code TEXT NOT NULL,"
          + " sentence TEXT NOT NULL, directory TEXT NOT NULL UNIQUE, tick INTEGER NOT NULL, total INTEGER NOT NULL,"
          + " mixed INTEGER NOT NULL, parent INTEGER, queue INTEGER)",
      "CREATE TABLE generations (sha256 TEXT PRIMARY KEY, verdict TEXT NOT NULL, sentence TEXT NOT NULL, next TEXT NOT NULL,"
          + " faults INTEGER NOT NULL, quarantine TEXT NOT NULL)",
      "CREATE TABLE needs (run INTEGER NOT NULL REFERENCES runs(id) ON DELETE CASCADE, sha256 TEXT NOT NULL, PRIMARY KEY (run, sha256))");

  private final Database db;
  private final Path base;

  /**
   * The rows of this database.
   *
   * @param base what run directories are written relative to, so that a workbench can be moved
   */
  IndexRows(Database db, Path base) {
    this.db = db;
    this.base = base;
  }

  /** Makes the tables, with all that the run directories and the jars' notes tell. */
  void make(Path runs, Path generations, List<String> told) throws SQLException {
    for (String table : TABLES) {
      db.change(table);
    }
    List<Path> unknown = new ArrayList<>();
    List<Path> all = files(runs, run -> Files.exists(run.resolve("experiment.json")));
    for (Path run : all) {
      Optional<RunRow> row = Mirror.run(run, told);
      if (row.isEmpty() || !insertFound(row.get(), told)) {
        unknown.add(run);
      }
    }
    for (Path run : unknown) {
      boolean done = Files.exists(run.resolve("result.json"));
      long id = insert(new RunRow(0, run.getFileName().toString().replaceFirst("-[0-9]+$", ""), done ? "DONE" : "STOPPED", "",
          done ? "" : "found without its state", run, 0, 0, false, OptionalLong.empty(), OptionalLong.empty()));
      needAll(id, run);
    }
    for (Path note : files(generations, f -> f.getFileName().toString().endsWith(Mirror.NOTE))) {
      Optional<GenerationRow> row = Mirror.generation(note, told);
      if (row.isPresent()) {
        put(row.get());
      }
    }
    if (!all.isEmpty()) {
      told.add("the index of runs was made anew from " + all.size() + " run directories in " + runs);
    }
  }

  /** A copy of a run directory made by hand says the number of the original: the first keeps it. */
  private boolean insertFound(RunRow row, List<String> told) throws SQLException {
    if (!db.list("SELECT id FROM runs WHERE id = ?", r -> r.getLong(1), row.id()).isEmpty()) {
      told.add(row.directory() + " says it is run " + row.id() + ", as another directory does; it gets another number");
      return false;
    }
    insert(row);
    needAll(row.id(), row.directory());
    return true;
  }

  private void needAll(long run, Path directory) throws SQLException {
    for (String sha256 : Mirror.needs(directory)) {
      need(run, sha256);
    }
  }

  private static List<Path> files(Path folder, Predicate<Path> wanted) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(f -> !f.getFileName().toString().startsWith(".")).filter(wanted).sorted().toList();
    } catch (IOException e) {
      throw BadInput.reading(folder, e);
    }
  }

  /** Adds a run; the number it was given, if it had none (0). */
  /** Forgets the run that wrote a directory, if there is one. */
  void forget(Path directory) throws SQLException {
    db.change("DELETE FROM runs WHERE directory = ?", text(directory));
  }

  long insert(RunRow r) throws SQLException {
    db.change("INSERT INTO runs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", r.id() == 0 ? null : r.id(), r.name(), r.state(), r.code(),
        r.sentence(), text(r.directory()), r.tick(), r.total(), r.mixed() ? 1 : 0, boxed(r.parent()), boxed(r.queue()));
    return db.list("SELECT last_insert_rowid()", row -> row.getLong(1)).get(0);
  }

  void need(long run, String sha256) throws SQLException {
    db.change("INSERT OR IGNORE INTO needs VALUES (?, ?)", run, sha256);
  }

  void put(GenerationRow g) throws SQLException {
    db.change("INSERT OR REPLACE INTO generations VALUES (?, ?, ?, ?, ?, ?)", g.sha256(), g.verdict(), g.sentence(),
        g.next(), g.faults(), g.quarantine());
  }

  static Long boxed(OptionalLong value) {
    return value.isPresent() ? value.getAsLong() : null;
  }

  private String text(Path directory) {
    Path absolute = directory.toAbsolutePath().normalize();
    return (absolute.startsWith(base) ? base.relativize(absolute) : absolute).toString();
  }

  RunRow run(ResultSet row) throws SQLException {
    return new RunRow(row.getLong("id"), row.getString("name"), row.getString("state"), row.getString("code"), row.getString("sentence"),
        base.resolve(row.getString("directory")), row.getLong("tick"), row.getLong("total"), row.getBoolean("mixed"),
        optional(row, "parent"), optional(row, "queue"));
  }

  private static OptionalLong optional(ResultSet row, String column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(value);
  }

  GenerationRow generation(ResultSet row) throws SQLException {
    return new GenerationRow(row.getString("sha256"), row.getString("verdict"), row.getString("sentence"), row.getString("next"),
        row.getInt("faults"), row.getString("quarantine"));
  }
}
