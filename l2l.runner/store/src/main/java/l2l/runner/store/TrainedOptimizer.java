package l2l.runner.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import l2l.api.state.Schema;
import l2l.api.state.Values;

/**
 * A trained optimizer as a file that any later run, machine or person can load: its theta, and what the numbers mean.
 *
 * <p>A safetensors file with the metadata l2l = "optimizer", part, edition, settings (JSON) and, for the reader, notes.
 *
 * @param schema the part's name and the edition of what its theta means
 * @param settings the part's settings, as JSON text
 * @param theta the meta-parameters
 * @param notes further texts: how it was trained
 */
public record TrainedOptimizer(Schema schema, String settings, Values theta, Map<String, String> notes) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String KIND = "optimizer";

  public TrainedOptimizer {
    notes = Map.copyOf(notes);
  }

  /**
   * Writes the file whole.
   *
   * @throws BadInput if the place cannot be written
   */
  public void write(Path file) {
    Map<String, String> metadata = new HashMap<>(notes);
    metadata.put("l2l", KIND);
    metadata.put("part", schema.name());
    metadata.put("edition", Integer.toString(schema.edition()));
    metadata.put("settings", settings);
    new Safetensors(theta, metadata).write(file);
  }

  /**
   * Reads a file back.
   *
   * @throws BadInput if it is not a trained optimizer, with the reason
   */
  public static TrainedOptimizer read(Path file) {
    Safetensors read = Safetensors.read(file);
    Map<String, String> notes = new HashMap<>(read.metadata());
    String kind = notes.remove("l2l");
    String part = notes.remove("part");
    String edition = notes.remove("edition");
    String settings = notes.remove("settings");
    if (kind != null && !kind.equals(KIND)) {
      throw new BadInput(file + " holds a " + kind + ", not a trained optimizer; those lie in the run's folder optimizers");
    }
    if (part == null || edition == null || !edition.matches("[0-9]{1,9}")) {
      throw new BadInput(file + " does not say whose weights it holds: its metadata needs \"part\" (such as lstm) and \"edition\""
          + " (such as 1)");
    }
    return new TrainedOptimizer(new Schema(part, Integer.parseInt(edition)), settings == null ? "{}" : settings, read.values(), notes);
  }

  /**
   * The theta, if it is one of this part.
   *
   * @param file where it was read, for the message
   * @throws BadInput if another part or edition wrote it
   */
  public Values of(Schema asked, Path file) {
    if (!schema.name().equals(asked.name())) {
      throw new BadInput(file + " holds " + schema + ", " + asked.name() + " was asked for");
    }
    if (schema.edition() != asked.edition()) {
      throw new BadInput(file + " holds " + schema + ", and the part that is here reads edition " + asked.edition());
    }
    return theta;
  }

  /**
   * Which settings are not those it was trained with: "scale 0.1 there, 1.0 here".
   *
   * @param now the settings it is to be used with, as JSON text
   */
  public List<String> changed(String now) {
    try {
      JsonNode there = JSON.readTree(settings);
      JsonNode here = JSON.readTree(now);
      List<String> changed = new ArrayList<>();
      there.properties().forEach(e -> {
        JsonNode other = here.path(e.getKey());
        boolean sameNumber = other.isNumber() && e.getValue().isNumber() && other.doubleValue() == e.getValue().doubleValue();
        if (!sameNumber && !other.equals(e.getValue())) {
          changed.add(e.getKey() + " " + e.getValue() + " there, " + (other.isMissingNode() ? "none" : other) + " here");
        }
      });
      return changed;
    } catch (JsonProcessingException e) {
      return List.of("settings that cannot be read there");
    }
  }
}
