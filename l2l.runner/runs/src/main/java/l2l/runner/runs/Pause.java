package l2l.runner.runs;

/**
 * Why a run waits between two steps.
 *
 * @param sentence what happened and what would let it go on
 */
public record Pause(Reason reason, String sentence) {

  /** Kinds of reasons. */
  public enum Reason {
    /** Somebody asked for it. */
    REQUESTED(false),
    /** A part is not there any more. */
    MISSING(true),
    /** What a part remembers is of another part or edition, and the new one does not take it over. */
    REFUSED(true),
    /** The part claims to be the same and wants values of another structure. */
    CONTRACT(true),
    /** A part does not take the settings of the experiment any more. */
    CONFIG(true),
    /** A part does not come up. */
    ACTIVATE(true),
    /** A part failed too often. */
    QUARANTINED(true),
    /** A part that cannot be exchanged, since it came with the workbench, failed too often. */
    FAULT(false),
    /** The JVM ended in the same step of it again and again. */
    FATAL(false),
    /** The run's record could not be written. */
    DISK(false);

    private final boolean heals;

    Reason(boolean heals) {
      this.heals = heals;
    }

    /** Whether the run goes on by itself as soon as the parts that are there allow it. */
    public boolean heals() {
      return heals;
    }
  }
}
