package l2l.runner.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the launcher makes of a command line. */
class WordsTest {

  private static final Path HERE = Path.of("/home/user");

  private static Words words(String... words) {
    return new Words(List.of(words), HERE, Map.of());
  }

  @Test
  void theDirectoryIsTheOptionElseTheVariableElseWorkbenchHere() {
    Map<String, String> variable = Map.of("L2L_WORKBENCH", "/data/bench");
    assertEquals(Path.of("/home/user/workbench"), words("runs").directory());
    assertEquals(Path.of("/data/bench"), new Words(List.of("runs"), HERE, variable).directory());
    assertEquals(Path.of("/home/user/mine"), new Words(List.of("stop", "--directory", "mine"), HERE, variable).directory());
    assertEquals(Path.of("/mine"), new Words(List.of("attach", "--directory=/mine"), HERE, variable).directory());
    assertEquals(Path.of("/home/user/workbench"), new Words(List.of("runs"), HERE, Map.of("L2L_WORKBENCH", "")).directory());
  }

  @Test
  void theOptionMeansAnotherDirectoryInCommandsThatKnowNoWorkbench() {
    assertEquals(Path.of("/home/user/workbench"), words("new", "optimizer", "acme.x", "--directory", "x").directory());
  }

  @Test
  void someCommandsNeedAContainerOfTheirOwn() {
    for (String alone : List.of("workbench", "check", "new", "bench", "help", "--version", "-h")) {
      assertTrue(words(alone).alone(), alone);
    }
    assertTrue(words().alone());
    assertTrue(words("stop", "--help").alone());
    for (String shared : List.of("run", "parts", "why", "runs", "attach", "stop")) {
      assertFalse(words(shared).alone(), shared);
    }
  }

  @Test
  void aWorkbenchStartsOnlyWithWordsItKnows() {
    assertTrue(words("workbench").startsWorkbench());
    assertTrue(words("workbench", "--directory", "d", "--background").startsWorkbench());
    assertTrue(words("workbench", "--background", "--directory=d").background());
    assertFalse(words("workbench", "--bakground").startsWorkbench());
    assertFalse(words("workbench", "--directory").startsWorkbench());
    assertFalse(words("workbench", "--help").startsWorkbench());
    assertFalse(words("run", "workbench").startsWorkbench());
  }

  @Test
  void stopEndsTheWorkbenchWhereItNamesNoRun() {
    assertTrue(words("stop").stopsWorkbench());
    assertTrue(words("stop", "--when-idle", "--directory", "d").stopsWorkbench());
    assertFalse(words("stop", "3").stopsWorkbench());
    assertFalse(words("runs").stopsWorkbench());
  }

  @Test
  void saysACommandAsItMustBeTypedHere() {
    assertEquals("l2l attach", words("workbench").saying("attach"));
    assertEquals("l2l stop --directory bench", words("workbench", "--directory", "bench").saying("stop"));
    assertEquals("l2l stop --directory '/my data'", words("workbench", "--directory", "/my data").saying("stop"));
  }
}
