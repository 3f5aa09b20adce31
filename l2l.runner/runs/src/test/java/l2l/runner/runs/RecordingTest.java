package l2l.runner.runs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import l2l.runner.loop.MetaTraining;
import l2l.runner.store.RunDirectory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordingTest {

  @TempDir Path dir;
  private RunDirectory directory;
  private Recording recording;
  private Recording.Step step;

  @BeforeEach
  void begin() {
    directory = RunDirectory.at(dir.resolve("run"), new byte[0]);
    recording = new Recording(directory, Display.NOTHING, Map.of(), 0, List.of());
    step = step();
    step.phase("meta-training lstm", 10);
  }

  private Recording.Step step() {
    return recording.new Step(() -> {}, () -> true);
  }

  @AfterEach
  void end() {
    directory.close();
  }

  private void step(long number, Optional<Double> validation) {
    step.metaStep("lstm", new MetaTraining.Metrics(number, 0.5, 2, true, 0.25, 0, 20, 3, validation, Map.of()));
    step.advanced(number, 0.5);
    step.commit(0);
    step = step();
  }

  private List<String> metrics() {
    try (Stream<String> lines = directory.metrics()) {
      return lines.toList();
    }
  }

  @Test
  void writesEveryMetaStepDown() throws IOException {
    step(1, Optional.empty());
    step(2, Optional.of(0.75));
    directory.export();
    assertEquals(List.of("lstm,1,0.5,2.0,true,0.25,0.0,20,3,0", "lstm,2,0.5,2.0,true,0.25,0.0,20,3,0"),
        metrics());
    String events = Files.readString(directory.path().resolve("events.jsonl"));
    assertTrue(events.contains("{\"what\":\"validated\",\"optimizer\":\"lstm\",\"metaStep\":2,\"mean\":0.75,\"seconds\":"), events);
    assertEquals(2, recording.courses().get("lstm").steps());
    assertArrayEquals(new double[] {2}, recording.courses().get("lstm").training("lstm", List.of()).validatedAt());
  }

  @Test
  void keepsAThinnedCourseOfALongTraining() {
    Course course = new Course(2);
    for (int i = 1; i <= 1_000_000; i++) {
      course.step(i, i, 0, 0, 2 + i);
    }
    double[] steps = course.training("lstm", List.of()).steps();
    assertEquals("1,000,000 meta-steps, 1000000 s", course.training("lstm", List.of()).cost());
    assertEquals(1_000_000, course.steps());
    assertTrue(steps.length > 4000 && steps.length <= 8192, steps.length + " points");
    assertEquals(1, steps[0]);
    assertEquals(steps[1] - steps[0], steps[steps.length - 1] - steps[steps.length - 2]);
  }

  @Test
  void writesNothingOfAStepThatDoesNotCount() {
    step.metaStep("lstm", new MetaTraining.Metrics(1, 0.5, 2, true, 0.25, 0, 20, 3, Optional.of(1.0), Map.of()));
    step.warning("never said");
    assertEquals(List.of(), metrics());
    assertEquals(List.of(), directory.events());
    assertEquals(List.of(), recording.warnings());
    assertFalse(recording.validated());
    step.commit(2);
    assertEquals(List.of("lstm,1,0.5,2.0,true,0.25,0.0,20,3,2"), metrics());
    assertEquals(1, metrics().size());
    assertEquals(List.of("never said"), recording.warnings());
    assertTrue(recording.validated());
    assertFalse(recording.validated());
  }

  @Test
  void goesOnWithTheFiguresOfAnEarlierProcess() {
    step(1, Optional.empty());
    step(2, Optional.of(0.75));
    Course before = recording.courses().get("lstm");
    Recording later = new Recording(directory, Display.NOTHING, Map.of(), 100, List.of("said before"));
    Course after = later.courses().get("lstm");
    assertArrayEquals(before.training("lstm", List.of()).steps(), after.training("lstm", List.of()).steps());
    assertArrayEquals(before.training("lstm", List.of()).metaLoss(), after.training("lstm", List.of()).metaLoss());
    assertArrayEquals(new double[] {2}, after.training("lstm", List.of()).validatedAt());
    assertTrue(later.seconds() >= 100);
    assertEquals(List.of("said before"), later.warnings());
  }

  @Test
  void keepsTheLastSnapshotsOfValidations() throws IOException {
    for (int i = 1; i <= 5; i++) {
      recording.keep(Files.createFile(dir.resolve("s" + i)));
    }
    String[] there = dir.toFile().list((d, name) -> name.startsWith("s"));
    Arrays.sort(there);
    assertEquals(List.of("s3", "s4", "s5"), List.of(there));
  }

  @Test
  void tellsTheTimeLeftFromTheSpeedOfThisPhase() {
    assertTrue(Double.isNaN(new Recording.Progress("tuning", 0, 10, 1, 0, 5).secondsLeft()));
    assertEquals(15, new Recording.Progress("tuning", 4, 10, 1, 2, 5).secondsLeft());
  }
}
