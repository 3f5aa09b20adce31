package l2l.runner.runs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In which step the JVM ended, and how often in a row. */
class AttemptTest {

  @TempDir
  private Path run;

  private Attempt life(long... ticks) {
    Attempt.Trace trace = new Attempt.Trace(run); // and never closed: the JVM ends
    for (long tick : ticks) {
      trace.at(tick);
    }
    return Attempt.left(run);
  }

  @Test
  void countsLivesThatEndedInTheSameStep() {
    assertEquals(0, Attempt.left(run).times());
    assertEquals(new Attempt(3, 1), life(1, 2, 3));
    assertEquals(new Attempt(3, 2), life(2, 3));
    assertEquals(new Attempt(3, 3), life(3));
    assertEquals(new Attempt(4, 1), life(3, 4), "it came further");
    assertEquals(new Attempt(Attempt.BEGIN, 1), life(Attempt.BEGIN));
  }

  @Test
  void aLifeThatDidNotComeToAStepCountsForNothing() {
    life(7);
    assertEquals(new Attempt(7, 1), life());
  }

  @Test
  void nothingIsLeftOfARunThatLeftOffByItself() {
    life(5);
    Attempt.Trace trace = new Attempt.Trace(run);
    trace.at(5);
    trace.close();
    assertEquals(0, Attempt.left(run).times());
    trace.at(5);
    assertEquals(new Attempt(5, 1), Attempt.left(run), "counted anew");
  }

  @Test
  void whatCannotBeReadIsNothing() throws IOException {
    Files.writeString(run.resolve("computing"), "torn");
    assertEquals(0, Attempt.left(run).times());
    Files.delete(run.resolve("computing"));
    Attempt.Trace lost = new Attempt.Trace(run.resolve("gone"));
    lost.at(1);
    assertFalse(Files.exists(run.resolve("gone")));
  }

  @Test
  void thePauseSaysWhatHappenedAndWhatToDo() {
    Pause pause = new Attempt(6, 4).pause(12);
    assertEquals(Pause.Reason.FATAL, pause.reason());
    assertFalse(pause.reason().heals());
    assertTrue(pause.sentence().startsWith("the JVM ended without a word 4 times in a row while this run was in step 7; "), pause.sentence());
    assertTrue(pause.sentence().contains("l2l resume 12 lets it try again"), pause.sentence());
    assertTrue(new Attempt(Attempt.BEGIN, 4).pause(1).sentence().contains("while this run was about to begin"));
  }
}
