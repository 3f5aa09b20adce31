package l2l.runner.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What was asked for when a run began, beside its experiment: request.json, from which the run can go on in another process.
 *
 * @param name of the experiment
 * @param overrides as on the command line, such as "optimizers.lstm.train.steps=50"
 * @param data where relative files and directories of the experiment lie
 * @param from a snapshot it began from
 * @param command that does it again, for the report
 */
public record RunRequest(String name, List<String> overrides, Path data, Optional<Path> from, String command) {

  private static final String FILE = "request.json";

  public RunRequest {
    overrides = List.copyOf(overrides);
  }

  String json() {
    return JsonText.page(JsonText.object("name", name, "overrides", overrides, "data", data.toString(), "from",
        from.map(Path::toString).orElse(null), "command", command));
  }

  void write(RunDirectory directory) {
    directory.text(FILE, json());
  }

  /**
   * Reads what was asked for.
   *
   * @throws BadInput if it is missing or cannot be read
   */
  public static RunRequest read(Path directory) {
    Path file = directory.resolve(FILE);
    try {
      JsonNode json = new ObjectMapper().readTree(Files.readAllBytes(file));
      List<String> overrides = new ArrayList<>();
      json.path("overrides").forEach(o -> overrides.add(o.asText()));
      return new RunRequest(json.path("name").asText(), overrides, Path.of(json.path("data").asText()),
          Optional.ofNullable(json.path("from").textValue()).map(Path::of), json.path("command").asText());
    } catch (JsonProcessingException e) {
      throw new BadInput(file + " is damaged: it is not JSON; start the run anew from experiment.json", e);
    } catch (IOException e) {
      throw BadInput.reading(file, e);
    }
  }
}
