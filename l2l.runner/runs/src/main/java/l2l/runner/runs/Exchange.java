package l2l.runner.runs;

import java.util.List;
import java.util.Optional;
import l2l.runner.store.PartRecord;

/**
 * A swap as it stands in a run's record: code that changed hands between two steps.
 *
 * @param tick steps done before it
 * @param when the clock's time, ISO 8601
 * @param who asked: a user's name, or "workbench" where a jar was replaced
 * @param cause what made it happen
 * @param reset whether what the part remembered was to begin anew
 * @param parts the roles that changed hands
 * @param document the experiment from here on, as JSON text
 */
public record Exchange(long tick, String when, String who, Cause cause, boolean reset, List<Handed> parts, String document) {

  /** What makes code change hands. */
  public enum Cause {
    /** A jar was replaced, or taken away with an older one still there. */
    REPLACED,
    /** A user asked for another part. */
    ASKED,
    /** A part was quarantined and its declared fallback took over. */
    FALLBACK,
    /** The workbench was started again with other code. */
    RESTARTED
  }

  /**
   * One role's exchange.
   *
   * @param policy "carry", "adopt" or "reset"; "none" for a part that remembers nothing
   * @param before SHA-256 over the values the role held, in hexadecimal
   * @param after the same after the hand-over
   */
  public record Handed(String role, PartRecord from, PartRecord to, String policy, String before, String after) {

    private String words() {
      if (from.equals(to)) {
        return role + ": " + (policy.equals("reset") ? code(to) + " begins anew" : "other settings of " + code(to) + ", " + policy);
      }
      return role + ": " + code(from) + " → " + code(to) + ", " + policy;
    }

    private static String code(PartRecord p) {
      String sha = Optional.ofNullable(p.sha256()).map(s -> " (" + s.substring(0, Math.min(8, s.length())) + ")").orElse("");
      return p.part() + " " + p.version() + sha;
    }
  }

  public Exchange {
    parts = List.copyOf(parts);
  }

  /** "optimizer: rmsprop 1.0.0 (5e9f01ab) → acme.rmsplus 1.2.0 (77ab12cd), reset" */
  public String words() {
    return String.join("; ", parts.stream().map(Handed::words).toList());
  }
}
