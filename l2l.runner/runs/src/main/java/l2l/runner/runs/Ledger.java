package l2l.runner.runs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import l2l.runner.experiment.Document;
import l2l.runner.store.BadInput;
import l2l.runner.store.PartRecord;

/**
 * What a run remembers beside its numbers; it goes with every snapshot.
 *
 * @param document the experiment as it is now, as JSON text
 * @param pins roles that are to keep to one generation: what an undo or a replay selected
 * @param parts which code plays which role
 * @param exchanges swaps so far, those taken back left out
 * @param outcomes contestants that are through
 * @param seconds it has been computing
 * @param warnings given so far
 */
record Ledger(String document, Map<String, PartRecord> pins, List<PartRecord> parts, List<Exchange> exchanges, List<String> outcomes,
    double seconds, List<String> warnings) {

  private static final String NOTE = "ledger";
  private static final ObjectMapper JSON = new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  Ledger {
    pins = new TreeMap<>(pins);
    parts = List.copyOf(parts);
    exchanges = List.copyOf(exchanges);
    outcomes = List.copyOf(outcomes);
    warnings = List.copyOf(warnings);
  }

  /** As it is kept: swaps lie in files of their own, or each snapshot would hold them all. */
  private record Kept(String document, Map<String, PartRecord> pins, List<PartRecord> parts, int swaps, List<String> outcomes,
      double seconds, List<String> warnings) {}

  /** As a note of a snapshot; its swaps are kept elsewhere, by their number. */
  Map<String, String> note() {
    try {
      return Map.of(NOTE, JSON.writeValueAsString(new Kept(document, pins, parts, exchanges.size(), outcomes, seconds, warnings)));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a ledger is plain data", e);
    }
  }

  /**
   * Reads it back; empty where a snapshot has none, being older than the ledger.
   *
   * @param swaps gives the text of a swap by its number, from 1
   */
  static Optional<Ledger> of(Map<String, String> notes, IntFunction<String> swaps) {
    if (!notes.containsKey(NOTE)) {
      return Optional.empty();
    }
    try {
      Kept kept = JSON.readValue(notes.get(NOTE), Kept.class);
      List<Exchange> exchanges = new ArrayList<>();
      for (int i = 1; i <= kept.swaps; i++) {
        exchanges.add(JSON.readValue(swaps.apply(i), Exchange.class));
      }
      return Optional.of(new Ledger(kept.document, kept.pins, kept.parts, exchanges, kept.outcomes, kept.seconds, kept.warnings));
    } catch (JsonProcessingException e) {
      throw new BadInput("the snapshot's ledger cannot be read: " + e.getOriginalMessage(), e);
    }
  }

  /** The text a swap is kept as. */
  static String text(Exchange exchange) {
    try {
      return JSON.writeValueAsString(exchange);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a swap is plain data", e);
    }
  }

  /** Whether code changed hands. */
  boolean mixed() {
    return !exchanges.isEmpty();
  }

  /** With one more exchange, which led to this experiment, these pins and parts. */
  Ledger and(Exchange exchange, Map<String, PartRecord> pinned, List<PartRecord> now) {
    List<Exchange> more = new ArrayList<>(exchanges);
    more.add(exchange);
    return new Ledger(exchange.document(), pinned, now, more, outcomes, seconds, warnings);
  }

  /** The text of an experiment; the very same text where it has not changed, for a run may be swapped thousands of times. */
  String text(Document now) {
    String text = now.text();
    return text.equals(document) ? document : text;
  }

  /** With this experiment, these pins and parts, where nothing changed hands. */
  Ledger with(Document now, Map<String, PartRecord> pinned, List<PartRecord> used) {
    return new Ledger(text(now), pinned, used, exchanges, outcomes, seconds, warnings);
  }

  /** With what has been done since. */
  Ledger at(List<String> through, double sofar, List<String> said) {
    return new Ledger(document, pins, parts, exchanges, through, sofar, said);
  }

  /** SHA-256 of every jar whose code plays a role or played one: what an undo and a replay need. */
  Set<String> needed() {
    Stream<PartRecord> handed = exchanges.stream().flatMap(x -> x.parts().stream()).flatMap(h -> Stream.of(h.from(), h.to()));
    return Stream.concat(parts.stream(), handed).map(PartRecord::sha256).filter(s -> s != null && s.matches("[0-9a-f]{64}"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The bundle each role keeps to, so that nobody else's part of the same name takes over. */
  Map<String, String> bundles() {
    Map<String, String> bundles = new TreeMap<>();
    parts.forEach(p -> bundles.put(p.role(), p.bundle()));
    return bundles;
  }

  /** The same without a role and all below it. */
  Map<String, String> bundlesBut(String role) {
    Map<String, String> others = bundles();
    others.keySet().removeIf(r -> within(r, role));
    return others;
  }

  /** The pins without those of a role and all below it. */
  Map<String, PartRecord> pinsBut(String role) {
    Map<String, PartRecord> others = new TreeMap<>(pins);
    others.keySet().removeIf(r -> within(r, role));
    return others;
  }

  /** Whether a role is another, or that of a part nested in it; what trains an optimizer is not nested in it. */
  static boolean within(String role, String above) {
    boolean nested = (role + "/").startsWith(above + "/");
    boolean beside = above.matches("optimizer|optimizers/[^/]+") && role.substring(Math.min(role.length(), above.length())).matches("/(train|theta)(/.*)?");
    return nested && !beside;
  }
}
