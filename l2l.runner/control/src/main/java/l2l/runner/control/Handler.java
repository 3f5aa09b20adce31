package l2l.runner.control;

/** Does what a {@link Peer} asks. */
@FunctionalInterface
public interface Handler {

  /** Does it on this thread, which is interrupted when the user is or leaves; returns the exit code. */
  int handle(Peer peer) throws InterruptedException;
}
