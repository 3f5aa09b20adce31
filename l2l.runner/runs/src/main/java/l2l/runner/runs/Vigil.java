package l2l.runner.runs;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Watches over a call of foreign code, so that one that does not return can be given up: nothing in a JVM can end it, but its result can
 * be ignored and its thread abandoned.
 */
final class Vigil {

  /** What the given-up thread meets when its call returns after all. */
  static final class GivenUp extends RuntimeException {
    private static final long serialVersionUID = 1L;

    GivenUp() {
      super("the call took too long and was given up", null, false, false);
    }
  }

  private final LongSupplier clock;
  private Thread working;
  private volatile long alive;

  /** @param clock in nanoseconds */
  Vigil(LongSupplier clock) {
    this.clock = clock;
  }

  /**
   * Makes the call on this thread.
   *
   * @throws GivenUp if it returned, or threw, after it had been given up
   */
  <T> T over(Supplier<T> call) {
    synchronized (this) {
      working = Thread.currentThread();
      alive = clock.getAsLong();
    }
    T result;
    try {
      result = call.get();
    } catch (RuntimeException | Error e) {
      end();
      throw e;
    }
    end();
    return result;
  }

  private synchronized void end() {
    if (working != Thread.currentThread()) {
      throw new GivenUp();
    }
    working = null;
  }

  /** The call shows that it is getting on. */
  void alive() {
    if (Thread.currentThread() == working) {
      alive = clock.getAsLong();
    }
  }

  /** Gives the call up if it is ending the JVM, from which no thread returns; where it did so. */
  synchronized Optional<StackTraceElement[]> exits() {
    StackTraceElement[] where = working == null ? new StackTraceElement[0] : working.getStackTrace();
    if (Arrays.stream(where).noneMatch(f -> f.getClassName().equals("java.lang.Shutdown"))) {
      return Optional.empty();
    }
    working = null;
    return Optional.of(where);
  }

  /**
   * Gives the call up if it has not shown a sign of life for so long, and interrupts its thread; returns where it hung.
   *
   * @param budget in nanoseconds
   */
  synchronized Optional<StackTraceElement[]> giveUp(long budget) {
    if (working == null || clock.getAsLong() - alive < budget) {
      return Optional.empty();
    }
    StackTraceElement[] where = working.getStackTrace();
    working.interrupt();
    working = null;
    return Optional.of(where);
  }
}
