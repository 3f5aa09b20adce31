package l2l.runner.kit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import l2l.runner.experiment.Document;
import l2l.runner.experiment.Kind;
import l2l.runner.store.BadInput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ToyExperimentTest {

  @TempDir
  private Path folder;

  @Test
  void everyKindsTemplateTrainsWithoutEndAndNamesThePart() throws IOException {
    for (Kind kind : PluginProject.KINDS) {
      Document toy = ToyExperiment.of(folder, kind, "acme.toy");
      JsonNode root = new ObjectMapper().readTree(toy.bytes());
      assertEquals("java", root.at("/engine/part").asText());
      assertTrue(new String(toy.bytes(), StandardCharsets.UTF_8).contains("\"part\" : \"acme.toy\""), kind.word());
      assertFalse(root.get("optimizers").isEmpty());
      root.get("optimizers").forEach(o -> assertEquals(1_000_000_000, o.at("/train/steps").asLong(), o::toString));
    }
  }

  @Test
  void leavesOutWhoIsOnlyTuned() throws IOException {
    String text = "{"
        + "\"optimizers\":{\"a\":{\"part\":\"x\",\"train\":{\"steps\":5,\"schedule\":\"cosine\",\"final\":0.1}},\"b\":{\"part\":\"y\"}},"
        + "\"reference\":\"b\"}";
    JsonNode root = new ObjectMapper().readTree(ToyExperiment.endless(text.getBytes(StandardCharsets.UTF_8)));
    assertEquals("{\"optimizers\":{\"a\":{\"part\":\"x\",\"train\":{\"steps\":1000000000,\"schedule\":\"constant\",\"validate\":0}}}}",
        root.toString());
  }

  @Test
  void theProjectsOwnExperimentComesFirstWhereItNamesThePart() throws IOException {
    Path own = folder.resolve("experiment.json");
    Files.writeString(own, "{\"title\":\"mine\",\"optimizers\":{\"a\":{\"part\":\"acme.toy\",\"train\":{}}}}");
    assertTrue(new String(ToyExperiment.of(folder, Kind.OPTIMIZER, "acme.toy").bytes(), StandardCharsets.UTF_8).contains("mine"));
    assertFalse(new String(ToyExperiment.of(folder, Kind.OPTIMIZER, "acme.other").bytes(), StandardCharsets.UTF_8).contains("mine"));
    Files.writeString(own, "{");
    assertTrue(assertThrows(BadInput.class, () -> ToyExperiment.of(folder, Kind.OPTIMIZER, "acme.toy")).getMessage()
        .startsWith("dev: " + own + " cannot be read: "));
  }

  @Test
  void saysThatAKindHasNoToy() {
    assertEquals("dev: acme.set is of the kind data, for which there is no toy run; write " + folder.resolve("experiment.json")
        + ", an experiment that names it",
        assertThrows(BadInput.class, () -> ToyExperiment.of(folder, Kind.DATA, "acme.set")).getMessage());
  }
}
