package l2l.runner.kit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import l2l.runner.experiment.Attribute;
import l2l.runner.experiment.Choice;
import l2l.runner.experiment.Kind;
import l2l.runner.experiment.PartType;
import l2l.runner.experiment.Parts;
import l2l.runner.store.BadInput;

/**
 * Parts with their default settings; what they need nested in them is taken from the distribution.
 *
 * @param given values, as text, for settings of the part itself, by key
 */
record Defaults(Parts parts, Map<String, String> given) {

  private static final int DEEPEST = 3;
  /** Settings that name files, which may not be there. */
  private static final Set<String> FILES = Set.of("file", "directory");

  /** The part in a role of its own; empty where {@link #lacks} says why. */
  Optional<Choice> choice(PartType type, String role) {
    return choice(type, role, role, "", 0);
  }

  private Optional<Choice> choice(PartType type, String role, String key, String slot, int depth) {
    if (missing(type).filter(a -> depth > 0 || !given.containsKey(a.id())).isPresent() || depth > DEEPEST) {
      return Optional.empty();
    }
    List<Choice> children = new ArrayList<>();
    for (PartType.Slot s : type.slots()) {
      if (s.required()) {
        Optional<Choice> child = shipped(s.kind()).stream()
            .filter(p -> p.attributes().stream().noneMatch(a -> FILES.contains(a.id())))
            .flatMap(p -> choice(p, role + "/" + s.name(), s.name().equals("children") ? "*" : s.name(), s.name(), depth + 1).stream())
            .findFirst();
        if (child.isEmpty()) {
          return Optional.empty();
        }
        children.add(child.get());
      }
    }
    return Optional.of(new Choice(role, key, slot, 0, type, depth == 0 ? values(type) : Map.of(), children));
  }

  /** The setting of a part that must be given and is not, if there is one. */
  Optional<String> lacks(PartType type) {
    return missing(type).map(Attribute::id).filter(id -> !given.containsKey(id));
  }

  private Map<String, Object> values(PartType type) {
    Map<String, Object> values = new HashMap<>();
    for (Attribute a : type.attributes()) {
      if (given.containsKey(a.id())) {
        values.put(a.id(), value(a, given.get(a.id())));
      }
    }
    return values;
  }

  private static Object value(Attribute a, String text) {
    try {
      return switch (a.type()) {
        case TEXT -> text;
        case SWITCH -> Boolean.valueOf(text);
        case BYTE -> Byte.valueOf(text);
        case SHORT -> Short.valueOf(text);
        case INTEGER -> Integer.valueOf(text);
        case LONG -> Long.valueOf(text);
        case FLOAT -> Float.valueOf(text);
        case DOUBLE -> Double.valueOf(text);
      };
    } catch (NumberFormatException e) {
      throw new BadInput("--set " + a.id() + "=" + text + ": it must be " + a.allowed(), e);
    }
  }

  private static Optional<Attribute> missing(PartType type) {
    return type.attributes().stream().filter(a -> a.required() && a.defaults().isEmpty()).findFirst();
  }

  private List<PartType> shipped(Kind kind) {
    return parts.all().of(kind).stream().filter(p -> p.bundle().startsWith("l2l.")).toList();
  }

  Optional<PartType> shipped(Kind kind, String name) {
    return shipped(kind).stream().filter(p -> p.name().equals(name)).findFirst();
  }
}
