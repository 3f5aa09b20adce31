package l2l.runner.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Plain maps, lists, texts and numbers as JSON; numbers are unrounded, and those JSON has no word for are "inf", "-inf" and "nan". */
public final class JsonText {

  private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private JsonText() {}

  /** Keys and values, alternating, as a map in that order. */
  public static Map<String, Object> object(Object... keysAndValues) {
    Map<String, Object> m = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      m.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    return m;
  }

  /** On one line. */
  public static String line(Object plain) {
    return node(plain).toString();
  }

  /** Indented, with a line end. */
  public static String page(Object plain) {
    try {
      return JSON.writeValueAsString(node(plain)) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of plain values is JSON", e);
    }
  }

  private static JsonNode node(Object plain) {
    if (plain == null) {
      return NODES.nullNode();
    } else if (plain instanceof JsonNode n) {
      return n;
    } else if (plain instanceof Map<?, ?> m) {
      ObjectNode o = NODES.objectNode();
      m.forEach((k, v) -> o.set(String.valueOf(k), node(v)));
      return o;
    } else if (plain instanceof List<?> l) {
      ArrayNode a = NODES.arrayNode();
      l.forEach(v -> a.add(node(v)));
      return a;
    } else if (plain instanceof Double || plain instanceof Float) {
      double d = ((Number) plain).doubleValue();
      return Double.isFinite(d) ? NODES.numberNode(d) : NODES.textNode(word(d));
    } else if (plain instanceof Integer || plain instanceof Long) {
      return NODES.numberNode(((Number) plain).longValue());
    } else if (plain instanceof Boolean b) {
      return NODES.booleanNode(b);
    }
    return NODES.textNode(plain.toString());
  }

  /** The number that was written so. */
  public static double number(JsonNode node) {
    return switch (node.asText()) {
      case "nan" -> Double.NaN;
      case "inf" -> Double.POSITIVE_INFINITY;
      case "-inf" -> Double.NEGATIVE_INFINITY;
      default -> node.asDouble();
    };
  }

  private static String word(double d) {
    return Double.isNaN(d) ? "nan" : d > 0 ? "inf" : "-inf";
  }
}
