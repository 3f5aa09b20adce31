package l2l.runner.store;

/**
 * A jar that was dropped in, as the index knows it.
 *
 * @param sha256 of the jar, in hexadecimal
 * @param bundle its symbolic name
 * @param version of the bundle
 * @param status "READY", "QUARANTINED", …
 * @param sentence why, or ""
 * @param faults counted so far
 */
public record GenerationRow(String sha256, String bundle, String version, String status, String sentence, int faults) {}
