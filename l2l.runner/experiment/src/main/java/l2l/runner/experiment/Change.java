package l2l.runner.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import l2l.runner.store.BadInput;

/**
 * One change to an experiment: --set optimizers.lstm.train.steps=50.
 *
 * <p>Where a key itself holds dots ("conv.*"), the longest key that is there is taken.
 *
 * @param given as the user wrote it, behind the option it belongs to
 */
record Change(String given, String path, JsonNode value) {

  static Change of(String given) {
    return of("--set", given, "optimizers.lstm.train.steps=50");
  }

  /** A change behind another option, with an example of one. */
  static Change of(String option, String given, String example) {
    int at = given.indexOf('=');
    if (at < 1) {
      throw new BadInput(option + " " + given + ": a change is written key=value, such as " + example);
    }
    return new Change(option + " " + given, given.substring(0, at).trim(), Document.parse(given.substring(at + 1).trim()));
  }

  /** Makes the change and returns the path changed. */
  String apply(ObjectNode root) {
    change(root, path, "");
    return path;
  }

  private void change(JsonNode in, String rest, String before) {
    String key = key(in, rest);
    String more = rest.length() > key.length() ? rest.substring(key.length() + 1) : "";
    String here = Document.join(before, key);
    if (in instanceof ArrayNode array) {
      int i = index(array, key, before);
      if (more.isEmpty()) {
        array.set(i, value);
      } else {
        change(array.get(i), more, here);
      }
    } else if (in instanceof ObjectNode object) {
      if (more.isEmpty()) {
        set(object, key);
      } else {
        if (!object.has(key)) {
          refuseNearMiss(object, key, before);
          object.putObject(key);
        }
        change(object.get(key), more, here);
      }
    } else {
      throw new BadInput(given + ": " + before + " is " + in + ", which has no keys");
    }
  }

  private void set(ObjectNode object, String key) {
    if (value.isNull()) {
      object.remove(key);
    } else {
      object.set(key, value);
    }
  }

  private static String key(JsonNode in, String rest) {
    String longest = "";
    for (String k : names(in)) {
      if ((rest.equals(k) || rest.startsWith(k + ".")) && k.length() > longest.length()) {
        longest = k;
      }
    }
    int dot = rest.indexOf('.');
    return !longest.isEmpty() ? longest : dot < 0 ? rest : rest.substring(0, dot);
  }

  private static List<String> names(JsonNode in) {
    List<String> names = new ArrayList<>();
    in.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private int index(ArrayNode array, String key, String before) {
    if (!key.matches("[0-9]{1,9}") || Integer.parseInt(key) >= array.size()) {
      throw new BadInput(
          given + ": " + before + " is a list with items 0 to " + (array.size() - 1) + ", and " + key + " is none of them");
    }
    return Integer.parseInt(key);
  }

  private void refuseNearMiss(ObjectNode object, String key, String before) {
    Nearest.to(key, names(object)).ifPresent(near -> {
      throw new BadInput(
          given + ": there is no " + Document.join(before, key) + "; did you mean " + Document.join(before, near) + "?");
    });
  }
}
