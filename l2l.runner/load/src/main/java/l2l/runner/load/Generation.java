package l2l.runner.load;

import java.util.List;

/**
 * The content of a jar, by its hash: one generation of a bundle. As it stood at one moment.
 *
 * @param sha256 of the jar, in hexadecimal
 * @param bundle symbolic name, or "" where the jar has none
 * @param version of the bundle, or ""
 * @param bundleId in this container, or -1 while it is not installed
 * @param files the jars in the watched folders that hold these bytes, as absolute paths
 * @param reason why it stands so
 * @param parts names of the parts it says it has
 * @param faults counted since it came or was released
 * @param holds how many runs keep it
 * @param order the greater, the later dropped; -1 where it came with the distribution
 */
public record Generation(String sha256, String bundle, String version, long bundleId, List<String> files, Status status, Reason reason,
    List<String> parts, int faults, int holds, long order) {

  public Generation {
    files = List.copyOf(files);
    parts = List.copyOf(parts);
  }

  /** Whether it came with the distribution, and so is never uninstalled. */
  public boolean shipped() {
    return order < 0;
  }

  /** Whether experiments see it. */
  public boolean ready() {
    return status == Status.READY;
  }

  /** Name, version and the beginning of its hash, for people. */
  public String title() {
    return (bundle.isEmpty() ? "a jar" : bundle + " " + version) + " (" + sha256.substring(0, Math.min(8, sha256.length())) + ")";
  }
}
