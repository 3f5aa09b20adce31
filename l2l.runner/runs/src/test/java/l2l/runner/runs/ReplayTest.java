package l2l.runner.runs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import l2l.runner.store.Metric;
import l2l.runner.store.RunDirectory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a replay says at its end. */
class ReplayTest {

  private static final List<String> LINES = List.of("lstm,1,0.5,2.0,true,0.25,0.0,20,3", "lstm,2,0.25,2.0,true,0.25,0.0,20,3");

  @TempDir Path dir;
  private RunDirectory original;
  private RunDirectory replay;

  @BeforeEach
  void begin() {
    original = RunDirectory.at(dir.resolve("original"), new byte[0]);
    replay = RunDirectory.at(dir.resolve("replay"), new byte[0]);
  }

  @AfterEach
  void end() {
    original.close();
    replay.close();
  }

  private static void written(RunDirectory run, List<String> lines, String... files) throws IOException {
    run.metrics(lines);
    run.export();
    for (int i = 0; i < files.length; i += 2) {
      Files.writeString(run.path().resolve(files[i]), files[i + 1]);
    }
  }

  private String said() {
    return Replay.compare(original.path(), replay);
  }

  @Test
  void isByteEqualWhereAllFilesAre() throws IOException {
    written(original, LINES, "result.json", "{}", "curves.csv", "t,lstm\n");
    written(replay, LINES, "result.json", "{}", "curves.csv", "t,lstm\n");
    assertEquals("the replay is byte-equal: 2 lines of metrics.csv, result.json and curves.csv", said());
  }

  @Test
  void namesTheFirstLineThatDiffers() throws IOException {
    written(original, LINES);
    written(replay, List.of(LINES.get(0), LINES.get(1).replace("0.25", "0.26")));
    String other = LINES.get(1).replace("0.25", "0.26");
    assertEquals("the replay differs: line 3 of metrics.csv is " + other + ", and was " + LINES.get(1), said());
  }

  @Test
  void saysWhereItEndedTooEarly() throws IOException {
    written(original, LINES);
    written(replay, LINES.subList(0, 1));
    assertEquals("the replay differs: line 3 of metrics.csv is nothing, and was " + LINES.get(1), said());
  }

  @Test
  void isEqualAsFarAsAnUnfinishedOriginalHasCome() throws IOException {
    written(original, LINES.subList(0, 1));
    written(replay, LINES, "result.json", "{}", "curves.csv", "");
    assertEquals("the replay is byte-equal as far as the original has come: 1 lines of metrics.csv", said());
  }

  @Test
  void namesTheFileThatDiffersThoughAllLinesAreEqual() throws IOException {
    written(original, LINES, "result.json", "{}", "curves.csv", "t,lstm\n1,1\n");
    written(replay, LINES, "result.json", "{}", "curves.csv", "t,lstm\n1,2\n");
    assertEquals("the replay differs in curves.csv, though all 2 lines of metrics.csv are equal", said());
  }

  @Test
  void whatIsComparedIsTheWholeTable() throws IOException {
    written(original, LINES);
    assertEquals(3, Files.readAllLines(original.path().resolve("metrics.csv")).size());
    assertEquals(Metric.HEAD, Files.readAllLines(original.path().resolve("metrics.csv")).get(0));
  }
}
