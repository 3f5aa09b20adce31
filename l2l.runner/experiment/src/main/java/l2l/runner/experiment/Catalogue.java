package l2l.runner.experiment;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The parts that are there at one moment, and which of several a role takes.
 *
 * @param pins the very part of a role, whether listed here or not
 * @param bundles the symbolic name of the bundle that a role's part is taken from
 */
public record Catalogue(List<PartType> parts, Map<String, PartType> pins, Map<String, String> bundles) {

  public Catalogue {
    parts = parts.stream().sorted(Comparator.comparing(PartType::kind).thenComparing(PartType::name)).toList();
    pins = Map.copyOf(pins);
    bundles = Map.copyOf(bundles);
  }

  /** Of several parts of a name, every role takes that of the bundle installed last. */
  public Catalogue(List<PartType> parts) {
    this(parts, Map.of(), Map.of());
  }

  /** The same, but these roles take these very parts, as long as the experiment names them there: for undo, replay and forks. */
  public Catalogue pinned(Map<String, PartType> roles) {
    return new Catalogue(parts, roles, bundles);
  }

  /**
   * The same, but these roles take their parts from these bundles, by symbolic name, and from no other: a run under way stays with its
   * bundles, whoever else offers a part of the same name. Leave out a role whose part is to be swapped.
   */
  public Catalogue preferring(Map<String, String> roles) {
    return new Catalogue(parts, pins, roles);
  }

  /** Whether it is that of a run under way, of which something was pinned or preferred. */
  boolean underWay() {
    return !pins.isEmpty() || !bundles.isEmpty();
  }

  /** The part of this kind and name that a role takes. */
  Optional<PartType> find(String role, Kind kind, String name) {
    PartType pin = pins.get(role);
    if (pin != null && pin.kind() == kind && pin.name().equals(name)) {
      return Optional.of(pin);
    }
    String bundle = bundles.get(role);
    return bundle == null ? find(kind, name) : newest(of(kind).stream().filter(p -> p.bundle().equals(bundle)).toList(), name);
  }

  /** The part of this kind and name. Of several the one of the bundle installed last, which shadows the others. */
  public Optional<PartType> find(Kind kind, String name) {
    return newest(of(kind), name);
  }

  private static Optional<PartType> newest(List<PartType> among, String name) {
    return among.stream().filter(p -> p.name().equals(name)).max(Comparator.comparingLong(PartType::bundleId));
  }

  /** All of a kind, by name. */
  public List<PartType> of(Kind kind) {
    return parts.stream().filter(p -> p.kind() == kind).toList();
  }

  /** All of a name, whatever their kind. */
  public List<PartType> named(String name) {
    return parts.stream().filter(p -> p.name().equals(name)).toList();
  }

  /** Names of a kind, for messages. */
  List<String> names(Kind kind) {
    return of(kind).stream().map(PartType::name).distinct().toList();
  }

  /** Names of all kinds. */
  public List<String> names() {
    return parts.stream().map(PartType::name).distinct().sorted().toList();
  }
}
