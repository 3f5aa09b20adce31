package l2l.runner.experiment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A part chosen for a role, with its settings checked: a node of the experiment's tree of parts.
 *
 * @param role its place in the experiment: "optimizee", "optimizers/lstm/train/outer"
 * @param key what its parent knows it by: the reference's name, or a name pattern
 * @param slot the parent's reference it fills, or "" at a root
 * @param index its place among its siblings in the same slot
 * @param settings those given, by key, of the Java types DS expects
 * @param children parts nested in it
 */
public record Choice(String role, String key, String slot, int index, PartType part, Map<String, Object> settings, List<Choice> children) {

  public Choice {
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    children = List.copyOf(children);
  }

  /** This and all nested ones, children before their parents. */
  public List<Choice> all() {
    List<Choice> all = new ArrayList<>();
    children.forEach(c -> all.addAll(c.all()));
    all.add(this);
    return all;
  }

  /** The same with a setting the part has and nobody gave; itself, if the part has none of that name or it was given. */
  Choice orElse(String setting, Object value) {
    if (part.attribute(setting).isEmpty() || settings.containsKey(setting)) {
      return this;
    }
    Map<String, Object> more = new LinkedHashMap<>(settings);
    more.put(setting, value);
    return new Choice(role, key, slot, index, part, more, children);
  }

  /** As JSON-like plain values, with the defaults of what was not given: all that decides what the part does. */
  public Map<String, Object> plain() {
    Map<String, Object> m = new LinkedHashMap<>();
    m.put("part", part.name());
    for (Attribute a : part.attributes()) {
      Object value = settings.containsKey(a.id()) ? settings.get(a.id()) : Form.defaultOf(a);
      m.put(a.id(), value instanceof Object[] array ? Arrays.asList(array) : value);
    }
    children.forEach(c -> m.put(c.key(), c.plain()));
    return m;
  }
}
