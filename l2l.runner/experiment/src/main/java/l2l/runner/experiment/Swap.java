package l2l.runner.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import l2l.runner.store.BadInput;

/**
 * Another part in a role: a change of the experiment, made between two steps of its run.
 *
 * @param role in full: "optimizee", "optimizers/lstm/train/outer", "optimizer/rest"
 * @param part the name of the part that comes in
 * @param settings its own, each key=value as behind --set; a value may be a part
 */
public record Swap(String role, String part, List<String> settings) {

  public Swap {
    settings = List.copyOf(settings);
  }

  /**
   * The swap that a user means, who may shorten the role where no other is meant by it: "outer" where one contestant is trained,
   * "lstm/outer" where several are, "optimizer" where there is one.
   *
   * @throws BadInput if the experiment has no such role, or several; they are listed
   */
  public static Swap of(Document document, String role, String part, List<String> settings) {
    return new Swap(resolved(role, roles(document)), part, settings);
  }

  /** All roles of an experiment that a part plays, parents before their children. */
  public static List<String> roles(Document document) {
    Map<String, JsonNode> nodes = new LinkedHashMap<>();
    collect(document.root(), "", nodes);
    return List.copyOf(nodes.keySet());
  }

  private static void collect(JsonNode node, String role, Map<String, JsonNode> into) {
    if (node.path(Tree.PART).isTextual()) {
      into.put(role, node);
    }
    if (node instanceof ObjectNode object) {
      object.properties().stream().filter(e -> !e.getKey().equals(Keys.FALLBACK) || !Keys.beside(role).contains(Keys.FALLBACK))
          .forEach(e -> collect(e.getValue(), below(role, e.getKey()), into));
    } else if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        collect(array.get(i), below(role, Integer.toString(i)), into);
      }
    }
  }

  private static String below(String role, String key) {
    return role.isEmpty() ? key : role + "/" + key;
  }

  private static String resolved(String given, List<String> roles) {
    if (roles.contains(given)) {
      return given;
    }
    List<String> meant = roles.stream().filter(r -> r.replace('/', '.').equals(given)).toList();
    if (meant.isEmpty()) {
      meant = roles.stream().filter(r -> ends(r, given) || ends(alias(r), given)).toList();
    }
    if (meant.isEmpty()) {
      List<String> words = List.of(given.split("/"));
      meant = roles.stream().filter(r -> within(r, words) || within(alias(r), words)).toList();
    }
    if (meant.size() > 1) {
      throw new BadInput("swap: \"" + given + "\" may be " + String.join(" or ", meant) + "; name one of them in full");
    }
    if (meant.isEmpty()) {
      List<String> names = Stream.concat(roles.stream(), roles.stream().map(r -> r.substring(r.lastIndexOf('/') + 1))).toList();
      throw new BadInput("swap: no part of this experiment is its \"" + given + "\"" + Nearest.hint(given, names) + " (there are "
          + String.join(", ", roles) + ")");
    }
    return meant.get(0);
  }

  /** A contestant's role as in the experiment of one: "optimizer/train/outer" for "optimizers/lstm/train/outer". */
  private static String alias(String role) {
    return role.replaceFirst("^optimizers/[^/]+", "optimizer");
  }

  private static boolean ends(String role, String given) {
    return ("/" + role).endsWith("/" + given);
  }

  /** Whether the words stand in the role in this order, the last at its end. */
  private static boolean within(String role, List<String> words) {
    List<String> all = List.of(role.split("/"));
    int found = words.size() - 1;
    if (!all.get(all.size() - 1).equals(words.get(found))) {
      return false;
    }
    for (int i = all.size() - 1; i >= 0 && found >= 0; i--) {
      found -= all.get(i).equals(words.get(found)) ? 1 : 0;
    }
    return found < 0;
  }

  /**
   * The experiment after the swap. Settings of another part go with it, those of the same part stay unless given anew; what stands beside
   * them ("train", "tune", "theta", "fallback") stays.
   *
   * @throws BadInput if the experiment has no such role, or a setting is not key=value
   */
  public Document in(Document document) {
    ObjectNode changed = document.root().deepCopy();
    ObjectNode node = node(changed, role);
    boolean same = part.equals(node.path(Tree.PART).asText());
    ObjectNode next = same ? node.deepCopy() : node.objectNode().put(Tree.PART, part);
    settings.forEach(s -> Change.of("swap", s, "rate=0.01").apply(next));
    return replaced(document, changed, node, next, Keys.beside(role));
  }

  /**
   * The experiment after the fallback of a role took over; it has no fallback of its own.
   *
   * @throws BadInput if none is declared there
   */
  public static Document fallback(Document document, String role) {
    ObjectNode changed = document.root().deepCopy();
    ObjectNode node = node(changed, role);
    if (!(node.get(Keys.FALLBACK) instanceof ObjectNode next)) {
      throw new BadInput(role + " has no fallback; declare one in the experiment, or swap its part");
    }
    List<String> kept = Keys.beside(role).stream().filter(k -> !k.equals(Keys.FALLBACK)).toList();
    return replaced(document, changed, node, next.deepCopy(), kept);
  }

  private static Document replaced(Document document, ObjectNode changed, ObjectNode node, ObjectNode next, List<String> kept) {
    for (String key : kept) {
      if (node.has(key) && !next.has(key)) {
        next.set(key, node.get(key));
      }
    }
    node.removeAll();
    node.setAll(next);
    return document.saying(changed);
  }

  private static ObjectNode node(ObjectNode root, String role) {
    Map<String, JsonNode> nodes = new LinkedHashMap<>();
    collect(root, "", nodes);
    if (!(nodes.get(role) instanceof ObjectNode node)) {
      throw new BadInput("swap: no part of this experiment is its \"" + role + "\" (there are " + String.join(", ", nodes.keySet()) + ")");
    }
    return node;
  }
}
