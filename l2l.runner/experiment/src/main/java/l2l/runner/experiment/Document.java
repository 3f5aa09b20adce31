package l2l.runner.experiment;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import l2l.runner.store.BadInput;

/**
 * An experiment file as it was written, and where in it everything stands.
 *
 * <p>Keys are named by their path: "optimizers.lstm.train.steps"; items of a list by their index from 0.
 */
public final class Document {

  private static final JsonFactory JSON = JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final String name;
  private final byte[] bytes;
  private final ObjectNode root;
  private final Map<String, Integer> lines;
  private final List<String> overrides;

  private Document(String name, byte[] bytes, ObjectNode root, Map<String, Integer> lines, List<String> overrides) {
    this.name = name;
    this.bytes = bytes;
    this.root = root;
    this.lines = lines;
    this.overrides = List.copyOf(overrides);
  }

  /**
   * Reads a file.
   *
   * @throws BadInput if it is not there or not one JSON object
   */
  public static Document read(Path file) {
    try {
      return of(file.toString(), Files.readAllBytes(file));
    } catch (IOException e) {
      throw BadInput.reading(file, e);
    }
  }

  /**
   * Reads JSON text.
   *
   * @param name for messages
   * @throws BadInput if it is not one JSON object, with the line
   */
  public static Document of(String name, byte[] bytes) {
    Map<String, Integer> lines = new HashMap<>();
    try (JsonParser in = JSON.createParser(bytes)) {
      if (in.nextToken() != JsonToken.START_OBJECT) {
        throw new BadInput(name + ": an experiment is one JSON object, { … }, and this file begins otherwise");
      }
      JsonNode root = node(in, "", lines);
      if (in.nextToken() != null) {
        throw new BadInput(name + ", line " + in.currentTokenLocation().getLineNr() + ": something stands behind the experiment's last }");
      }
      return new Document(name, bytes.clone(), (ObjectNode) root, lines, List.of());
    } catch (JsonProcessingException e) {
      String at = e.getLocation() == null ? "" : ", line " + e.getLocation().getLineNr();
      throw new BadInput(name + at + ": not JSON: " + e.getOriginalMessage().lines().findFirst().orElse("?"), e);
    } catch (IOException e) {
      throw new BadInput("cannot read " + name + ": " + e.getMessage(), e);
    }
  }

  private static JsonNode node(JsonParser in, String path, Map<String, Integer> lines) throws IOException {
    lines.put(path, in.currentTokenLocation().getLineNr());
    switch (in.currentToken()) {
      case START_OBJECT -> {
        ObjectNode object = NODES.objectNode();
        while (in.nextToken() == JsonToken.FIELD_NAME) {
          String key = in.currentName();
          in.nextToken();
          object.set(key, node(in, join(path, key), lines));
        }
        return object;
      }
      case START_ARRAY -> {
        ArrayNode array = NODES.arrayNode();
        while (in.nextToken() != JsonToken.END_ARRAY) {
          array.add(node(in, join(path, Integer.toString(array.size())), lines));
        }
        return array;
      }
      default -> {
        return scalar(in);
      }
    }
  }

  private static JsonNode scalar(JsonParser in) throws IOException {
    return switch (in.currentToken()) {
      case VALUE_NUMBER_INT -> NODES.numberNode(in.getBigIntegerValue());
      case VALUE_NUMBER_FLOAT -> NODES.numberNode(in.getDoubleValue());
      case VALUE_TRUE -> NODES.booleanNode(true);
      case VALUE_FALSE -> NODES.booleanNode(false);
      case VALUE_NULL -> NODES.nullNode();
      default -> NODES.textNode(in.getText());
    };
  }

  /**
   * The same with values changed, each given as key.path=value; the value is JSON or, if it is none, a text; null takes a key away.
   *
   * @throws BadInput if a change has no = or its path leads nowhere
   */
  public Document with(List<String> changes) {
    ObjectNode changed = root.deepCopy();
    Map<String, Integer> left = new HashMap<>(lines);
    for (String change : changes) {
      String path = Change.of(change).apply(changed);
      left.keySet().removeIf(k -> k.equals(path) || k.startsWith(path + "."));
    }
    List<String> all = new ArrayList<>(overrides);
    all.addAll(changes);
    return new Document(name, bytes, changed, left, all);
  }

  static JsonNode parse(String text) {
    try (JsonParser in = JSON.createParser(text)) {
      if (in.nextToken() != null) {
        JsonNode node = node(in, "", new HashMap<>());
        if (in.nextToken() == null) {
          return node;
        }
      }
    } catch (IOException e) {
      return NODES.textNode(text);
    }
    return NODES.textNode(text);
  }

  static String join(String path, String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  /** A refusal of what stands at a path; the sentence begins with the file and line. */
  BadInput refusal(String path, String sentence) {
    Integer line = lines.get(path);
    return new BadInput(name + (line == null ? "" : ", line " + line) + ": " + sentence);
  }

  /** The same for a cause that a program may ask for. */
  BadInput refusal(String path, String sentence, RuntimeException cause) {
    return new BadInput(refusal(path, sentence).getMessage(), cause);
  }

  /** The file, for messages. */
  public String name() {
    return name;
  }

  /** The file's bytes as given. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** What --set changed, in order. */
  public List<String> overrides() {
    return overrides;
  }

  /** What it says now, with all changes, as JSON text that {@link #saying} reads back to the same: numbers and the order of keys kept. */
  public String text() {
    return root.toPrettyString().replace(System.lineSeparator(), "\n");
  }

  /**
   * The same file, but it now says this, as {@link #text()} once told.
   *
   * @throws BadInput if the text is not one JSON object
   */
  public Document saying(String text) {
    return saying(of(name, text.getBytes(StandardCharsets.UTF_8)).root);
  }

  Document saying(ObjectNode changed) {
    return new Document(name, bytes, changed, changed.equals(root) ? lines : Map.of(), overrides);
  }

  /** Whether both say the same now, key by key and in the same order, however their files are written. */
  public boolean saysTheSame(Document other) {
    return root.toString().equals(other.root.toString());
  }

  ObjectNode root() {
    return root;
  }
}
