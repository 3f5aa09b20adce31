package l2l.api.contract;

import java.io.PrintWriter;
import java.io.StringWriter;

/**
 * One thing a part must do, and how to see whether it does.
 *
 * @param name a sentence in camel case: "leavesItsInputsAlone"
 * @param sentence the same for people
 * @param trial puts the part to the test
 * @param mend what to do where it is broken, in one sentence; may be empty
 * @param quick whether it is one of the few that are checked before a part is let in, in milliseconds
 */
public record Law(String name, String sentence, Trial trial, String mend, boolean quick) {

  /** Not among the quick ones, and without advice. */
  public Law(String name, String sentence, Trial trial) {
    this(name, sentence, trial, "", false);
  }

  /** Not among the quick ones. */
  public Law(String name, String sentence, Trial trial, String mend) {
    this(name, sentence, trial, mend, false);
  }

  /** Looks at a part and tells a witness what it sees. */
  @FunctionalInterface
  public interface Trial {
    void hold(Witness witness) throws Exception;
  }

  /** The same among the quick ones. */
  public Law quickly() {
    return new Law(name, sentence, trial, mend, true);
  }

  /** Broken too where the trial throws anything at all, or where it ended without having looked at anything. */
  public Verdict check() {
    Witness witness = new Witness();
    try {
      trial.hold(witness);
    } catch (Throwable e) { // of foreign code: whatever it throws is a verdict, and never leaves here
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      StringWriter stack = new StringWriter();
      e.printStackTrace(new PrintWriter(stack));
      witness.sees(false, () -> "threw " + stack);
    }
    Verdict verdict = witness.verdict();
    if (!verdict.broken()) {
      return verdict;
    }
    String remedy = mend.isEmpty() ? "" : "\nTo mend it: " + mend;
    return new Verdict(verdict.outcome(), name + ": " + sentence + "\n" + verdict.words() + remedy);
  }

  @Override
  public String toString() {
    return name;
  }
}
