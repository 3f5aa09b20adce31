package l2l.runner.runs;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** Who may compute: at most so many runs at once, the others one after the other in the order in which they came. */
final class Slots {

  private final Set<Object> waiting = new LinkedHashSet<>();
  private final Set<Object> computing = new LinkedHashSet<>();
  private int atOnce;

  Slots(int atOnce) {
    this.atOnce = atOnce;
  }

  /** How many may compute at once. */
  synchronized int atOnce() {
    return atOnce;
  }

  /** Changes how many may; those that compute already go on. */
  synchronized void atOnce(int n) {
    atOnce = n;
    notifyAll();
  }

  /** Puts somebody in the queue, if it is not there. */
  synchronized void queue(Object who) {
    waiting.add(who);
  }

  /**
   * Waits for its turn; false if it no longer wants one now: its place in the queue is kept until it asks again, or leaves.
   *
   * @param wanted asked whenever {@link #look} is called
   */
  synchronized boolean enter(Object who, BooleanSupplier wanted) throws InterruptedException {
    if (computing.contains(who)) {
      return true;
    }
    waiting.add(who);
    while (wanted.getAsBoolean()) {
      if (computing.size() < atOnce && waiting.iterator().next() == who) {
        waiting.remove(who);
        computing.add(who);
        notifyAll(); // the next may have room too
        return true;
      }
      wait();
    }
    return false;
  }

  /** Whether it is its turn. */
  synchronized boolean computing(Object who) {
    return computing.contains(who);
  }

  /** Gives its turn to the next. */
  synchronized void leave(Object who) {
    computing.remove(who);
    waiting.remove(who);
    notifyAll();
  }

  /** Has all who wait ask again whether they want to. */
  synchronized void look() {
    notifyAll();
  }

  /** Those who wait, in order. */
  synchronized List<Object> waiting() {
    return List.copyOf(waiting);
  }
}
