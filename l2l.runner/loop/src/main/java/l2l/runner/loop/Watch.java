package l2l.runner.loop;

/** Looks on while a run computes, and may stop it between two steps. */
public interface Watch {

  /** Whom nobody watches. */
  Watch NOBODY = new Watch() {};

  /** A phase begins: "meta-training lstm", of so many equal pieces of work. */
  default void phase(String name, long total) {}

  /**
   * Work was done.
   *
   * @param done pieces of the phase
   * @param objective the latest figure being minimised
   */
  default void advanced(long done, double objective) {}

  /** A meta-step was done. */
  default void metaStep(String optimizer, MetaTraining.Metrics metrics) {}

  /** A state that could be continued from; called after every meta-step, cheap unless used. */
  default void state(String optimizer, MetaTraining.State state) {}

  /** Something the record should say. */
  default void warning(String sentence) {}

  /** Asked between two steps; false stops the run with {@link Stopped}. */
  default boolean goOn() {
    return true;
  }

  /** Throws {@link Stopped} if the run is to stop. */
  default void check() {
    if (!goOn()) {
      throw new Stopped();
    }
  }

  /** The run was asked to stop, and did, between two steps. */
  final class Stopped extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public Stopped() {
      super("stopped on request", null, false, false);
    }
  }
}
