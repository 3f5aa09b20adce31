package l2l.runner.itest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import l2l.runner.experiment.Document;
import l2l.runner.runs.Display;
import l2l.runner.runs.Request;
import l2l.runner.runs.Runs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** Whole runs inside the framework. */
class WholeRunTest {

  @TempDir
  private Path folder;

  @Test
  void theDemoInShortEndsWellAndLeavesNoConfiguration() throws Exception {
    Path experiments = Path.of(Container.CONTEXT.getProperty("l2l.experiments"));
    Document demo = Document.read(experiments.resolve("demo.json")).with(List.of("optimizers.lstm.train.steps=5", "horizon=20",
        "validation.optimizee.problems=8", "test.optimizee.problems=8", "optimizee.problems=8"));
    assertEquals(0, run(demo, folder.resolve("out")));
    for (String file : List.of("experiment.json", "events.jsonl", "result.json", "report.html")) {
      assertTrue(Files.size(folder.resolve("out").resolve(file)) > 0, file);
    }
    assertNull(configurations());
  }

  @Test
  void theSameSeedGivesTheSameResult() throws Exception {
    assertEquals(0, run(compared("adam"), folder.resolve("one")));
    assertEquals(0, run(compared("adam"), folder.resolve("two")));
    byte[] result = Files.readAllBytes(folder.resolve("one/result.json"));
    assertTrue(result.length > 0);
    assertArrayEquals(result, Files.readAllBytes(folder.resolve("two/result.json")));
  }

  @Test
  void anUnknownPartIsRefusedBeforeAnythingStarts() throws Exception {
    assertEquals(2, run(compared("momentun"), folder.resolve("out")));
    assertFalse(Files.exists(folder.resolve("out")), "something was written");
    assertNull(configurations());
  }

  @Test
  void aConfigurationWithoutARunDoesNotDisturbOne() throws Exception {
    Configuration other = Container.service(ConfigurationAdmin.class).createFactoryConfiguration("l2l.optimizers.sgd.Sgd", "?");
    other.update(new Hashtable<>(Map.of("rate", 1e9)));
    try {
      assertEquals(0, run(compared("sgd"), folder.resolve("with")));
    } finally {
      other.delete();
    }
    assertEquals(0, run(compared("sgd"), folder.resolve("without")));
    assertArrayEquals(Files.readAllBytes(folder.resolve("with/result.json")), Files.readAllBytes(folder.resolve("without/result.json")));
  }

  /** A comparison of one optimizer with itself, in a second. */
  static Document compared(String optimizer) {
    return Document.of("small.json", """
        {"kind": "compare", "title": "small", "seed": 1, "horizon": 10, "engine": {"part": "java"},
         "optimizee": {"part": "quadratic", "dimension": 3, "problems": 4},
         "optimizers": {"%s": {"part": "%s"}}, "reference": "%s"}
        """.formatted(optimizer, optimizer, optimizer).getBytes(StandardCharsets.UTF_8));
  }

  static int run(Document document, Path out) {
    Runs runs = Container.service(Runs.class);
    assertNotNull(runs);
    return runs.run(new Request(document, Path.of("."), Optional.of(out), Optional.empty(), "l2l run " + document.name()), Display.NOTHING);
  }

  private static Configuration[] configurations() throws java.io.IOException, InvalidSyntaxException {
    return Container.service(ConfigurationAdmin.class).listConfigurations("(l2l.run=*)");
  }
}
