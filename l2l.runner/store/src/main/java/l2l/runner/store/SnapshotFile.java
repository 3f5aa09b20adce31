package l2l.runner.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import l2l.api.state.Schema;
import l2l.api.state.Snapshot;
import l2l.api.state.Values;
import l2l.api.tensor.Seed;

/**
 * A {@link Snapshot} as a safetensors file.
 *
 * <p>An array is called "role:name", such as "optimizer/rest:theta/rate"; the metadata are l2l = "snapshot", of, seed, metaStep, parts, a
 * JSON text {"optimizer/rest": {"name": "adam", "edition": 1}}, position, notes and checksum. The last three are missing in files of
 * 1.0, which are read too.
 *
 * @param of the optimizer whose meta-training it is, by its name in the experiment
 * @param position where to cut the run's record back to when it goes on from here
 * @param notes further texts: where else the run stood
 */
public record SnapshotFile(String of, Snapshot snapshot, Optional<Position> position, Map<String, String> notes) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String KIND = "snapshot";

  public SnapshotFile {
    notes = Map.copyOf(notes);
  }

  /** A snapshot without a record to go with it. */
  public SnapshotFile(String of, Snapshot snapshot) {
    this(of, snapshot, Optional.empty(), Map.of());
  }

  /** The same, taken when the run's record had come so far. */
  public SnapshotFile at(Position there) {
    return new SnapshotFile(of, snapshot, Optional.of(there), notes);
  }

  /** The same with a note. */
  SnapshotFile with(String key, String note) {
    Map<String, String> more = new HashMap<>(notes);
    more.put(key, note);
    return new SnapshotFile(of, snapshot, position, more);
  }

  /**
   * Writes the file whole.
   *
   * @throws BadInput if the place cannot be written
   */
  public void write(Path file) {
    write(file, true);
  }

  /** @param synced whether to wait until it is on the disk */
  void write(Path file, boolean synced) {
    ObjectNode parts = JSON.createObjectNode();
    Values all = Values.none();
    for (String role : snapshot.parts().keySet().stream().sorted().toList()) {
      Snapshot.Saved saved = snapshot.parts().get(role);
      parts.putObject(role).put("name", saved.schema().name()).put("edition", saved.schema().edition());
      all = all.and(role + ":", saved.values());
    }
    ObjectNode texts = JSON.createObjectNode();
    notes.keySet().stream().sorted().forEach(key -> texts.put(key, notes.get(key)));
    Map<String, String> metadata = new HashMap<>(Map.of("l2l", KIND, "of", of, "seed", Long.toString(snapshot.seed().value()),
        "metaStep", Long.toString(snapshot.metaStep()), "parts", parts.toString(), "notes", texts.toString()));
    position.ifPresent(p -> metadata.put("position", p.metrics() + " " + p.events()));
    Seal.on(new Safetensors(all, metadata)).write(file, synced);
  }

  /**
   * Reads a file back, bit for bit.
   *
   * @throws BadInput if it is not a snapshot or not what was written, with the reason
   */
  public static SnapshotFile read(Path file) {
    Safetensors read = Safetensors.read(file);
    Map<String, String> meta = read.metadata();
    if (Seal.on(meta) || meta.containsKey("notes")) {
      Seal.checked(file, read);
    }
    if (!KIND.equals(meta.get("l2l"))) {
      throw new BadInput(file + " is not a snapshot: its metadata does not say l2l = snapshot");
    }
    try {
      Map<String, Snapshot.Saved> parts = new LinkedHashMap<>();
      for (Map.Entry<String, JsonNode> e : JSON.readTree(meta.getOrDefault("parts", "{}")).properties()) {
        Schema schema = new Schema(e.getValue().path("name").asText(), e.getValue().path("edition").asInt());
        parts.put(e.getKey(), new Snapshot.Saved(schema, read.values().under(e.getKey() + ":")));
      }
      Map<String, String> notes = new HashMap<>();
      JSON.readTree(meta.getOrDefault("notes", "{}")).properties().forEach(e -> notes.put(e.getKey(), e.getValue().asText()));
      return new SnapshotFile(meta.getOrDefault("of", ""),
          new Snapshot(new Seed(Long.parseLong(meta.get("seed"))), Long.parseLong(meta.get("metaStep")), parts),
          Optional.ofNullable(meta.get("position")).map(SnapshotFile::position), notes);
    } catch (JsonProcessingException | NumberFormatException e) {
      throw new BadInput(file + " is not a snapshot: its metadata cannot be read", e);
    }
  }

  private static Position position(String text) {
    int blank = text.indexOf(' ');
    return new Position(Long.parseLong(text.substring(0, Math.max(0, blank))), Long.parseLong(text.substring(blank + 1)));
  }
}
