package l2l.runner.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A piece of work done several times in a row, in seconds for one time.
 *
 * @param wall clock
 * @param processor of all threads of the process, those of the JVM included, on average
 * @param times how often it was done
 */
public record Round(Spread wall, double processor, int times) {

  private static final int LEAST = 3;

  /**
   * Does work for so many seconds, and three times at least; with 0 seconds, once.
   *
   * @param seconds how long
   */
  static Round of(Work work, double seconds) {
    List<Double> all = new ArrayList<>();
    double used = processorTime();
    long begin = System.nanoTime();
    long now = begin;
    do {
      long before = now;
      work.once();
      now = System.nanoTime();
      all.add((now - before) / 1e9);
    } while (seconds > 0 && (all.size() < LEAST || (now - begin) / 1e9 < seconds));
    return new Round(Spread.of(all), (processorTime() - used) / all.size(), all.size());
  }

  /** Processor time of this process so far, in seconds, as finely as the system tells: on Linux 10 ms. */
  private static double processorTime() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e9;
  }

  /** The same in another unit, for a part of the work. */
  Round times(double factor) {
    return new Round(wall.times(factor), processor * factor, times);
  }
}
