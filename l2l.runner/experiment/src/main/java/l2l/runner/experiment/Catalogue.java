package l2l.runner.experiment;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The parts that are there at one moment. */
public record Catalogue(List<PartType> parts) {

  public Catalogue {
    parts = parts.stream().sorted(Comparator.comparing(PartType::kind).thenComparing(PartType::name)).toList();
  }

  /** The part of this kind and name. Of several the one of the bundle installed last, which shadows the others. */
  public Optional<PartType> find(Kind kind, String name) {
    return of(kind).stream().filter(p -> p.name().equals(name)).max(Comparator.comparingLong(PartType::bundleId));
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
