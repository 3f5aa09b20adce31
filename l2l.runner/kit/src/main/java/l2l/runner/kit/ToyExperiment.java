package l2l.runner.kit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import l2l.runner.experiment.Document;
import l2l.runner.experiment.Kind;
import l2l.runner.store.BadInput;

/** Makes of an experiment one that goes on and on, so that parts can be swapped in it: its meta-training alone, without an end. */
final class ToyExperiment {

  static final String FILE = "experiment.json";

  private static final long WITHOUT_END = 1_000_000_000;
  /** Outer steps are this many times smaller, or theta would walk too far while nobody builds. */
  private static final int SLOWER = 10;

  private ToyExperiment() {}

  /**
   * The project's own experiment where it has one that names the part, else the template of the part's kind.
   *
   * @throws BadInput if there is neither, or the file cannot be read
   */
  static Document of(Path project, Kind kind, String part) {
    Path own = project.resolve(FILE);
    try {
      if (Files.exists(own)) {
        byte[] bytes = Files.readAllBytes(own);
        if (names(new ObjectMapper().readTree(bytes), part)) {
          return Document.of(own.toString(), endless(bytes));
        }
      }
    } catch (IOException e) {
      throw new BadInput("dev: " + own + " cannot be read: " + e.getMessage(), e);
    }
    if (!PluginProject.KINDS.contains(kind)) {
      throw new BadInput("dev: " + part + " is of the kind " + kind.word() + ", for which there is no toy run; write " + own
          + ", an experiment that names it");
    }
    String template = new PluginProject(kind, part).experiment();
    try {
      return Document.of("toy.json", endless(template.getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new IllegalStateException("the template of " + kind.word() + " is no JSON: " + e.getMessage(), e);
    }
  }

  private static boolean names(JsonNode node, String part) {
    for (JsonNode child : node) {
      if (names(child, part)) {
        return true;
      }
    }
    return part.equals(node.path("part").asText());
  }

  /** The same without contestants that are not meta-trained, where others are, and with meta-training that does not end. */
  static byte[] endless(byte[] experiment) throws IOException {
    ObjectMapper json = new ObjectMapper();
    JsonNode root = json.readTree(experiment);
    if (root.path("optimizers") instanceof ObjectNode contestants
        && contestants.properties().stream().anyMatch(e -> e.getValue().has("train"))) {
      contestants.properties().removeIf(e -> !e.getValue().has("train"));
      if (root.has("reference") && !contestants.has(root.get("reference").asText())) {
        ((ObjectNode) root).remove("reference");
      }
    }
    for (JsonNode trained : root.findParents("train")) {
      if (trained.get("train") instanceof ObjectNode train) {
        train.put("steps", WITHOUT_END).put("validate", 0).put("schedule", "constant");
        train.remove("final");
        if (train.path("outer") instanceof ObjectNode outer && outer.path("rate").isNumber()) {
          outer.put("rate", outer.get("rate").asDouble() / SLOWER);
        }
      }
    }
    return json.writerWithDefaultPrettyPrinter().writeValueAsBytes(root);
  }
}
