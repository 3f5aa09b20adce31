package l2l.runner.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import l2l.runner.load.Status;
import l2l.runner.runs.Display;
import l2l.runner.runs.Request;
import l2l.runner.runs.Run;
import l2l.runner.runs.Runs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.service.cm.ConfigurationAdmin;

/** A run without a workbench: nobody is there who could mend anything while it waits, so it ends and says why. */
class OneShotRunTest {

  private static final String NAME = "acme.oneshot";

  @TempDir private Path folder;
  private final Load load = new Load();
  private final List<String> said = new CopyOnWriteArrayList<>();

  private final Display display = new Display() {
    @Override
    public void say(String sentence) {
      said.add(sentence);
    }
  };

  @AfterEach
  void empty() throws InterruptedException, IOException {
    load.empty();
  }

  private Run run(Path out) {
    Runs runs = Container.service(Runs.class);
    runs.run(new Request(WholeRunTest.compared(NAME), Path.of("."), Optional.of(out), Optional.empty(), "l2l run small.json"), display);
    List<Run> all = runs.all();
    return all.get(all.size() - 1);
  }

  @Test
  void aPartThatFailsEndsItWithAllThatIsKnown() throws Exception {
    String sha = load.drop("a.jar", Load.optimizer(NAME, "1.0.0", "",
        "if (seen.t() == 7) { throw new IllegalStateException(\"step 7 is unlucky\"); } " + PluginJar.DESCENT));
    Load.await(sha, Status.READY);
    Run run = run(folder.resolve("out"));
    assertEquals(Run.State.REFUSED, run.state(), said::toString);
    assertEquals(2, run.end().join());
    assertEquals("optimizers/" + NAME + ": " + NAME + " 1.0.0 of bundle " + NAME + " failed 3 times; the last time:"
        + " java.lang.IllegalStateException: step 7 is unlucky; its stack is in " + folder.resolve("out/events.jsonl"), run.line());
    assertTrue(said.contains("l2l: " + run.line()), said::toString);
    String events = Files.readString(folder.resolve("out/events.jsonl"));
    assertEquals(3, events.split("\"what\":\"fault\"", -1).length - 1, events);
    assertTrue(events.contains(NAME + ".Plugin.step"), "the stack is in the record");
    assertNull(Container.service(ConfigurationAdmin.class).listConfigurations("(l2l.run=*)"));
  }

  @Test
  void aPartThatWorksIsUsedAndKeepsNoWorkbench() throws Exception {
    Load.await(load.drop("a.jar", Load.optimizer(NAME, "1.0.0")), Status.READY);
    Run run = run(folder.resolve("out"));
    assertEquals(Run.State.DONE, run.state(), said::toString);
    assertEquals("report: " + folder.resolve("out").resolve("report.html"), run.line());
    assertFalse(run.mixed());
    assertTrue(Files.readString(folder.resolve("out/parts.json")).contains(NAME));
    assertEquals(Optional.empty(), Container.service(Runs.class).workbench());
  }
}
