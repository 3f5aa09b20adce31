package l2l.runner.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import l2l.api.state.Schema;
import l2l.api.state.Snapshot;
import l2l.api.state.Values;
import l2l.api.tensor.Seed;

/**
 * A {@link Snapshot} as a safetensors file.
 *
 * <p>An array is called "role:name", such as "optimizer/rest:theta/rate"; the metadata are l2l = "snapshot", of, seed, metaStep and
 * parts, a JSON text {"optimizer/rest": {"name": "adam", "edition": 1}}.
 *
 * @param of the optimizer whose meta-training it is, by its name in the experiment
 */
public record SnapshotFile(String of, Snapshot snapshot) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String KIND = "snapshot";

  /**
   * Writes the file whole.
   *
   * @throws BadInput if the place cannot be written
   */
  public void write(Path file) {
    ObjectNode parts = JSON.createObjectNode();
    Values all = Values.none();
    for (String role : snapshot.parts().keySet().stream().sorted().toList()) {
      Snapshot.Saved saved = snapshot.parts().get(role);
      parts.putObject(role).put("name", saved.schema().name()).put("edition", saved.schema().edition());
      all = all.and(role + ":", saved.values());
    }
    new Safetensors(all, Map.of("l2l", KIND, "of", of, "seed", Long.toString(snapshot.seed().value()), "metaStep",
        Long.toString(snapshot.metaStep()), "parts", parts.toString())).write(file);
  }

  /**
   * Reads a file back, bit for bit.
   *
   * @throws BadInput if it is not a snapshot, with the reason
   */
  public static SnapshotFile read(Path file) {
    Safetensors read = Safetensors.read(file);
    Map<String, String> meta = read.metadata();
    if (!KIND.equals(meta.get("l2l"))) {
      throw new BadInput(file + " is not a snapshot: its metadata does not say l2l = snapshot");
    }
    try {
      Map<String, Snapshot.Saved> parts = new LinkedHashMap<>();
      for (Map.Entry<String, JsonNode> e : JSON.readTree(meta.getOrDefault("parts", "{}")).properties()) {
        Schema schema = new Schema(e.getValue().path("name").asText(), e.getValue().path("edition").asInt());
        parts.put(e.getKey(), new Snapshot.Saved(schema, read.values().under(e.getKey() + ":")));
      }
      return new SnapshotFile(meta.getOrDefault("of", ""),
          new Snapshot(new Seed(Long.parseLong(meta.get("seed"))), Long.parseLong(meta.get("metaStep")), parts));
    } catch (JsonProcessingException | NumberFormatException e) {
      throw new BadInput(file + " is not a snapshot: its metadata cannot be read", e);
    }
  }
}
