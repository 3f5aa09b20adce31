package l2l.runner.load;

/** Keeps a generation installed for a run, whether experiments see it or not, until it is closed. */
public interface Hold extends AutoCloseable {

  /** The SHA-256 of the jar. */
  String sha256();

  /** The bundle that holds its code now. */
  long bundleId();

  /** Says where a thread hangs in its code; that is told until this is closed. */
  void hangs(String where);

  /** Lets it go; the last to do so uninstalls a generation that experiments do not see. Twice is once. */
  @Override
  void close();
}
