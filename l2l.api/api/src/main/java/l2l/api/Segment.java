package l2l.api;

import java.util.Optional;

/**
 * A stretch of training and where it left off.
 *
 * @param trajectory variable in theta where the stretch was unrolled inside a derivative
 * @param next detached
 */
public record Segment(Trajectory trajectory, Episode next) {

  /** Where training goes on, or empty where it ended. */
  public Optional<Episode> rest() {
    return trajectory.ends() ? Optional.empty() : Optional.of(next);
  }
}
