package l2l.runner.kit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What an examination has found so far and what it is at, in a file: written by a JVM that may end at any moment, read by another.
 *
 * <p>A line each, as JSON: the bundle's name, what is begun, what was found, and that it is over. A line without its end does not count.
 */
final class Journal {

  private static final String BEGUN = "begun";
  private static final String PART = "part";
  private static final String OVER = "over";

  private final ObjectMapper json = new ObjectMapper();
  private final Path file;

  Journal(Path file) {
    this.file = file;
  }

  /**
   * All that stands in it.
   *
   * @param begun what was begun and of which no finding tells yet
   * @param over whether the examination came to its end
   */
  record Content(String bundle, String version, List<Finding> findings, Optional<Begun> begun, boolean over) {

    /** Keys of what is found. */
    Set<String> known() {
      return findings.stream().map(Finding::key).collect(Collectors.toSet());
    }
  }

  /** Something begun: as in {@link Finding}. */
  record Begun(String code, String part, String subject) {}

  void bundle(String name, String version) {
    write(json.createObjectNode().put("bundle", name).put("version", version));
  }

  void begin(String code, String part, String subject) {
    write(json.createObjectNode().put(BEGUN, subject).put(PART, part).put("code", code));
  }

  void found(Finding f) {
    write(json.createObjectNode().put("mark", f.mark().name()).put("code", f.code()).put(PART, f.part()).put("subject", f.subject())
        .put("saw", f.saw()).put("mend", f.mend()));
  }

  void over() {
    write(json.createObjectNode().put(OVER, true));
  }

  private synchronized void write(ObjectNode line) {
    try {
      Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file + ": " + e.getMessage(), e);
    }
  }

  /** Bytes written; grows with every line. */
  long size() {
    return file.toFile().length();
  }

  Content read() {
    String bundle = "";
    String version = "";
    List<Finding> findings = new ArrayList<>();
    Optional<Begun> begun = Optional.empty();
    boolean over = false;
    for (JsonNode line : lines()) {
      if (line.has("bundle")) {
        bundle = line.get("bundle").asText();
        version = line.get("version").asText();
      } else if (line.has(BEGUN)) {
        begun = Optional.of(new Begun(line.get("code").asText(), line.get(PART).asText(), line.get(BEGUN).asText()));
      } else if (line.has(OVER)) {
        over = true;
      } else {
        begun = Optional.empty();
        findings.add(new Finding(Finding.Mark.valueOf(line.get("mark").asText()), line.get("code").asText(), line.get(PART).asText(),
            line.get("subject").asText(), line.get("saw").asText(), line.get("mend").asText()));
      }
    }
    return new Content(bundle, version, List.copyOf(findings), begun, over);
  }

  private List<JsonNode> lines() {
    List<JsonNode> lines = new ArrayList<>();
    try {
      String text = Files.exists(file) ? Files.readString(file, StandardCharsets.UTF_8) : "";
      for (String line : text.substring(0, text.lastIndexOf('\n') + 1).split("\n")) {
        if (!line.isBlank()) {
          lines.add(json.readTree(line));
        }
      }
      return lines;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(file + " is damaged: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }
}
