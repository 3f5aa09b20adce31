package l2l.runner.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import l2l.runner.experiment.Document;
import l2l.runner.store.BadInput;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The command line without a container: what is refused, and what help says. */
class CommandsTest {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int l2l(String... words) {
    return Commands.over(place()).execute(words);
  }

  private Workplace place() {
    return new Workplace(null, null, new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  @Test
  void refusesAnUnknownCommandAndGuessesTheRightOne() {
    assertEquals(2, l2l("rnu"));
    assertEquals("l2l: Unmatched argument at index 0: 'rnu'; did you mean run? (l2l help says more)", said());
  }

  @Test
  void refusesAnUnknownOptionAndGuessesTheRightOne() {
    assertEquals(2, l2l("run", "x.json", "--uot", "d"));
    assertEquals("l2l: Unknown options: '--uot', 'd'; did you mean --out? (l2l help run says more)", said());
  }

  @Test
  void refusesToMeasureWhatThereIsNot() {
    assertEquals(2, l2l("bench", "W7"));
    assertTrue(said().startsWith("l2l: there is no workload \"W7\"; there are W1, W2, "), said());
  }

  @Test
  void refusesToMeasureInNoRound() {
    assertEquals(2, l2l("bench", "W1", "--rounds", "0"));
    assertTrue(said().contains("there must be one round at least"), said());
  }

  @Test
  void refusesNoCommandAtAll() {
    assertEquals(2, l2l());
    assertEquals("l2l: which command? (l2l help says more)", said());
  }

  @Test
  void refusesARunOfNothing() {
    assertEquals(2, l2l("run"));
    assertEquals("l2l: Missing required parameter: 'FILE|NAME' (l2l help run says more)", said());
  }

  @Test
  void refusesAnOptionWithoutItsValue() {
    assertEquals(2, l2l("demo", "--set"));
    assertEquals("l2l: Missing required parameter for option '--set' (KEY=VALUE) (l2l help demo says more)", said());
  }

  @Test
  void refusesACommandOfTheWorkbenchWhereThereIsNone() {
    assertEquals(2, l2l("stop"));
    assertEquals("l2l: stop: no workbench is up; l2l workbench --background starts one, L2L_WORKBENCH names its directory where that is"
        + " not ./workbench (l2l help stop says more)", said());
    assertEquals(0, l2l("stop", "--help"));
  }

  @Test
  void helpNamesEveryCommandAndTheExitCodes() {
    assertEquals(0, l2l("help"));
    String help = out.toString(StandardCharsets.UTF_8);
    for (String word : List.of("demo", "run", "parts", "workbench", "help",
        "0 done, 2 bad input, 1 a fault of the program, 130 interrupted")) {
      assertTrue(help.contains(word), word);
    }
    assertEquals(0, l2l("run", "--help"));
    assertTrue(out.toString(StandardCharsets.UTF_8).contains("--set"));
  }

  @Test
  void repeatsItselfInTheReport() {
    RunOptions options = new RunOptions();
    new CommandLine(new Given(options)).parseArgs("--set", "a.b=[1, 2]", "--set", "title=it's", "--data", ".");
    Document document = Document.of("x.json", "{\"a\": {}}".getBytes(StandardCharsets.UTF_8));
    assertEquals("l2l run x.json --data . --set 'a.b=[1, 2]' --set 'title=it'\\''s'",
        options.request(place(), document, "run x.json").command());
  }

  @Test
  void refusesADataDirectoryThatIsNotThere() {
    RunOptions options = new RunOptions();
    options.data = Path.of("nowhere");
    Document document = Document.of("x.json", "{}".getBytes(StandardCharsets.UTF_8));
    assertEquals("--data nowhere: there is no such directory", refused(() -> options.request(place(), document, "demo")));
    options.data = Path.of("");
    options.from = Path.of("nothing.safetensors");
    assertEquals("--from nothing.safetensors: there is no such file", refused(() -> options.request(place(), document, "demo")));
  }

  @CommandLine.Command
  private record Given(@CommandLine.Mixin RunOptions options) {}

  private static String refused(org.junit.jupiter.api.function.Executable what) {
    return org.junit.jupiter.api.Assertions.assertThrows(BadInput.class, what).getMessage();
  }

  private String said() {
    return err.toString(StandardCharsets.UTF_8).strip();
  }
}
