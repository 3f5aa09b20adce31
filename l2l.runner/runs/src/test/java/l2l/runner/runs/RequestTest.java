package l2l.runner.runs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import l2l.runner.experiment.Document;
import l2l.runner.store.BadInput;
import l2l.runner.store.PartRecord;
import l2l.runner.store.RunDirectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RequestTest {

  private static final byte[] EXPERIMENT = "{\"seed\": 1, \"horizon\": 10}".getBytes(StandardCharsets.UTF_8);

  @TempDir Path dir;

  private Request written() {
    Document document = Document.of("small.json", EXPERIMENT).with(List.of("seed=7"));
    Request request = new Request(document, dir, Optional.of(dir.resolve("out")), Optional.of(dir.resolve("from.safetensors")),
        "l2l run small.json --set seed=7");
    try (RunDirectory directory = RunDirectory.at(dir.resolve("out"), EXPERIMENT)) {
      directory.request(request.plain());
    }
    return request;
  }

  @Test
  void goesOnWithWhatWasAskedForInAnEarlierProcess() {
    Request then = written();
    Request now = Request.resuming(dir.resolve("out"));
    assertTrue(now.document().saysTheSame(then.document()), now.document().text());
    assertTrue(now.document().text().contains("7"), now.document().text());
    assertEquals(List.of("seed=7"), now.document().overrides());
    assertEquals(then.command(), now.command());
    assertEquals(then.from(), now.from());
    assertEquals(dir.toAbsolutePath(), now.data());
    assertEquals(Optional.of(dir.resolve("out")), now.resume());
    assertEquals(Optional.empty(), now.out());
  }

  @Test
  void beginsAnewInADirectoryOfItsOwn() {
    written();
    PartRecord part = new PartRecord("optimizee", "quadratic", 1, "b", "1", null);
    Request fresh = Request.resuming(dir.resolve("out")).replaying(dir, Map.of("optimizee", part), List.of()).fresh();
    assertEquals(Optional.empty(), fresh.resume());
    assertEquals(Optional.empty(), fresh.out());
    assertEquals(Optional.empty(), fresh.replays());
    assertEquals(Map.of(), fresh.pins());
    assertEquals(List.of("seed=7"), fresh.document().overrides());
  }

  @Test
  void aReplayKnowsWhatItReplaysAndWithWhich() {
    PartRecord part = new PartRecord("optimizee", "quadratic", 1, "b", "1", null);
    Request replay = written().replaying(dir, Map.of("optimizee", part), List.of()).called("l2l replay 1");
    assertEquals(Optional.of(dir), replay.replays());
    assertEquals(part, replay.pins().get("optimizee"));
    assertEquals("l2l replay 1", replay.command());
  }

  @Test
  void saysWhichFileIsMissingOrDamaged() throws IOException {
    String none = assertThrows(BadInput.class, () -> Request.resuming(dir.resolve("nowhere"))).getMessage();
    assertTrue(none.contains("nowhere") && none.contains("request.json"), none);
    written();
    Files.writeString(dir.resolve("out/request.json"), "{\"name\": ");
    String damaged = assertThrows(BadInput.class, () -> Request.resuming(dir.resolve("out"))).getMessage();
    assertTrue(damaged.endsWith("request.json is damaged: it is not JSON; start the run anew from experiment.json"), damaged);
  }
}
