package l2l.runner.shell;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import l2l.runner.store.BadInput;

/** What was asked of a run and is done between two of its steps. */
final class Asked {

  private static final long PATIENCE_SECONDS = 60;

  private Asked() {}

  /**
   * Waits until it is done.
   *
   * @throws BadInput if the run refused it, or is in a step that takes too long
   */
  static <T> T wait(CompletableFuture<T> asked) {
    try {
      return asked.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof BadInput b ? b : new IllegalStateException(e.getCause().getMessage(), e.getCause());
    } catch (TimeoutException e) {
      throw new BadInput("the run's step takes longer than " + PATIENCE_SECONDS + " s; it will be done once the step is", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BadInput("interrupted while the run was in a step; it will be done once the step is", e);
    }
  }
}
