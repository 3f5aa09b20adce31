package l2l.api.contract;

/**
 * What came of checking a law.
 *
 * @param words what was looked at, what is broken, or why the law does not apply
 */
public record Verdict(Outcome outcome, String words) {

  /** How a check ends. */
  public enum Outcome {
    /** The part obeys. */
    KEPT,
    /** It does not. */
    BROKEN,
    /** The law is about something this part does not have. */
    EXCUSED
  }

  public boolean kept() {
    return outcome == Outcome.KEPT;
  }

  public boolean broken() {
    return outcome == Outcome.BROKEN;
  }

  public boolean excused() {
    return outcome == Outcome.EXCUSED;
  }
}
