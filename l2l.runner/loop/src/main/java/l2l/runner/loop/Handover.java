package l2l.runner.loop;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import l2l.api.Extensible;
import l2l.api.state.Schema;
import l2l.api.state.Values;

/**
 * Hands what stands between two steps over to other parts: bit for bit, or migrated by the new part itself, or not at all.
 *
 * <table>
 * <caption>What happens to the numbers of a part that is replaced</caption>
 * <tr><td>same schema (name, edition), same names, shapes and precision</td><td>carried, untouched</td></tr>
 * <tr><td>same schema, other structure</td><td>refused: CONTRACT</td></tr>
 * <tr><td>other schema, and the new part is a {@link l2l.api.state.Successor}</td><td>adopted; the result must have the new part's own
 * structure</td></tr>
 * <tr><td>other schema, and there are no numbers to hand over</td><td>carried: nothing</td></tr>
 * <tr><td>anything else</td><td>refused: INCOMPATIBLE</td></tr>
 * <tr><td>asked for</td><td>reset</td></tr>
 * </table>
 *
 * <p>Roles and what is theirs: "optimizer" its theta, state and best theta; "outer" its state; "estimator" its memory in the open training;
 * "optimizee" the open training's x; "objective" nothing. A nested part's numbers are those behind its key in its parent's, and go through
 * the same table by themselves: path "optimizer/rest". An outer optimizer's theta is its settings and always the new part's own.
 *
 * <p>A Successor of an optimizer is asked for "theta/…" and "state/…" (where a training is open), then for the best theta, as "theta/…",
 * if there is one; of an outer for "state/…", of an estimator for "memory/…", of an optimizee for "x/…" and "t", the steps done.
 *
 * <p>Reset begins anew: an optimizer with its first theta, no open training and no best; an outer with its first state; an optimizee with
 * no open training; an estimator with no memory. Where an optimizer's theta is reset to other names or shapes, the outer's state begins
 * anew too, and that is said. While a contestant is tuned or tested there are no such numbers but theta: after adopt or reset of the
 * optimizer, or reset of the optimizee, the evaluation at hand (of this grid value, or the test) begins again with its first draw; what
 * earlier grid values came to stays.
 *
 * @param setup with the new parts; its engine is the one the standing's numbers are on
 * @param contestant that whose stage stands, with the new parts
 * @param to the new parts of what changes, by path
 */
public record Handover(Setup setup, Contestant contestant, Map<String, Node> to) {
  public Handover {
    to = Map.copyOf(to);
  }

  /** A part and its schema. */
  public record Node(Schema schema, Extensible part) {}

  /** What becomes of a part's numbers. */
  public enum Policy {
    CARRY, ADOPT, RESET
  }

  /** Why a hand-over is refused. */
  public enum Code {
    /** The new part breaks its promise: its schema is that of other numbers. */
    CONTRACT,
    /** The new part cannot go on with the old one's numbers. */
    INCOMPATIBLE
  }

  /**
   * What became of one part's numbers.
   *
   * @param before SHA-256 over names, shapes and bits of what it held
   * @param after the same of what it holds now
   */
  public record Transfer(String path, Policy policy, Schema from, Schema to, String before, String after) {}

  /** How it went. */
  public sealed interface Result {}

  /** It went: with what to go on from, and what was done, by path. */
  public sealed interface Done extends Result {
    Standing standing();

    List<Transfer> transfers();
  }

  /** Every number is what it was. */
  public record Carried(Standing standing, List<Transfer> transfers) implements Done {}

  /** Some part migrated its numbers, none was reset. */
  public record Adopted(Standing standing, List<Transfer> transfers) implements Done {}

  /** Some part began anew. */
  public record Reset(Standing standing, List<Transfer> transfers) implements Done {}

  /** It did not: the standing stays as it was, with the old parts. */
  public record Refused(String path, Code code, String sentence) implements Result {}

  /**
   * The hand-over.
   *
   * @param from schemas the parts had before, by path: the paths that change, at least; others are left alone
   * @param reset paths that begin anew, with all that is nested in them
   * @throws IllegalArgumentException where a path changes or is reset and its old schema or new part is not given
   */
  public Result of(Standing standing, Map<String, Schema> from, Set<String> reset) {
    for (String path : to.keySet()) {
      if (!from.containsKey(path)) {
        throw new IllegalArgumentException("hand-over: no old schema of " + path + " among " + from.keySet());
      }
    }
    for (String path : reset) {
      if (!to.containsKey(path)) {
        throw new IllegalArgumentException("hand-over: " + path + " is to be reset and is not among the parts " + to.keySet());
      }
    }
    try {
      return done(standing, from, reset);
    } catch (Declined e) {
      return e.refused;
    }
  }

  private Result done(Standing standing, Map<String, Schema> from, Set<String> reset) throws Declined {
    // nested parts before those they are nested in
    Comparator<String> innermost = Comparator.comparing(path -> -path.split("/").length);
    List<String> paths = to.keySet().stream().sorted(innermost.thenComparing(Comparator.naturalOrder())).toList();
    Map<String, Policy> policies = new LinkedHashMap<>();
    Optional<Stage> after = standing.stage();
    if (after.isPresent()) {
      Transit transit = new Transit(this, after.get(), from, reset);
      for (String path : paths) {
        transit.move(path);
      }
      after = Optional.of(transit.arrive());
      policies.putAll(transit.policies());
    } else {
      paths.forEach(path -> policies.put(path, reset.contains(path) ? Policy.RESET : Policy.CARRY));
    }
    List<Transfer> transfers = new ArrayList<>();
    for (var e : policies.entrySet()) {
      String path = e.getKey();
      transfers.add(new Transfer(path, e.getValue(), from.get(path), to.containsKey(path) ? to.get(path).schema() : from.get(path),
          hash(standing.stage(), path), hash(after, path)));
    }
    Standing gone = new Standing(standing.tick(), standing.concluded(), after);
    return policies.containsValue(Policy.RESET) ? new Reset(gone, transfers)
        : policies.containsValue(Policy.ADOPT) ? new Adopted(gone, transfers) : new Carried(gone, transfers);
  }

  private static String hash(Optional<Stage> stage, String path) {
    return stage.map(s -> Transit.held(s, path)).orElse(Values.none()).sha256();
  }

  /** A refusal on its way out. */
  static final class Declined extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient Refused refused;

    Declined(String path, Code code, String sentence) {
      super(sentence, null, false, false);
      this.refused = new Refused(path, code, path + ": " + sentence);
    }
  }
}
