package l2l.runner.runs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import l2l.api.state.Schema;
import l2l.api.state.Snapshot;
import l2l.api.state.Values;
import l2l.api.tensor.Seed;
import l2l.api.tensor.Tensors;
import l2l.runner.loop.MetaTraining;
import l2l.runner.store.RunDirectory;
import l2l.runner.store.SnapshotFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordingTest {

  @TempDir Path dir;
  private RunDirectory directory;
  private Recording recording;

  @BeforeEach
  void begin() {
    directory = RunDirectory.at(dir.resolve("run"), new byte[0]);
    recording = new Recording(directory, Display.NOTHING, (name, state) -> new Snapshot(new Seed(1), state.step(),
        Map.of("optimizer", new Snapshot.Saved(new Schema("lstm", 1), Values.none().with("theta/rate", new double[] {state.step()})))),
        Map.of());
    recording.phase("meta-training lstm", 10);
  }

  @AfterEach
  void end() {
    Thread.interrupted();
    directory.close();
  }

  private void step(long step, Optional<Double> validation) {
    recording.metaStep("lstm", new MetaTraining.Metrics(step, 0.5, 2, true, 0.25, 0, 20, 3, validation, Map.of()));
    recording.advanced(step, 0.5);
    recording.state("lstm", new MetaTraining.State(step, Tensors.none(), Tensors.none(), Optional.empty(), Optional.empty()));
  }

  @Test
  void writesEveryMetaStepDown() throws IOException {
    step(1, Optional.empty());
    step(2, Optional.of(0.75));
    directory.export();
    assertEquals(List.of("lstm,1,0.5,2.0,true,0.25,0.0,20,3", "lstm,2,0.5,2.0,true,0.25,0.0,20,3"),
        Files.readAllLines(directory.path().resolve("metrics.csv")).subList(1, 3));
    String events = Files.readString(directory.path().resolve("events.jsonl"));
    assertTrue(events.contains("{\"what\":\"validated\",\"optimizer\":\"lstm\",\"metaStep\":2,\"mean\":0.75,\"seconds\":"), events);
    assertEquals(2, recording.courses().get("lstm").steps());
    assertArrayEquals(new double[] {2}, recording.courses().get("lstm").training("lstm").validatedAt());
  }

  @Test
  void keepsAThinnedCourseOfALongTraining() {
    Course course = new Course(2);
    for (int i = 1; i <= 1_000_000; i++) {
      course.step(i, i, 0, 2 + i);
    }
    double[] steps = course.training("lstm").steps();
    assertEquals("1,000,000 meta-steps, 1000000 s", course.training("lstm").cost());
    assertEquals(1_000_000, course.steps());
    assertTrue(steps.length > 4000 && steps.length <= 8192, steps.length + " points");
    assertEquals(1, steps[0]);
    assertEquals(steps[1] - steps[0], steps[steps.length - 1] - steps[steps.length - 2]);
  }

  @Test
  void keepsTheLastSnapshotsOfValidations() {
    for (int i = 1; i <= 5; i++) {
      step(i, Optional.of(1.0 / i));
    }
    step(6, Optional.empty());
    String[] there = directory.path().resolve("snapshots").toFile().list();
    Arrays.sort(there);
    assertEquals(List.of("lstm-3.safetensors", "lstm-4.safetensors", "lstm-5.safetensors"), List.of(there));
  }

  @Test
  void savesTheLatestStateOnAStop() {
    step(1, Optional.empty());
    step(2, Optional.empty());
    Path file = recording.saveLast().orElseThrow();
    assertEquals("lstm", SnapshotFile.read(file).of());
    assertEquals(2, SnapshotFile.read(file).snapshot().metaStep());
  }

  @Test
  void savesOnAWish() throws Exception {
    CompletableFuture<Path> first = recording.snapshot();
    CompletableFuture<Path> second = recording.snapshot();
    assertFalse(second.isDone());
    step(1, Optional.empty());
    assertEquals(directory.path().resolve("snapshots/lstm-1.safetensors"), second.get());
    assertEquals(second.get(), first.get());
    CompletableFuture<Path> late = recording.snapshot();
    recording.end();
    assertEquals("the run ended before its next meta-step", assertThrows(ExecutionException.class, late::get).getCause().getMessage());
  }

  @Test
  void goesOnUntilStoppedOrInterrupted() {
    assertTrue(recording.goOn());
    Thread.currentThread().interrupt();
    assertFalse(recording.goOn());
    assertTrue(Thread.interrupted());
    recording.stop();
    assertFalse(recording.goOn());
  }
}
