package l2l.runner.load;

import java.util.Optional;

/**
 * What is remembered of jars from one life of the workbench to the next: a service that the workbench provides, of which there may be
 * none; then nothing outlives the container.
 */
public interface Verdicts {

  /**
   * What is known of a jar.
   *
   * @param sha256 of the jar
   * @param verdict what came of judging it: READY, or the code it was refused with; empty where it was not judged
   * @param sentence the verdict in words
   * @param next what to do about it
   * @param faults counted since it came or was released
   * @param quarantine why it was put away; empty where it was not
   */
  record Remembered(String sha256, Optional<Code> verdict, String sentence, String next, int faults, Optional<String> quarantine) {}

  /** What is known of the jar of this SHA-256. */
  Optional<Remembered> of(String sha256);

  /** Keeps it, in place of what was known of that jar. */
  void keep(Remembered known);
}
