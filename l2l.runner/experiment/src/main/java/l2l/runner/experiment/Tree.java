package l2l.runner.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Checks a part and all parts nested in it against the catalogue, before anything is configured. */
final class Tree {

  static final String PART = "part";

  private final Document document;
  private final Catalogue catalogue;
  private final Path data;
  private final Form form;

  /** @param data where relative files and directories lie */
  Tree(Document document, Catalogue catalogue, Path data) {
    this.document = document;
    this.catalogue = catalogue;
    this.data = data;
    this.form = new Form(document);
  }

  /** A part at the root of its tree; reserved keys stand beside its settings and are read elsewhere. */
  Choice root(Kind kind, JsonNode node, String path, String role, List<String> reserved) {
    return choice(kind, node, path, new Place(role, role.substring(role.lastIndexOf('/') + 1), "", 0), reserved);
  }

  private record Place(String role, String key, String slot, int index) {}

  private Choice choice(Kind kind, JsonNode node, String path, Place place, List<String> reserved) {
    PartType part = part(kind, form.object(node, path), path, place.role);
    List<String> others = new ArrayList<>(reserved);
    others.add(PART);
    part.slots().stream().map(PartType.Slot::name).filter(n -> !n.equals(PartType.CHILDREN)).forEach(others::add);
    List<String> nested = nestedKeys((ObjectNode) node, part, others);
    others.addAll(nested);
    Map<String, Object> settings = new LinkedHashMap<>(form.given(node, path, part.name(), part.attributes(), others));
    resolveFiles(part, settings, path);
    List<Choice> children = new ArrayList<>();
    for (PartType.Slot slot : part.slots()) {
      if (!slot.name().equals(PartType.CHILDREN)) {
        children.addAll(filling(slot, part, node.get(slot.name()), path, place.role));
      }
    }
    for (int i = 0; i < nested.size(); i++) {
      String key = nested.get(i);
      children.add(choice(part.children().orElseThrow().kind(), node.get(key), Document.join(path, key),
          new Place(place.role + "/" + key, key, PartType.CHILDREN, i), List.of()));
    }
    refuseNoChildren(part, nested, path);
    return new Choice(place.role, place.key, place.slot, place.index, part, settings, children);
  }

  private PartType part(Kind kind, ObjectNode node, String path, String role) {
    JsonNode name = node.get(PART);
    if (name == null) {
      throw document.refusal(path, path + " lacks \"part\", the name of " + kind.some() + " (there are " + list(kind) + ")");
    }
    String at = Document.join(path, PART);
    Optional<PartType> part = catalogue.find(role, kind, name.asText());
    if (!name.isTextual() || part.isEmpty()) {
      throw document.refusal(at, at + ": " + missing(role, kind, name), new MissingPart(role, kind, name.asText()));
    }
    return part.get();
  }

  private String missing(String role, Kind kind, JsonNode name) {
    String bundle = catalogue.bundles().get(role);
    Optional<PartType> other = catalogue.find(kind, name.asText());
    return bundle != null && other.isPresent()
        ? "the bundle " + bundle + ", which this run has its " + name.asText() + " of, is gone; bring it back, or swap to the "
            + name.asText() + " of " + other.get().bundle()
        : "there is no " + kind.word() + " " + name + elsewhere(kind, name.asText()) + " (there are " + list(kind) + ")";
  }

  private String elsewhere(Kind kind, String name) {
    return catalogue.named(name).stream().findFirst().map(p -> "; " + p.name() + " is " + p.kind().some())
        .orElse(Nearest.hint(name, catalogue.names(kind)));
  }

  private String list(Kind kind) {
    return catalogue.names(kind).isEmpty() ? "none" : String.join(", ", catalogue.names(kind));
  }

  /** Keys whose values are parts and which are no setting's: they go to the slot "children". */
  private static List<String> nestedKeys(ObjectNode node, PartType part, List<String> others) {
    if (part.children().isEmpty()) {
      return List.of();
    }
    return node.properties().stream().filter(e -> e.getValue().has(PART)).map(Map.Entry::getKey)
        .filter(k -> !others.contains(k) && part.attribute(k).isEmpty()).toList();
  }

  private void refuseNoChildren(PartType part, List<String> nested, String path) {
    if (part.children().filter(PartType.Slot::required).isPresent() && nested.isEmpty()) {
      throw document.refusal(path, path + " lacks parts: " + part.name() + " takes " + part.children().get().kind().word()
          + "s, each at a key of its own, such as \"conv.*\": {\"part\": …}");
    }
  }

  private List<Choice> filling(PartType.Slot slot, PartType part, JsonNode value, String path, String role) {
    String at = Document.join(path, slot.name());
    if (value == null) {
      if (slot.required()) {
        throw document.refusal(path, path + " lacks " + slot.name() + ": " + part.name() + " takes " + slot.kind().some()
            + " there (there are " + list(slot.kind()) + ")");
      }
      return List.of();
    }
    if (!slot.multiple()) {
      return List.of(choice(slot.kind(), value, at, new Place(role + "/" + slot.name(), slot.name(), slot.name(), 0), List.of()));
    }
    if (!value.isArray()) {
      throw document.refusal(at, at + " must be a list of parts, [{\"part\": …}, …]");
    }
    List<Choice> all = new ArrayList<>();
    for (int i = 0; i < value.size(); i++) {
      all.add(choice(slot.kind(), value.get(i), Document.join(at, Integer.toString(i)),
          new Place(role + "/" + slot.name() + "/" + i, Integer.toString(i), slot.name(), i), List.of()));
    }
    return all;
  }

  /** Makes "file" and "directory" absolute, and refuses those that are not there. */
  private void resolveFiles(PartType part, Map<String, Object> settings, String path) {
    if (part.attribute("directory").isPresent()) {
      Object given = settings.containsKey("directory") ? settings.get("directory") : Form.defaultOf(part.attribute("directory").get());
      settings.put("directory", existing(given == null ? "" : given.toString(), Document.join(path, "directory"), true).toString());
    }
    if (settings.get("file") instanceof String file && !file.isEmpty()) {
      settings.put("file", existing(file, Document.join(path, "file"), false).toString());
    }
  }

  /** The file of this name, relative to --data. */
  Path existing(String given, String path, boolean directory) {
    Path there = data.resolve(given).toAbsolutePath().normalize();
    if (directory ? !Files.isDirectory(there) : !Files.isRegularFile(there)) {
      throw document.refusal(path, path + " is \"" + given + "\", and there is no " + (directory ? "directory " : "file ") + there
          + "; --data names the directory it lies in");
    }
    return there;
  }
}
