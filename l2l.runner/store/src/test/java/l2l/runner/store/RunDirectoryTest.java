package l2l.runner.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunDirectoryTest {

  private static final byte[] GIVEN = "{ \"seed\":  1 }\r\n".getBytes(StandardCharsets.UTF_8);

  @TempDir Path dir;

  @Test
  void keepsTheExperimentByteForByte() throws IOException {
    try (RunDirectory run = RunDirectory.at(dir.resolve("a/b"), GIVEN)) {
      assertArrayEquals(GIVEN, Files.readAllBytes(run.path().resolve("experiment.json")));
    }
  }

  @Test
  void writesOneLineAnEventAndAMetric() throws IOException {
    try (RunDirectory run = RunDirectory.at(dir.resolve("run"), GIVEN)) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("metaStep", 250L);
      fields.put("mean", Double.POSITIVE_INFINITY);
      fields.put("names", List.of("a", 0.1, Double.NaN));
      run.event("validated", fields);
      run.event("end", Map.of());
      run.metric(new Metric("lstm", 3, 0.1, 2.5, true, 0, 0.25, 20, 1, 2));
      run.export();
      assertEquals(List.of("{\"what\":\"validated\",\"metaStep\":250,\"mean\":\"inf\",\"names\":[\"a\",0.1,\"nan\"]}",
          "{\"what\":\"end\"}"),
          Files.readAllLines(run.path().resolve("events.jsonl")));
      assertEquals(List.of("optimizer,metaStep,objective,gradientNorm,clipped,zeros,nonFinite,unroll,diverged,mixed",
          "lstm,3,0.1,2.5,true,0.0,0.25,20,1,2"), Files.readAllLines(run.path().resolve("metrics.csv")));
    }
  }

  @Test
  void recordsTheParts() throws IOException {
    try (RunDirectory run = RunDirectory.at(dir.resolve("run"), GIVEN)) {
      run.parts(List.of(new PartRecord("engine", "java", 1, "l2l.engines.java", "1.0.0.SNAPSHOT", null)));
      String text = Files.readString(run.path().resolve("parts.json"));
      assertEquals("[{\"role\":\"engine\",\"name\":\"java\",\"edition\":1,"
          + "\"bundle\":\"l2l.engines.java\",\"version\":\"1.0.0.SNAPSHOT\",\"sha256\":null}]",
          text.replaceAll("\\s", ""));
    }
  }

  @Test
  void keepsNumbersUnrounded() throws IOException {
    try (RunDirectory run = RunDirectory.at(dir.resolve("run"), GIVEN)) {
      run.json("result.json", Map.of("mean", 0.1 + 0.2));
      assertTrue(Files.readString(run.path().resolve("result.json")).contains("0.30000000000000004"));
    }
  }

  @Test
  void takesAnEmptyDirectory() throws IOException {
    Files.createDirectory(dir.resolve("empty"));
    RunDirectory.at(dir.resolve("empty"), GIVEN).close();
    assertTrue(Files.exists(dir.resolve("empty/experiment.json")));
  }

  @Test
  void refusesADirectoryThatHoldsSomething() throws IOException {
    Files.writeString(dir.resolve("mine"), "kept");
    assertEquals(dir + " is not empty; name a new directory with --out, or leave --out away to get one",
        assertThrows(BadInput.class, () -> RunDirectory.at(dir, GIVEN)).getMessage());
    assertArrayEquals(new String[] {"mine"}, dir.toFile().list());
  }

  @Test
  void numbersDirectoriesOfOneName() {
    for (int i = 1; i <= 3; i++) {
      try (RunDirectory run = RunDirectory.numbered(dir.resolve("runs"), "demo", GIVEN)) {
        assertEquals(dir.resolve("runs/demo-" + i), run.path());
      }
    }
  }

  @Test
  void refusesAFileInTheWay() throws IOException {
    Path file = dir.resolve("file");
    Files.writeString(file, "kept");
    String said = assertThrows(BadInput.class, () -> RunDirectory.at(file.resolve("run"), GIVEN)).getMessage();
    assertTrue(said.startsWith("cannot write " + file.resolve("run") + ": a file of that name stands in the way"), said);
    said = assertThrows(BadInput.class, () -> RunDirectory.at(file, GIVEN)).getMessage();
    assertTrue(said.startsWith("cannot write " + file + ": a file of that name stands in the way"), said);
    assertEquals("kept", Files.readString(file));
  }

  @Test
  void discardsARunThatWasRefused() throws IOException {
    RunDirectory run = RunDirectory.at(dir.resolve("a/run"), GIVEN);
    run.bytes("deep/file", new byte[1]);
    run.discard();
    assertArrayEquals(new String[0], dir.resolve("a").toFile().list());
    Files.createDirectory(dir.resolve("mine"));
    RunDirectory.at(dir.resolve("mine"), GIVEN).discard();
    assertArrayEquals(new String[0], dir.resolve("mine").toFile().list());
  }

  @Test
  void leavesNothingHalfWritten() throws IOException {
    Path file = dir.resolve("result.json");
    WholeFile.write(file, out -> out.write(1));
    String said = assertThrows(BadInput.class, () -> WholeFile.write(file, out -> {
      out.write(2);
      throw new IOException("No space left on device");
    })).getMessage();
    assertEquals("cannot write " + file + ": no space is left on its disk; choose another --out", said);
    assertArrayEquals(new byte[] {1}, Files.readAllBytes(file));
    assertArrayEquals(new String[] {"result.json"}, dir.toFile().list());
  }

  @Test
  void saysWhatTheSystemRefused() {
    Path p = Path.of("out");
    assertEquals("cannot write out: no permission; choose another --out", BadInput.writing(p, new AccessDeniedException("out"))
        .getMessage());
    assertEquals("cannot write out: no permission (out/a); choose another --out",
        BadInput.writing(p, new AccessDeniedException("out/a")).getMessage());
    assertEquals("cannot write out: its disk is read-only; choose another --out",
        BadInput.writing(p, new FileSystemException("out", null, "Read-only file system")).getMessage());
  }
}
