package l2l.api;

/**
 * A stretch of training and where it left off.
 *
 * @param trajectory variable in theta where the stretch was unrolled inside a derivative
 * @param next detached
 */
public record Segment(Trajectory trajectory, Episode next) {}
