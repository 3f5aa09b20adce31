package l2l.runner.kit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import l2l.runner.store.BadInput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The JVMs are shell scripts here, so that each ends as wanted. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the scripts are for a POSIX shell")
class CheckTest {

  @TempDir
  private Path folder;

  private final List<String> scripts = new ArrayList<>();
  private int started;

  private Judgement judged(long seconds) throws Exception {
    Path jar = Files.writeString(folder.resolve("some.jar"), "no jar");
    ExaminerJvm jvm = (j, f, s, settings) -> script(f);
    return new Check(jvm, 1, seconds, Map.of()).judge(jar);
  }

  /** Writes lines, each as a finding or as begun, and ends; then the next one goes on. */
  private Process script(Path journalFolder) throws IOException {
    String script = scripts.get(Math.min(started++, scripts.size() - 1));
    return new ProcessBuilder("sh", "-c", script.replace("JOURNAL", "'" + journalFolder.resolve("journal") + "'")).start();
  }

  private static String bundle() {
    return "echo '{\"bundle\":\"acme.a\",\"version\":\"1.0.0\"}' >> JOURNAL;";
  }

  private static String kept(String law) {
    return "echo '{\"mark\":\"KEPT\",\"code\":\"CONTRACT\","
        + "\"part\":\"acme.a\",\"subject\":\"" + law + "\",\"saw\":\"\",\"mend\":\"\"}' >> JOURNAL;";
  }

  private static String begun(String law) {
    return "echo '{\"begun\":\"" + law + "\",\"part\":\"acme.a\",\"code\":\"CONTRACT\"}' >> JOURNAL;";
  }

  private static String over() {
    return "echo '{\"over\":true}' >> JOURNAL;";
  }

  @Test
  void tellsWhatWasFound() throws Exception {
    scripts.add(bundle() + kept("one") + begun("two") + kept("two") + over());
    Judgement judgement = judged(60);
    assertTrue(judgement.passes());
    assertEquals("acme.a 1.0.0 passes: 2 of 2 laws", judgement.summary());
    assertEquals(1, started);
  }

  @Test
  void aJvmThatEndsIsTheFaultOfTheLawItWasAtAndAnotherGoesOn() throws Exception {
    scripts.add(bundle() + kept("one") + begun("two") + "exit 7");
    scripts.add(kept("three") + over());
    Judgement judgement = judged(60);
    assertFalse(judgement.passes());
    assertEquals("acme.a 1.0.0 fails: two; 2 of 3 laws kept", judgement.summary());
    assertTrue(judgement.text().contains("there the JVM ended with exit code 7"), judgement::text);
    assertEquals(2, started);
  }

  @Test
  void aJvmWithoutMemorySaysSo() throws Exception {
    scripts.add(bundle() + begun("one") + "exit 3");
    scripts.add(over());
    assertTrue(judged(60).text().contains("there the JVM ran out of memory (512 MB)"));
  }

  @Test
  void aJvmThatHangsIsEndedWhenAllTimeIsOver() throws Exception {
    scripts.add(bundle() + begun("one") + "sleep 100");
    long began = System.nanoTime();
    Judgement judgement = judged(1);
    assertTrue(System.nanoTime() - began < 30_000_000_000L, "the script was waited for");
    assertTrue(judgement.text().contains("there the JVM was ended, since all together took more than 1 s"), judgement::text);
  }

  @Test
  void givesUpAfterFiveJvms() throws Exception {
    for (int i = 0; i < 9; i++) {
      scripts.add(bundle() + begun("law " + i) + "exit 1");
    }
    assertTrue(judged(60).text().contains("not tried, since 5 JVMs ended on the way"));
    assertEquals(5, started);
  }

  @Test
  void aJvmThatDoesNotEvenBeginIsOurFault() {
    scripts.add("exit 1");
    String message = assertThrows(IllegalStateException.class, () -> judged(60)).getMessage();
    assertTrue(message.endsWith("ended with exit code 1 before it had begun"), message);
  }

  @Test
  void refusesAFileThatIsNotThere() {
    Path nothing = folder.resolve("nothing.jar");
    assertEquals("check: there is no file " + nothing + "; build the project first, and name the jar in its target/",
        assertThrows(BadInput.class, () -> new Check((j, f, s, m) -> null, 1, 1, Map.of()).judge(nothing)).getMessage());
  }

  @Test
  void halfALineDoesNotCount() throws IOException {
    Path file = folder.resolve("journal");
    Journal journal = new Journal(file);
    journal.bundle("acme.a", "1.0.0");
    journal.begin("CONTRACT", "acme.a", "one");
    Files.writeString(file, Files.readString(file) + "{\"mark\":\"KEP");
    Journal.Content content = journal.read();
    assertEquals("one", content.begun().orElseThrow().subject());
    assertEquals(List.of(), content.findings());
  }
}
