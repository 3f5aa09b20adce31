package l2l.runner.load;

import java.util.ArrayDeque;
import java.util.Deque;

/** Where generations are judged one after the other, so that each has the second it is given; one that hangs holds up no other. */
final class Bench {

  private final Worker worker;
  private final Deque<Probation> waiting = new ArrayDeque<>();
  private Probation now;

  Bench(Worker worker) {
    this.worker = worker;
  }

  /** Judges it when its turn comes; on the worker. */
  void add(Probation next) {
    waiting.add(next);
    turn();
  }

  private void turn() {
    if (now == null && !waiting.isEmpty()) {
      Probation begun = waiting.remove();
      now = begun;
      begun.begin(() -> ended(begun));
      worker.later(() -> ended(begun), Probation.LAWS_MILLIS + Probation.LAWS_MILLIS / 2);
    }
  }

  private void ended(Probation one) {
    if (now == one) {
      now = null;
      turn();
    }
  }
}
