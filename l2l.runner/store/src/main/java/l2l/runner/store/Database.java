package l2l.runner.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/** An SQLite file: every change is on the disk when the call that made it returns, and is there whole or not at all. */
final class Database implements AutoCloseable {

  /** Reads one row. */
  interface Row<T> {
    T of(ResultSet row) throws SQLException;
  }

  /** Several statements that hold together. */
  interface Work {
    void run() throws SQLException;
  }

  private static final int PATIENCE_MILLIS = 5000;

  private final Path file;
  private final Connection connection;

  /**
   * Opens or makes the file.
   *
   * @param natives the folder in which SQLite unpacks its library; nothing stays in it
   * @throws BadInput if it is no such file or damaged
   */
  Database(Path file, Path natives) {
    this.file = file;
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.setBusyTimeout(PATIENCE_MILLIS);
    config.enforceForeignKeys(true);
    SQLiteDataSource source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + file.toAbsolutePath());
    Connection opened = null;
    try {
      load(natives);
      opened = source.getConnection();
      connection = opened;
      List<String> found = list("PRAGMA quick_check(1)", row -> row.getString(1));
      if (!found.equals(List.of("ok"))) {
        throw new SQLException(String.join(" ", found).replaceAll("\\s+", " "));
      }
    } catch (SQLException e) {
      close(opened);
      throw new BadInput("cannot read the index of runs " + file + ": " + words(e)
          + "; move it away and start again, then it is made anew from the run directories", e);
    }
  }

  /** SQLite takes the folder from a system property, once in a container's life; the library stays loaded when its file is gone. */
  private static void load(Path natives) throws SQLException {
    try {
      Files.createDirectories(natives);
      System.setProperty("org.sqlite.tmpdir", natives.toAbsolutePath().toString());
      org.sqlite.SQLiteJDBCLoader.initialize();
      try (Stream<Path> unpacked = Files.list(natives)) {
        unpacked.filter(f -> f.getFileName().toString().startsWith("sqlite-")).forEach(f -> f.toFile().delete());
      }
      natives.toFile().delete(); // if it is empty
    } catch (IOException e) {
      throw BadInput.writing(natives, e, "choose another --directory");
    } catch (SQLException | LinkageError e) {
      throw e instanceof SQLException s ? s : new SQLException("its library cannot be loaded: " + e.getMessage(), e);
    } catch (Exception e) { // declared by SQLite
      throw new SQLException("its library cannot be loaded: " + e.getMessage(), e);
    }
  }

  private static String words(SQLException e) {
    return String.valueOf(e.getMessage()).replaceAll("\\s+", " ");
  }

  /** Rows of a query. */
  synchronized <T> List<T> list(String sql, Row<T> read, Object... values) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      set(statement, values);
      List<T> rows = new ArrayList<>();
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          rows.add(read.of(result));
        }
      }
      return rows;
    }
  }

  /** Rows of a query, from outside. */
  <T> List<T> read(String sql, Row<T> read, Object... values) {
    try {
      return list(sql, read, values);
    } catch (SQLException e) {
      throw new BadInput("cannot read the index of runs " + file + ": " + words(e), e);
    }
  }

  /** One change; the number of rows it touched. */
  synchronized int change(String sql, Object... values) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      set(statement, values);
      return statement.executeUpdate();
    }
  }

  /**
   * Changes that are made all or not at all.
   *
   * @throws BadInput if the disk is full or refuses
   */
  synchronized void together(Work work) {
    try {
      connection.setAutoCommit(false);
      try {
        work.run();
        connection.commit();
      } catch (SQLException | RuntimeException e) {
        takeBack(e);
        throw e;
      }
      connection.setAutoCommit(true);
    } catch (SQLException e) {
      throw new BadInput("cannot write the index of runs " + file + ": " + words(e) + "; nothing before it is lost", e);
    }
  }

  /** On a full disk SQLite has taken it back already, and then says of both that there is nothing to do: that is not what went wrong. */
  private void takeBack(Exception why) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      why.addSuppressed(e);
    }
    try {
      connection.setAutoCommit(true);
    } catch (SQLException e) {
      why.addSuppressed(e);
    }
  }

  private static void set(PreparedStatement statement, Object... values) throws SQLException {
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
  }

  private static void close(Connection opened) {
    try {
      if (opened != null) {
        opened.close();
      }
    } catch (SQLException e) {
      return; // said already why it is of no use
    }
  }

  @Override
  public synchronized void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new BadInput("cannot write the index of runs " + file + ": " + words(e), e);
    }
  }
}
