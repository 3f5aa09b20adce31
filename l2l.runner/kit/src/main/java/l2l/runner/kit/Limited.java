package l2l.runner.kit;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Calls foreign code for a limited time; a call that takes longer is interrupted and given up. */
record Limited(long seconds) {

  private static final String NAME = "l2l-check ";

  /** Whether a thread is one of these calls. */
  static boolean ours(Thread thread) {
    return thread.getName().startsWith(NAME);
  }

  /**
   * What the call returns.
   *
   * @throws TimeoutException if it does not within the time
   * @throws ExecutionException with whatever it threw
   */
  <T> T call(String name, Callable<T> what) throws TimeoutException, ExecutionException, InterruptedException {
    CompletableFuture<T> result = new CompletableFuture<>();
    Thread thread = new Thread(() -> {
      try {
        result.complete(what.call());
      } catch (Throwable e) { // of foreign code: its asker says what it was
        result.completeExceptionally(e);
      }
    }, NAME + name);
    thread.setDaemon(true);
    thread.setContextClassLoader(Limited.class.getClassLoader());
    thread.start();
    try {
      return result.get(seconds, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      thread.interrupt();
      throw e;
    }
  }
}
