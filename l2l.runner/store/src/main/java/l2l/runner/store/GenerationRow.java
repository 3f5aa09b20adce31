package l2l.runner.store;

/**
 * A jar that was dropped in, as the index knows it.
 *
 * @param sha256 of the jar, in hexadecimal
 * @param verdict what came of judging it: "READY", "CONTRACT", …; "" where it was not judged
 * @param sentence the verdict in words, or ""
 * @param next what to do about it, or ""
 * @param faults counted so far
 * @param quarantine why it was put away, or ""
 */
public record GenerationRow(String sha256, String verdict, String sentence, String next, int faults, String quarantine) {}
