package l2l.runner.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/** What the index says, as files beside what it speaks of: from them it is made anew. runs/NAME/state.json, generations/SHA-256.json. */
final class Mirror {

  /** The end of the name of a jar's note. */
  static final String NOTE = ".json";

  private static final String STATE = "state.json";

  private Mirror() {}

  static void write(RunRow r, Set<String> needs) {
    write(r.directory().resolve(STATE), JsonText.object("id", r.id(), "name", r.name(), "state", r.state(), "code", r.code(), "sentence",
        r.sentence(), "tick", r.tick(), "total", r.total(), "mixed", r.mixed(), "parent", IndexRows.boxed(r.parent()), "queue",
        IndexRows.boxed(r.queue()), "needs", List.copyOf(needs)));
  }

  static void write(Path generations, GenerationRow g) {
    write(generations.resolve(g.sha256() + NOTE), JsonText.object("sha256", g.sha256(), "verdict", g.verdict(), "sentence", g.sentence(),
        "next", g.next(), "faults", g.faults(), "quarantine", g.quarantine()));
  }

  private static void write(Path file, Map<String, Object> plain) {
    byte[] text = JsonText.page(plain).getBytes(StandardCharsets.UTF_8);
    WholeFile.write(file, out -> out.write(text));
  }

  /** The row of a run's directory, if it has a readable one. */
  static Optional<RunRow> run(Path directory, List<String> told) {
    Path file = directory.resolve(STATE);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      JsonNode json = read(file, "id", "state");
      return Optional.of(new RunRow(json.path("id").asLong(), json.path("name").asText(), json.path("state").asText(),
          json.path("code").asText(), json.path("sentence").asText(), directory, json.path("tick").asLong(), json.path("total").asLong(),
          json.path("mixed").asBoolean(), number(json, "parent"), number(json, "queue")));
    } catch (IOException e) {
      told.add(file + " cannot be read, and the run is listed as far as its other files tell");
      return Optional.empty();
    }
  }

  /** The jars a run needs: those noted, and those it began with. */
  static Set<String> needs(Path directory) {
    Set<String> needs = new TreeSet<>();
    for (String name : List.of(STATE, "parts.json")) {
      try {
        JsonNode json = read(directory.resolve(name));
        json.path("needs").forEach(n -> needs.add(n.asText()));
        json.findValues("sha256").stream().filter(JsonNode::isTextual).forEach(n -> needs.add(n.asText()));
      } catch (IOException e) {
        continue; // said where the row was read; a run that was refused early has no parts
      }
    }
    return needs;
  }

  /** A jar's row. */
  static Optional<GenerationRow> generation(Path file, List<String> told) {
    try {
      JsonNode json = read(file, "sha256", "verdict");
      return Optional.of(new GenerationRow(json.path("sha256").asText(), json.path("verdict").asText(), json.path("sentence").asText(),
          json.path("next").asText(), json.path("faults").asInt(), json.path("quarantine").asText()));
    } catch (IOException e) {
      told.add(file + " cannot be read, and its jar is judged anew");
      return Optional.empty();
    }
  }

  private static JsonNode read(Path file, String... keys) throws IOException {
    JsonNode json = new ObjectMapper().readTree(Files.readAllBytes(file));
    for (String key : keys) {
      if (!json.hasNonNull(key)) {
        throw new IOException("it does not say " + key);
      }
    }
    return json;
  }

  private static OptionalLong number(JsonNode json, String key) {
    return json.path(key).isNumber() ? OptionalLong.of(json.path(key).asLong()) : OptionalLong.empty();
  }
}
