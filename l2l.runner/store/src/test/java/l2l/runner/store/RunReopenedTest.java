package l2l.runner.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import l2l.api.state.Schema;
import l2l.api.state.Snapshot;
import l2l.api.state.Values;
import l2l.api.tensor.Seed;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunReopenedTest {

  private static final byte[] GIVEN = "{}".getBytes();

  @TempDir Path dir;
  private Path path;

  @BeforeEach
  void place() {
    path = dir.resolve("demo-1");
  }

  static SnapshotFile snapshot(long step) {
    return new SnapshotFile("lstm", new Snapshot(new Seed(7), step, Map.of("optimizer",
        new Snapshot.Saved(new Schema("lstm", 1), Values.none().with("theta/w", new float[] {step, -0f, Float.NaN}, 3)))), Optional.empty(),
        Map.of("stage", "training \"lstm\""));
  }

  static void step(RunDirectory run, long step) {
    run.metric(new Metric("lstm", step, 0.1 * step, 1, false, 0, 0, 20, 0, 0));
    run.event("step", Map.of("step", step));
  }

  /** A run killed after step 5, with snapshots after 2 and 4: nothing of it is closed. */
  private void killed() {
    RunDirectory run = RunDirectory.at(path, GIVEN);
    for (int i = 1; i <= 5; i++) {
      step(run, i);
      if (i % 2 == 0) {
        run.save(snapshot(i));
      }
    }
  }

  private Path newer() {
    return path.resolve("snapshots/latest-b.safetensors");
  }

  private long stepOf(RunDirectory run) {
    return run.latest().orElseThrow().snapshot().metaStep();
  }

  @Test
  void goesOnFromTheLatestSnapshotAsIfNothingHadHappened() throws IOException {
    Path undisturbed = dir.resolve("undisturbed");
    try (RunDirectory run = RunDirectory.at(undisturbed, GIVEN)) {
      for (int i = 1; i <= 7; i++) {
        step(run, i);
      }
    }
    killed();
    assertFalse(Files.exists(path.resolve("metrics.csv")));
    try (RunDirectory run = RunDirectory.reopen(path)) {
      assertEquals(List.of(), run.told());
      SnapshotFile from = run.latest().orElseThrow();
      assertEquals(snapshot(4).at(from.position().orElseThrow()), from);
      assertEquals(4, from.position().orElseThrow().metrics());
      run.cut(from.position().orElseThrow());
      assertEquals(from.position().orElseThrow(), run.position());
      for (int i = 5; i <= 7; i++) {
        step(run, i);
      }
    }
    for (String file : List.of("metrics.csv", "events.jsonl", "metrics/000001.log")) {
      assertEquals(-1, Files.mismatch(undisturbed.resolve(file), path.resolve(file)), file);
    }
    assertEquals(8, Files.readAllLines(path.resolve("metrics.csv")).size());
  }

  @Test
  void saysWhatItCutOff() throws IOException {
    killed();
    Files.writeString(path.resolve("events.jsonl"), "{\"what\":\"st", StandardOpenOption.APPEND);
    Files.write(path.resolve("metrics/000001.log"), new byte[] {0, 0, 0}, StandardOpenOption.APPEND);
    Files.writeString(path.resolve("snapshots/.latest-a.safetensors.part"), "half").toFile().setLastModified(1_000_000_000L);
    try (RunDirectory run = RunDirectory.reopen(path)) {
      assertEquals(List.of(path.resolve("events.jsonl") + ": its last line was not whole and 11 bytes were cut off",
          path.resolve("metrics") + ": its last block was not whole and 3 bytes were cut off"), run.told());
      assertEquals(4, stepOf(run));
      assertFalse(Files.exists(path.resolve("snapshots/.latest-a.safetensors.part")));
    }
    assertEquals(5, Files.readAllLines(path.resolve("events.jsonl")).size());
  }

  @Test
  void takesTheSnapshotBeforeOneThatWasHalfWritten() throws IOException {
    killed();
    byte[] whole = Files.readAllBytes(newer());
    for (int length = 0; length < whole.length; length++) {
      Files.write(newer(), Arrays.copyOf(whole, length));
      assertTakesTheOneBefore("cut to " + length);
    }
  }

  @Test
  void takesTheSnapshotBeforeOneWithAFlippedBit() throws IOException {
    killed();
    byte[] whole = Files.readAllBytes(newer());
    SnapshotFile written = latest(new ArrayList<>());
    assertEquals(4, written.snapshot().metaStep());
    int harmless = 0;
    for (int bit = 0; bit < 8 * whole.length; bit += bit < 800 ? 1 : 3) { // every bit of the beginning, then some of every byte
      byte[] bytes = whole.clone();
      bytes[bit / 8] ^= (byte) (1 << bit % 8);
      Files.write(newer(), bytes);
      List<String> told = new ArrayList<>();
      SnapshotFile found = latest(told);
      if (told.isEmpty()) {
        assertEquals(written, found, "bit " + bit); // nothing of what the file says: the blanks behind its header
        harmless++;
      } else {
        assertEquals(2, found.snapshot().metaStep(), "bit " + bit);
        assertEquals(1, told.size());
      }
    }
    assertTrue(harmless < whole.length / 8, harmless + " flips change nothing");
  }

  private SnapshotFile latest(List<String> told) {
    return new Snapshots(path.resolve("snapshots")).latest(position -> true, told).orElseThrow();
  }

  private void assertTakesTheOneBefore(String what) {
    List<String> told = new ArrayList<>();
    assertEquals(2, latest(told).snapshot().metaStep(), what);
    assertEquals(1, told.size(), what);
    String said = told.get(0);
    assertTrue(said.contains(newer().toString()) && said.endsWith("; the run goes on from the snapshot beside it"), said);
  }

  @Test
  void writesTheNextSnapshotOverTheOneThatIsNoGood() throws IOException {
    killed();
    Files.writeString(newer(), "half");
    try (RunDirectory run = RunDirectory.reopen(path)) {
      run.cut(run.latest().orElseThrow().position().orElseThrow());
      step(run, 3);
      assertEquals(newer(), run.save(snapshot(3)));
    }
    try (RunDirectory run = RunDirectory.reopen(path)) {
      assertEquals(List.of(), run.told());
      assertEquals(3, stepOf(run));
      assertEquals(path.resolve("snapshots/latest-a.safetensors"), run.save(snapshot(9)));
    }
  }

  @Test
  void takesTheSnapshotBeforeOneWhoseMetricsAreLost() throws IOException {
    killed();
    Path log = path.resolve("metrics/000001.log");
    byte[] bytes = Files.readAllBytes(log);
    bytes[(int) Segment.read(log).end(2) + 10] ^= 4; // in the third block
    Files.write(log, bytes);
    try (RunDirectory run = RunDirectory.reopen(path)) {
      assertEquals(2, stepOf(run));
      assertEquals(List.of(path.resolve("metrics") + " is damaged: block 3 of 000001.log is not what was written; the 2 blocks before it"
          + " can be read, so go back to a snapshot taken before it",
          newer() + " was taken where the run's record no longer goes to; the run goes on from the snapshot beside it"), run.told());
      run.cut(run.latest().orElseThrow().position().orElseThrow());
      step(run, 3);
    }
    assertEquals(4, Files.readAllLines(path.resolve("metrics.csv")).size());
  }

  @Test
  void saysThatNoSnapshotIsLeft() throws IOException {
    killed();
    Files.writeString(newer(), "half");
    Files.writeString(path.resolve("snapshots/latest-a.safetensors"), "half");
    try (RunDirectory run = RunDirectory.reopen(path)) {
      assertEquals(Optional.empty(), run.latest());
      assertEquals(2, run.told().size());
      assertTrue(run.told().get(0).endsWith("; no other snapshot is left beside it"), run.told().get(0));
    }
  }

  @Test
  void leavesTheTableAsItWasWhereTheMetricsAreDamaged() throws IOException {
    killed();
    RunDirectory.reopen(path).close();
    byte[] table = Files.readAllBytes(path.resolve("metrics.csv"));
    Path log = path.resolve("metrics/000001.log");
    byte[] bytes = Files.readAllBytes(log);
    bytes[9] ^= 1;
    Files.write(log, bytes);
    try (RunDirectory run = RunDirectory.reopen(path)) {
      assertTrue(assertThrows(BadInput.class, run::export).getMessage().contains("is damaged: block 1 of 000001.log"));
    }
    assertEquals(-1, Arrays.mismatch(table, Files.readAllBytes(path.resolve("metrics.csv"))));
  }

  @Test
  void keepsWhatWasAskedForAndWhatCameOut() throws IOException {
    RunRequest asked = new RunRequest("demo", List.of("seed=3", "a.b=\"x\""), dir, Optional.of(Path.of("s.safetensors")), "./l2l demo");
    Safetensors outcome = new Safetensors(Values.none().with("theta", new double[] {1, Double.NaN}, 2), Map.of("name", "lstm"));
    try (RunDirectory run = RunDirectory.at(path, GIVEN)) {
      run.request(asked);
      run.outcome("lstm", outcome);
      assertEquals(Optional.empty(), run.outcome("adam"));
    }
    assertEquals(asked, RunRequest.read(path));
    try (RunDirectory run = RunDirectory.reopen(path)) {
      assertEquals(Optional.of(outcome), run.outcome("lstm"));
      Path file = path.resolve("outcomes/lstm.safetensors");
      byte[] bytes = Files.readAllBytes(file);
      bytes[bytes.length - 12] ^= 1;
      Files.write(file, bytes);
      assertEquals(file + " is damaged: it is not what its checksum says was written; take an earlier one",
          assertThrows(BadInput.class, () -> run.outcome("lstm")).getMessage());
    }
    Files.writeString(path.resolve("request.json"), "{");
    assertEquals(path.resolve("request.json") + " is damaged: it is not JSON; start the run anew from experiment.json",
        assertThrows(BadInput.class, () -> RunRequest.read(path)).getMessage());
  }

  @Test
  void isNotDiscardedOnceItWasOpenedAgain() {
    killed();
    RunDirectory.reopen(path).discard();
    try (RunDirectory run = RunDirectory.reopen(path)) {
      assertEquals(4, stepOf(run));
    }
  }

  @Test
  void readsSnapshotsOfTheFirstRelease() {
    Path file = dir.resolve("old.safetensors");
    new Safetensors(Values.none().with("optimizer:theta/w", new float[] {4, -0f, Float.NaN}, 3), Map.of("l2l", "snapshot", "of", "lstm",
        "seed", "7", "metaStep", "4", "parts", "{\"optimizer\":{\"name\":\"lstm\",\"edition\":1}}")).write(file);
    assertEquals(new SnapshotFile("lstm", snapshot(4).snapshot()), SnapshotFile.read(file));
  }

  @Test
  void refusesWhatIsNoRunOrAnOldOne() throws IOException {
    Files.createDirectory(path);
    assertEquals(path + " is not the directory of a run: it has no experiment.json; name one, such as runs/demo-1",
        assertThrows(BadInput.class, () -> RunDirectory.reopen(path)).getMessage());
    Files.writeString(path.resolve("experiment.json"), "{}");
    Files.writeString(path.resolve("metrics.csv"), "kept");
    assertEquals(path + " was written by release 1.0 and cannot be gone on with: it has no metrics/; start a new run with --from one of"
        + " its snapshots", assertThrows(BadInput.class, () -> RunDirectory.reopen(path)).getMessage());
    assertEquals("kept", Files.readString(path.resolve("metrics.csv")));
  }
}
