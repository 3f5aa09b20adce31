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

  /** Whether anything makes it another part than that one: its code, its settings, its place, or anything of the parts nested in it. */
  public boolean differsFrom(Choice other) {
    boolean differs = differsAlone(other) || children.size() != other.children.size();
    for (int i = 0; i < children.size() && !differs; i++) {
      differs = children.get(i).differsFrom(other.children.get(i));
    }
    return differs;
  }

  private boolean differsAlone(Choice other) {
    return !role.equals(other.role) || !key.equals(other.key) || !slot.equals(other.slot) || index != other.index
        || part.bundleId() != other.part.bundleId() || !part.pid().equals(other.part.pid()) || !alone().equals(other.alone());
  }

  /** As JSON-like plain values, with the defaults of what was not given: all that decides what the part does. */
  public Map<String, Object> plain() {
    Map<String, Object> m = alone();
    children.forEach(c -> m.put(c.key(), c.plain()));
    return m;
  }

  private Map<String, Object> alone() {
    Map<String, Object> m = new LinkedHashMap<>();
    m.put("part", part.name());
    for (Attribute a : part.attributes()) {
      Object value = settings.containsKey(a.id()) ? settings.get(a.id()) : Form.defaultOf(a);
      m.put(a.id(), value instanceof Object[] array ? Arrays.asList(array) : value);
    }
    return m;
  }
}
