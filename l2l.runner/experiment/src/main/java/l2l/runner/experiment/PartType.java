package l2l.runner.experiment;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A part that is there to be used: what its bundle says of it.
 *
 * @param name in experiments
 * @param edition of what its values mean
 * @param paper where it was published
 * @param description what it is, in a sentence
 * @param pid of its factory configurations
 * @param bundle symbolic name
 * @param version of the bundle
 * @param bundleId in this container
 * @param attributes its settings
 * @param slots where parts nest in it
 * @param sha256 of its bundle's jar, in hexadecimal, which names the generation; null where that cannot be read
 */
public record PartType(Kind kind, String name, int edition, String paper, String description, String pid, String bundle, String version,
    long bundleId, List<Attribute> attributes, List<Slot> slots, String sha256) {

  /** The slot that takes parts at keys of their own, such as name patterns. */
  static final String CHILDREN = "children";

  /**
   * A place for other parts: a DS reference to parts of a kind.
   *
   * @param name of the reference, which is the key in an experiment
   * @param multiple whether it takes several
   * @param required whether it must be filled
   */
  public record Slot(String name, Kind kind, boolean multiple, boolean required) {}

  public PartType {
    attributes = List.copyOf(attributes);
    slots = List.copyOf(slots);
  }

  /** A part of a bundle whose jar cannot be read. */
  public PartType(Kind kind, String name, int edition, String paper, String description, String pid, String bundle, String version,
      long bundleId, List<Attribute> attributes, List<Slot> slots) {
    this(kind, name, edition, paper, description, pid, bundle, version, bundleId, attributes, slots, null);
  }

  Optional<Attribute> attribute(String key) {
    return attributes.stream().filter(a -> a.id().equals(key)).findFirst();
  }

  Optional<Slot> slot(String key) {
    return slots.stream().filter(s -> s.name().equals(key) && !key.equals(CHILDREN)).findFirst();
  }

  Optional<Slot> children() {
    return slots.stream().filter(s -> s.name().equals(CHILDREN) && s.multiple()).findFirst();
  }

  /** The versions of its bundle that would do in its place: "[1.0,2)", from its own up to the next major one. */
  public String range() {
    String[] digits = version.split("\\.");
    String minor = digits.length > 1 ? digits[1] : "0";
    return "[" + digits[0] + "." + minor + "," + (Integer.parseInt(digits[0]) + 1) + ")";
  }

  /** Keys a user may write, in order. */
  List<String> keys() {
    Stream<String> nested = slots.stream().map(Slot::name).filter(n -> !n.equals(CHILDREN));
    return Stream.concat(attributes.stream().map(Attribute::id), nested).toList();
  }
}
