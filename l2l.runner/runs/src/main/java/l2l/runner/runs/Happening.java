package l2l.runner.runs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import l2l.runner.store.BadInput;
import l2l.runner.store.PartRecord;

/**
 * What happened to a run beside its steps, in words: a line of events.jsonl for a reader.
 *
 * @param what "swap", "fault", "paused", …, as in the record
 * @param words a sentence
 */
public record Happening(String what, String words) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * All of a run so far, first to last, but for what only programs want to know.
   *
   * @param directory of the run
   * @throws BadInput if its events cannot be read
   */
  public static List<Happening> of(Path directory) {
    Path file = directory.resolve("events.jsonl");
    List<Happening> all = new ArrayList<>();
    try {
      if (Files.exists(file)) {
        new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines().forEach(line -> of(line).ifPresent(all::add));
      }
    } catch (IOException e) {
      throw BadInput.reading(file, e);
    }
    return all;
  }

  private static Optional<Happening> of(String line) {
    try {
      JsonNode e = JSON.readTree(line);
      return words(e).map(words -> new Happening(e.path("what").asText(), words));
    } catch (JsonProcessingException e) {
      return Optional.empty(); // it is just being written
    }
  }

  private static Optional<String> words(JsonNode e) {
    String before = "before step " + (e.path("tick").asLong() + 1);
    String sentence = e.path("sentence").asText();
    return Optional.ofNullable(switch (e.path("what").asText()) {
      case "swap" -> before + ": " + exchanged(e) + ", " + (e.path("cause").asText().equals("asked") ? "asked for by " : "by ")
          + e.path("who").asText();
      case "undo" -> "back " + before + "; taken back: " + exchanged(e);
      case "fault" -> "fault " + e.path("count").asLong(1) + ", " + before.replace("before", "in") + ", " + e.path("role").asText("nobody's") + ": "
          + e.path("text").asText().lines().findFirst().orElse("?");
      case "paused" -> "paused: " + sentence;
      case "resumed" -> "goes on " + before;
      case "restarted" -> "taken up by another process";
      case "warning" -> "warning: " + sentence;
      case "phase" -> e.path("name").asText();
      case "judged" -> e.path("optimizer").asText() + " tested: mean " + e.path("mean").asText();
      case "snapshot" -> "snapshot " + e.path("file").asText();
      case "stopped" -> "stopped while " + e.path("phase").asText();
      case "failed", "refused", "replayed" -> sentence;
      default -> null;
    });
  }

  private static String exchanged(JsonNode e) {
    List<Exchange.Handed> parts = StreamSupport.stream(e.path("parts").spliterator(), false)
        .map(p -> new Exchange.Handed(p.path("role").asText(), part(p, "from"), part(p, "to"), p.path("policy").asText(), "", "")).toList();
    return new Exchange(0, "", "", Exchange.Cause.ASKED, false, parts, "").words();
  }

  private static PartRecord part(JsonNode handed, String which) {
    JsonNode p = handed.path(which);
    return new PartRecord(handed.path("role").asText(), p.path("name").asText(), p.path("edition").asInt(), p.path("bundle").asText(),
        p.path("version").asText(), p.path("sha256").textValue());
  }
}
