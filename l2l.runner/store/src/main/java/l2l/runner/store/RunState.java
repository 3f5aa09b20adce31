package l2l.runner.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/** A run's row in its own directory, state.json: from it the index is made anew. */
record RunState(RunRow row, Set<String> needs) {

  private static final String FILE = "state.json";

  void write() {
    String text = JsonText.page(JsonText.object("id", row.id(), "name", row.name(), "state", row.state(), "code", row.code(), "sentence",
        row.sentence(), "tick", row.tick(), "total", row.total(), "mixed", row.mixed(), "parent", boxed(row.parent()), "queue",
        boxed(row.queue()), "needs", List.copyOf(needs)));
    WholeFile.write(row.directory().resolve(FILE), out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static Long boxed(OptionalLong value) {
    return value.isPresent() ? value.getAsLong() : null;
  }

  /** The state in a run's directory, if there is a readable one. */
  static Optional<RunState> read(Path directory, List<String> told) {
    Path file = directory.resolve(FILE);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      JsonNode json = new ObjectMapper().readTree(Files.readAllBytes(file));
      if (json.path("id").asLong() <= 0 || json.path("state").asText().isEmpty()) {
        throw new IOException("it says no id or no state");
      }
      Set<String> needs = new TreeSet<>();
      json.path("needs").forEach(n -> needs.add(n.asText()));
      return Optional.of(new RunState(new RunRow(json.path("id").asLong(), json.path("name").asText(), json.path("state").asText(),
          json.path("code").asText(), json.path("sentence").asText(), directory, json.path("tick").asLong(), json.path("total").asLong(),
          json.path("mixed").asBoolean(), number(json, "parent"), number(json, "queue")), needs));
    } catch (IOException e) {
      told.add(file + " cannot be read, and the run is listed as far as its other files tell");
      return Optional.empty();
    }
  }

  private static OptionalLong number(JsonNode json, String key) {
    return json.path(key).isNumber() ? OptionalLong.of(json.path(key).asLong()) : OptionalLong.empty();
  }
}
