package l2l.runner.runs;

import l2l.runner.report.Report;

/** Shows a run while it goes on. */
public interface Display {

  /** Shows nothing. */
  Display NOTHING = new Display() {};

  /**
   * A phase begins.
   *
   * @param objective what its figure is, as in "meta-loss"
   */
  default void phase(String name, String objective, long total) {}

  /** Work of the phase is done. */
  default void advanced(long done, double value) {}

  /** A sentence for the user. */
  default void say(String sentence) {}

  /** What came out. */
  default void result(Report report) {}

  /** Nothing more comes. */
  default void end() {}
}
