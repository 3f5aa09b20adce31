package l2l.runner.runs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import l2l.runner.report.Training;
import l2l.runner.store.RunDirectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A training's course, read back from a run's record. */
class CourseTest {

  @TempDir Path dir;

  private static String line(String optimizer, long step, double loss) {
    return optimizer + "," + step + "," + loss + ",2.0,true,0.25,0.0,20,3";
  }

  @Test
  void readsEveryTrainingWithItsValidationsAndTheTimeItTook() {
    try (RunDirectory run = RunDirectory.at(dir.resolve("run"), new byte[0])) {
      run.event("phase", Map.of("name", "meta-training a", "seconds", 3.0));
      run.metrics(List.of(line("a", 1, 4), line("a", 2, 2)));
      run.event("validated", Map.of("optimizer", "a", "metaStep", 2, "mean", 0.75, "seconds", 10.0));
      run.event("phase", Map.of("name", "meta-training b", "seconds", 11.0));
      run.metrics(List.of(line("b", 1, 8)));
      Map<String, Course> courses = Course.written(run);
      assertEquals(List.of("a", "b"), List.copyOf(courses.keySet()));
      Training a = courses.get("a").training("a", List.of());
      assertArrayEquals(new double[] {1, 2}, a.steps());
      assertArrayEquals(new double[] {4, 2}, a.metaLoss());
      assertArrayEquals(new double[] {2}, a.validatedAt());
      assertArrayEquals(new double[] {0.75}, a.validation());
      assertEquals(7, courses.get("a").seconds());
      assertEquals(0, courses.get("b").seconds());
      assertEquals(1, courses.get("b").steps());
    }
  }

  @Test
  void leavesOutValidationsOfStepsThatWereTakenBackAndTakesTheLastOfThoseDoneTwice() {
    try (RunDirectory run = RunDirectory.at(dir.resolve("run"), new byte[0])) {
      run.event("phase", Map.of("name", "meta-training a", "seconds", 0.0));
      run.metrics(List.of(line("a", 1, 4), line("a", 2, 2)));
      run.event("validated", Map.of("optimizer", "a", "metaStep", 2, "mean", 0.75, "seconds", 10.0));
      run.event("validated", Map.of("optimizer", "a", "metaStep", 4, "mean", 0.25, "seconds", 20.0));
      run.event("undo", Map.of("tick", 1, "seconds", 21.0));
      run.event("validated", Map.of("optimizer", "a", "metaStep", 2, "mean", 0.5, "seconds", 30.0));
      Training a = Course.written(run).get("a").training("a", List.of());
      assertArrayEquals(new double[] {2}, a.validatedAt());
      assertArrayEquals(new double[] {0.5}, a.validation());
    }
  }

  @Test
  void marksTheStepsBeforeWhichPartsChangedHands() {
    try (RunDirectory run = RunDirectory.at(dir.resolve("run"), new byte[0])) {
      run.metrics(List.of(line("a", 1, 4), line("a", 2, 4) + ",0", line("a", 3, 4) + ",1", line("a", 4, 4) + ",3", line("b", 1, 4) + ",3"));
      Map<String, Course> courses = Course.written(run);
      assertEquals(List.of(new Training.Mark(3, "one"), new Training.Mark(4, "two; three")),
          courses.get("a").training("a", List.of("one", "two", "three")).swaps());
      assertEquals(List.of(), courses.get("b").training("b", List.of("one", "two", "three")).swaps(), "nothing changed hands in it");
    }
  }

  @Test
  void aRunThatTrainedNothingHasNone() {
    try (RunDirectory run = RunDirectory.at(dir.resolve("run"), new byte[0])) {
      run.event("phase", Map.of("name", "tuning a", "seconds", 0.0));
      assertEquals(Map.of(), Course.written(run));
    }
  }
}
