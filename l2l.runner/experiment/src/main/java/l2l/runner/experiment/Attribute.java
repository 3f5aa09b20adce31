package l2l.runner.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * A setting: what may stand at a key, and what it means. A part's come from its bundle's Metatype.
 *
 * @param id the key
 * @param list whether it takes a list of such values
 * @param required whether a value must be given, there being no default
 * @param min the least value (of a text: length), or null
 * @param max the greatest value (of a text: length), or null
 * @param options the only values allowed, as text; empty where any is
 * @param defaults the value taken where none is given, as text: one entry, or the list's; empty where there is none
 * @param description what it means, with its unit
 */
public record Attribute(String id, Type type, boolean list, boolean required, String min, String max, List<String> options,
    List<String> defaults, String description) {

  /** The kind of value. */
  public enum Type {
    TEXT("a text"),
    SWITCH("true or false"),
    BYTE("a whole number"),
    SHORT("a whole number"),
    INTEGER("a whole number"),
    LONG("a whole number"),
    FLOAT("a number"),
    DOUBLE("a number");

    private final String words;

    Type(String words) {
      this.words = words;
    }

    /** The type of this name in a Metatype document. */
    static Type named(String metatype) {
      return switch (metatype) {
        case "Boolean" -> SWITCH;
        case "Byte" -> BYTE;
        case "Short" -> SHORT;
        case "Integer" -> INTEGER;
        case "Long" -> LONG;
        case "Float" -> FLOAT;
        case "Double" -> DOUBLE;
        default -> TEXT;
      };
    }
  }

  public Attribute {
    options = List.copyOf(options);
    defaults = List.copyOf(defaults);
  }

  /** What is allowed, to follow "must be": "a number of at least 0", "one of first, second". */
  public String allowed() {
    String one = options.isEmpty() ? type.words + range() : "one of " + String.join(", ", options);
    return list ? "a list, each of it " + one : one;
  }

  private String range() {
    String of = type == Type.TEXT ? " characters" : "";
    if (type == Type.SWITCH || min == null && max == null) {
      return "";
    }
    if (min != null && max != null) {
      return " from " + min + " to " + max + of;
    }
    return min != null ? " of at least " + min + of : " of at most " + max + of;
  }

  /** The value a JSON node stands for, of the Java type DS expects; a list as an array of it. Empty where it is not allowed. */
  Optional<Object> value(JsonNode node) {
    if (!list) {
      return one(node);
    }
    if (!node.isArray()) {
      return Optional.empty();
    }
    List<Object> all = new ArrayList<>();
    for (JsonNode item : node) {
      Optional<Object> one = one(item);
      if (one.isEmpty()) {
        return Optional.empty();
      }
      all.add(one.get());
    }
    return Optional.of(array(all));
  }

  private Object array(List<Object> all) {
    return switch (type) {
      case TEXT -> all.toArray(String[]::new);
      case SWITCH -> all.toArray(Boolean[]::new);
      case BYTE -> all.toArray(Byte[]::new);
      case SHORT -> all.toArray(Short[]::new);
      case INTEGER -> all.toArray(Integer[]::new);
      case LONG -> all.toArray(Long[]::new);
      case FLOAT -> all.toArray(Float[]::new);
      case DOUBLE -> all.toArray(Double[]::new);
    };
  }

  private Optional<Object> one(JsonNode node) {
    Optional<Object> value = switch (type) {
      case TEXT -> node.isTextual() ? Optional.of(node.textValue()) : Optional.empty();
      case SWITCH -> node.isBoolean() ? Optional.of(node.booleanValue()) : Optional.empty();
      case BYTE -> whole(node, Byte.MIN_VALUE, Byte.MAX_VALUE).map(Long::byteValue);
      case SHORT -> whole(node, Short.MIN_VALUE, Short.MAX_VALUE).map(Long::shortValue);
      case INTEGER -> whole(node, Integer.MIN_VALUE, Integer.MAX_VALUE).map(Long::intValue);
      case LONG -> whole(node, Long.MIN_VALUE, Long.MAX_VALUE).map(v -> v);
      case FLOAT -> finite(node).filter(v -> Math.abs(v) <= Float.MAX_VALUE).map(Double::floatValue);
      case DOUBLE -> finite(node).map(v -> v);
    };
    return value.filter(this::inRange).filter(v -> options.isEmpty() || options.contains(v.toString()));
  }

  private static Optional<Long> whole(JsonNode node, long least, long greatest) {
    if (!node.isNumber() || node.isFloatingPointNumber() && !Double.isFinite(node.doubleValue())) {
      return Optional.empty();
    }
    try {
      long v = node.decimalValue().longValueExact();
      return v < least || v > greatest ? Optional.empty() : Optional.of(v);
    } catch (ArithmeticException e) {
      return Optional.empty();
    }
  }

  private static Optional<Double> finite(JsonNode node) {
    return node.isNumber() && Double.isFinite(node.doubleValue()) ? Optional.of(node.doubleValue()) : Optional.empty();
  }

  private boolean inRange(Object value) {
    if (value instanceof Boolean) {
      return true;
    }
    BigDecimal measure = new BigDecimal(value instanceof String s ? Integer.toString(s.length()) : value.toString());
    return (min == null || measure.compareTo(new BigDecimal(min)) >= 0) && (max == null || measure.compareTo(new BigDecimal(max)) <= 0);
  }

  /** The default as a user would write it, or null where there is none. */
  public String defaultText() {
    if (list) {
      StringJoiner s = new StringJoiner(", ", "[", "]");
      defaults.forEach(d -> s.add(type == Type.TEXT ? '"' + d + '"' : d));
      return required && defaults.isEmpty() ? null : s.toString();
    }
    return defaults.isEmpty() ? null : type == Type.TEXT ? '"' + defaults.get(0) + '"' : defaults.get(0);
  }
}
