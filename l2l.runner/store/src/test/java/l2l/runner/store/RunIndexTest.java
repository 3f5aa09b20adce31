package l2l.runner.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

class RunIndexTest {

  private static final String A = "a".repeat(64);
  private static final String B = "b".repeat(64);

  @TempDir Path dir;
  private Path file;

  @BeforeEach
  void place() {
    file = dir.resolve("runs.db");
  }

  private RunIndex open() {
    return RunIndex.open(dir, dir.resolve("framework/sqlite"));
  }

  private Path run(String name) throws IOException {
    Path made = Files.createDirectories(dir.resolve("runs").resolve(name));
    Files.writeString(made.resolve("experiment.json"), "{}");
    return made;
  }

  /** Two runs, the second a paused and mixed fork of the first, third in the queue. */
  private List<RunRow> fill(RunIndex index) throws IOException {
    RunRow first = index.add("demo", "RUNNING", run("demo-1"), OptionalLong.empty());
    RunRow second = index.add("demo", "QUEUED", run("demo-2"), OptionalLong.of(first.id()));
    index.update(first.at(250, 2500));
    index.update(second.in("PAUSED", "PART_MISSING", "acme.rms is gone").mixed(true).queued(3));
    index.needs(second.id(), List.of(A, B, A));
    index.needs(first.id(), List.of(A));
    return List.of(first.at(250, 2500), second.in("PAUSED", "PART_MISSING", "acme.rms is gone").mixed(true).queued(3));
  }

  @Test
  void forgetsTheRunWhoseDirectorySomebodyDeletedAndUsedAgain() throws IOException {
    try (RunIndex index = open()) {
      RunRow first = index.add("demo", "DONE", run("demo-1"), OptionalLong.empty());
      RunRow again = index.add("demo", "QUEUED", run("demo-1"), OptionalLong.empty());
      assertEquals(List.of(again), index.runs());
      assertTrue(again.id() > first.id());
    }
  }

  @Test
  void keepsRunsAndWhatTheyNeed() throws IOException {
    List<RunRow> rows;
    try (RunIndex index = open()) {
      rows = fill(index);
      index.put(new GenerationRow(A, "READY", "it is there", "use it", 0, ""));
      index.put(new GenerationRow(A, "READY", "it is there", "use it", 3, "threw three times"));
    }
    try (RunIndex index = open()) {
      assertEquals(rows, index.runs());
      assertEquals(List.of(rows.get(1)), index.queue());
      assertEquals(Set.of(A, B), index.needs(rows.get(1).id()));
      assertEquals(List.of(rows.get(1)), index.runsThatNeed(B));
      assertEquals(rows, index.runsThatNeed(A));
      assertEquals(List.of(new GenerationRow(A, "READY", "it is there", "use it", 3, "threw three times")), index.generations());
      assertEquals(Optional.empty(), index.generation(B));
      index.forget(rows.get(1).id());
      assertEquals(List.of(), index.runsThatNeed(B));
      assertEquals(List.of(), index.told());
    }
  }

  @Test
  void neverGivesANumberTwice() throws IOException {
    try (RunIndex index = open()) {
      RunRow first = index.add("demo", "RUNNING", run("demo-1"), OptionalLong.empty());
      index.forget(first.id());
      assertEquals(first.id() + 1, index.add("demo", "RUNNING", run("demo-1"), OptionalLong.empty()).id());
    }
  }

  @Test
  void isMadeAnewFromTheRunDirectories() throws IOException {
    List<RunRow> rows;
    try (RunIndex index = open()) {
      rows = fill(index);
      Files.createDirectory(dir.resolve("generations"));
      index.put(new GenerationRow(A, "READY", "it is there", "use it", 3, "threw three times"));
    }
    for (String name : List.of("runs.db", "runs.db-wal", "runs.db-shm")) {
      Files.deleteIfExists(dir.resolve(name));
    }
    Files.writeString(run("old-7").resolve("result.json"), "{}");
    Files.writeString(run("old-7").resolve("parts.json"), "[{\"role\": \"engine\", \"sha256\": \"" + B + "\"}, {\"sha256\": null}]");
    run("cut-1");
    Files.writeString(run("torn-1").resolve("state.json"), "{\"id\":");
    try (RunIndex index = open()) {
      assertEquals(rows, index.runs().subList(0, 2));
      assertEquals(Set.of(A, B), index.needs(rows.get(1).id()));
      assertEquals(Set.of(B), index.needs(4));
      assertEquals(List.of(new GenerationRow(A, "READY", "it is there", "use it", 3, "threw three times")), index.generations());
      assertEquals(List.of("3 cut STOPPED found without its state", "4 old DONE ", "5 torn STOPPED found without its state"),
          index.runs().stream().skip(2).map(r -> r.id() + " " + r.name() + " " + r.state() + " " + r.sentence()).toList());
      assertEquals(List.of(dir.resolve("runs/torn-1/state.json") + " cannot be read, and the run is listed as far as its other files tell",
          "the index of runs was made anew from 5 run directories in " + dir.resolve("runs")), index.told());
    }
  }

  @Test
  void movesWithItsWorkbench() throws IOException {
    try (RunIndex index = open()) {
      index.add("demo", "DONE", run("demo-1"), OptionalLong.empty());
    }
    Path there = dir.resolve("moved");
    Files.createDirectory(there);
    Files.move(file, there.resolve("runs.db"));
    try (RunIndex index = RunIndex.open(there, dir.resolve("sqlite"))) {
      assertEquals(List.of(there.resolve("runs/demo-1")), index.runs().stream().map(RunRow::directory).toList());
    }
  }

  @Test
  void leavesNoLibraryBehind() throws IOException {
    open().close();
    try (Stream<Path> left = Files.walk(dir.resolve("framework"))) {
      assertEquals(List.of(dir.resolve("framework")), left.toList());
    }
  }

  @Test
  void refusesAFileThatIsNoIndex() throws IOException {
    Files.writeString(file, "this is no database, but it is long enough to be taken for one. ".repeat(100));
    assertSays("cannot read the index of runs " + file + ": ",
        "; move it away and start again, then it is made anew from the run directories");
    assertTrue(Files.readString(file).startsWith("this is no database"));
  }

  @Test
  void refusesADamagedIndex() throws IOException {
    try (RunIndex index = open()) {
      for (int i = 0; i < 200; i++) {
        index.put(new GenerationRow(Integer.toString(i), "READY", "b".repeat(100), "", 0, ""));
      }
    }
    byte[] bytes = Files.readAllBytes(file);
    java.util.Arrays.fill(bytes, bytes.length / 2, bytes.length, (byte) 0x55);
    Files.write(file, bytes);
    assertSays("cannot read the index of runs " + file + ": ",
        "; move it away and start again, then it is made anew from the run directories");
  }

  @Test
  void refusesAnIndexOfANewerRelease() throws SQLException {
    open().close();
    SQLiteDataSource source = new SQLiteDataSource();
    source.setUrl("jdbc:sqlite:" + file);
    try (Connection connection = source.getConnection(); var statement = connection.createStatement()) {
      statement.execute("PRAGMA user_version = 7");
    }
    assertSays(file + " was written by a newer release: its schema is 7 and this one reads 1; start that release, or move the file away,"
        + " then it is made anew from the run directories", "");
  }

  @Test
  void refusesAnUnknownRun() throws IOException {
    try (RunIndex index = open()) {
      RunRow row = index.add("demo", "RUNNING", run("demo-1"), OptionalLong.empty());
      index.forget(row.id());
      assertEquals("there is no run 1 in the index", assertThrows(BadInput.class, () -> index.update(row)).getMessage());
      assertFalse(index.run(1).isPresent());
    }
  }

  private void assertSays(String begin, String end) {
    String said = assertThrows(BadInput.class, this::open).getMessage();
    assertTrue(said.startsWith(begin) && said.endsWith(end) && !said.contains("\n"), said);
  }
}
