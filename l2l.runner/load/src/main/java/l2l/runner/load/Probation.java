package l2l.runner.load;

import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * One generation being judged on a daemon thread of its own: after a second no other law begins, and a thread that does not come back is
 * left behind.
 */
final class Probation {

  static final long LAWS_MILLIS = 1_000;

  private final Item item;
  private final Trial trial;
  private final BiConsumer<Item, Reason> judged;
  private final Consumer<Item> returned;
  private final Worker worker;
  private final long patience;
  private final Callable<Reason> judge;
  private boolean over;
  private Thread thread;
  private Runnable ended;

  /**
   * @param judge the trial itself
   * @param worker where everything else happens
   * @param patience milliseconds after which a thread is left behind
   * @param judged told the verdict, once, also of a thread left behind
   * @param returned told when a thread that was left behind has ended after all
   */
  Probation(Item item, Trial trial, Callable<Reason> judge, Worker worker, long patience, BiConsumer<Item, Reason> judged,
      Consumer<Item> returned) {
    this.item = item;
    this.trial = trial;
    this.judge = judge;
    this.worker = worker;
    this.patience = patience;
    this.judged = judged;
    this.returned = returned;
  }

  /**
   * Begins, on the worker.
   *
   * @param done told when there is a verdict
   */
  void begin(Runnable done) {
    ended = done;
    thread = new Thread(this::run, "l2l-probation-" + item.sha256.substring(0, 8));
    thread.setDaemon(true);
    thread.setContextClassLoader(Probation.class.getClassLoader());
    thread.start();
    worker.later(trial::enough, LAWS_MILLIS);
    worker.later(this::late, patience);
  }

  private void run() {
    Reason verdict;
    try {
      verdict = judge.call();
    } catch (Throwable e) { // of foreign code: whatever it is, it is said and goes no further
      verdict = new Reason(Code.ACTIVATE, item.title() + " threw while it was judged, in " + trial.now() + ": "
          + Diagnosis.oneLine(e.toString()), "Mend that and drop it again.");
    }
    Reason said = verdict;
    worker.soon(() -> end(Optional.of(said)));
  }

  private void late() {
    if (!over) {
      thread.interrupt();
      end(Optional.empty());
    }
  }

  private void end(Optional<Reason> verdict) {
    if (over) {
      item.hung = null;
      returned.accept(item);
      return;
    }
    over = true;
    if (verdict.isEmpty()) {
      item.hung = trial.now();
    }
    judged.accept(item, verdict.orElseGet(this::hung));
    ended.run();
  }

  private Reason hung() {
    return new Reason(trial.inALaw() ? Code.CONTRACT : Code.ACTIVATE, item.title() + " did not come back from " + trial.now() + " within "
        + patience / 1000 + " s; its thread is left behind.", "Look for a loop or a wait without end there, and drop a mended jar.");
  }
}
