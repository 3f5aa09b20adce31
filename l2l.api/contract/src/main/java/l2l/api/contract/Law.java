package l2l.api.contract;

import java.io.PrintWriter;
import java.io.StringWriter;

/**
 * One thing a part must do, and how to see whether it does.
 *
 * @param name a sentence in camel case: "leavesItsInputsAlone"
 * @param sentence the same for people
 * @param trial puts the part to the test
 */
public record Law(String name, String sentence, Trial trial) {

  /** Looks at a part and tells a witness what it sees. */
  @FunctionalInterface
  public interface Trial {
    void hold(Witness witness) throws Exception;
  }

  /** Broken too where the trial throws, or where it ended without having looked at anything. */
  public Verdict check() {
    Witness witness = new Witness();
    try {
      trial.hold(witness);
    } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
      StringWriter stack = new StringWriter();
      e.printStackTrace(new PrintWriter(stack));
      witness.sees(false, () -> "threw " + stack);
    }
    Verdict verdict = witness.verdict();
    return verdict.broken() ? new Verdict(verdict.outcome(), name + ": " + sentence + "\n" + verdict.words()) : verdict;
  }

  @Override
  public String toString() {
    return name;
  }
}
