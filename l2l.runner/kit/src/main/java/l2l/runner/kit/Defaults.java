package l2l.runner.kit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import l2l.runner.experiment.Attribute;
import l2l.runner.experiment.Choice;
import l2l.runner.experiment.Kind;
import l2l.runner.experiment.PartType;
import l2l.runner.experiment.Parts;

/** Parts with their default settings; what they need nested in them is taken from the distribution. */
record Defaults(Parts parts) {

  private static final int DEEPEST = 3;

  /** The part in a role of its own; empty where {@link #lacks} says why. */
  Optional<Choice> choice(PartType type, String role) {
    return choice(type, role, role, "", 0);
  }

  private Optional<Choice> choice(PartType type, String role, String key, String slot, int depth) {
    if (missing(type).isPresent() || depth > DEEPEST) {
      return Optional.empty();
    }
    List<Choice> children = new ArrayList<>();
    for (PartType.Slot s : type.slots()) {
      if (s.required()) {
        Optional<Choice> child = shipped(s.kind()).stream()
            .flatMap(p -> choice(p, role + "/" + s.name(), s.name(), s.name(), depth + 1).stream()).findFirst();
        if (child.isEmpty()) {
          return Optional.empty();
        }
        children.add(child.get());
      }
    }
    return Optional.of(new Choice(role, key, slot, 0, type, Map.of(), children));
  }

  /** Why there is no choice of a part. */
  String lacks(PartType type) {
    return missing(type).map(a -> "its setting '" + a.id() + "' has no default")
        .orElse("nothing in the distribution fills what it needs nested in it");
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
