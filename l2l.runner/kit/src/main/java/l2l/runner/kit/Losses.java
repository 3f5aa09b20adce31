package l2l.runner.kit;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import l2l.runner.runs.Display;

/** Keeps the latest figures of a run. */
final class Losses implements Display {

  /** Figures whose mean is shown. */
  static final int MEAN_OF = 20;

  private final Deque<Double> latest = new ArrayDeque<>();
  private String figure = "loss";
  private int fresh;
  private boolean finite;

  @Override
  public synchronized void phase(String name, String objective, long total) {
    figure = objective;
    latest.clear();
  }

  @Override
  public synchronized void advanced(long done, double value) {
    latest.addLast(value);
    fresh++;
    finite |= Double.isFinite(value);
    if (latest.size() > MEAN_OF) {
      latest.removeFirst();
    }
  }

  /** Begins to count new figures. */
  synchronized void count() {
    fresh = 0;
  }

  /** Whether as many have come as a mean is made of. */
  synchronized boolean counted() {
    return fresh >= MEAN_OF;
  }

  /** Whether there were numbers once, and are none any more. */
  synchronized boolean spoilt() {
    return finite && latest.size() == MEAN_OF && latest.stream().noneMatch(Double::isFinite);
  }

  /** What the figure is called: "meta-loss". */
  synchronized String figure() {
    return figure;
  }

  /** The mean of the latest, for people; "-" where there is none. */
  synchronized String mean() {
    return latest.isEmpty() ? "-"
        : String.format(Locale.ROOT, "%.4g", latest.stream().mapToDouble(Double::doubleValue).average().orElseThrow());
  }
}
