package l2l.runner.load;

import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one thread on which bundles come and go, one thing after the other; what goes wrong on it is logged, and it goes on. */
final class Worker {

  private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

  private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(work -> {
    Thread made = new Thread(work, "l2l-load");
    made.setDaemon(true);
    made.setContextClassLoader(Worker.class.getClassLoader());
    return made;
  });

  void soon(Runnable work) {
    later(work, 0);
  }

  /** Not at all, once the container goes down. */
  void later(Runnable work, long millis) {
    try {
      thread.schedule(() -> guarded(work), millis, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("not done any more: {}", e.getMessage());
    }
  }

  private static void guarded(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException | LinkageError e) {
      LOG.error("what was dropped could not be brought in line: {}", e.toString(), e);
    }
  }

  void stop() {
    thread.shutdownNow();
  }
}
