package l2l.runner.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import l2l.runner.store.BadInput;

/** Reads the keys of a JSON object by a list of attributes, and refuses whatever is not allowed there. */
final class Form {

  private final Document document;

  Form(Document document) {
    this.document = document;
  }

  /**
   * The values given, by key.
   *
   * @param whose "sgd" or "train", for messages
   * @param others keys allowed beside the attributes', and read elsewhere
   * @throws BadInput for an unknown key, a value not allowed, or a missing one
   */
  Map<String, Object> given(JsonNode node, String path, String whose, List<Attribute> attributes, Collection<String> others) {
    List<String> keys = new ArrayList<>(attributes.stream().map(Attribute::id).toList());
    keys.addAll(others);
    Map<String, Object> values = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> e : object(node, path).properties()) {
      String at = Document.join(path, e.getKey());
      Optional<Attribute> attribute = attributes.stream().filter(a -> a.id().equals(e.getKey())).findFirst();
      if (attribute.isPresent()) {
        values.put(e.getKey(), value(attribute.get(), e.getValue(), at));
      } else if (!others.contains(e.getKey())) {
        throw unknown(at, whose, e.getKey(), keys);
      }
    }
    for (Attribute a : attributes) {
      if (a.required() && !values.containsKey(a.id())) {
        String whole = path.isEmpty() ? "the experiment" : path;
        throw document.refusal(path, whole + " lacks " + a.id() + ", " + a.allowed() + ": " + a.description());
      }
    }
    return values;
  }

  /** The same, with defaults where nothing was given and there is one. */
  Map<String, Object> all(JsonNode node, String path, String whose, List<Attribute> attributes, Collection<String> others) {
    Map<String, Object> values = given(node, path, whose, attributes, others);
    attributes.forEach(a -> values.computeIfAbsent(a.id(), k -> defaultOf(a)));
    return values;
  }

  ObjectNode object(JsonNode node, String path) {
    if (node instanceof ObjectNode object) {
      return object;
    }
    throw document.refusal(path, path + " is " + text(node) + ", and must be an object, { … }");
  }

  private Object value(Attribute attribute, JsonNode node, String path) {
    return attribute.value(node).orElseThrow(() -> {
      String hint = node.isTextual() ? Nearest.hint(node.asText(), attribute.options()) : "";
      return document.refusal(path, path + " is " + text(node) + ", and must be " + attribute.allowed() + hint);
    });
  }

  private BadInput unknown(String path, String whose, String key, List<String> keys) {
    List<String> known = new ArrayList<>(keys);
    if (known.remove(Tree.PART)) {
      known.add(0, Tree.PART);
    }
    return document.refusal(path, path + ": " + whose + " has no setting \"" + key + "\"" + Nearest.hint(key, keys) + " (it has "
        + (known.isEmpty() ? "none" : String.join(", ", known)) + ")");
  }

  private static String text(JsonNode node) {
    String text = node.isNumber() ? node.asText() : node.toString();
    return text.length() > 80 ? text.substring(0, 79) + "…" : text;
  }

  /** An attribute's default, of its Java type; null where it has none. */
  static Object defaultOf(Attribute a) {
    if (!a.list()) {
      return a.defaults().isEmpty() ? null : a.value(node(a, a.defaults().get(0))).orElse(null);
    }
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    a.defaults().forEach(d -> array.add(node(a, d)));
    return a.value(array).orElse(null);
  }

  private static JsonNode node(Attribute a, String text) {
    return a.type() == Attribute.Type.TEXT ? JsonNodeFactory.instance.textNode(text) : Document.parse(text);
  }
}
