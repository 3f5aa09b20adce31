package l2l.runner.store;

/**
 * Which code played a role in a run: a line of parts.json.
 *
 * @param role "optimizee", "optimizers/lstm/train/outer"
 * @param part the part's name
 * @param edition of what its values mean
 * @param bundle symbolic name of its bundle
 * @param version of its bundle
 * @param sha256 of its bundle's jar, in hexadecimal, or null where the framework gives no access to it
 */
public record PartRecord(String role, String part, int edition, String bundle, String version, String sha256) {}
