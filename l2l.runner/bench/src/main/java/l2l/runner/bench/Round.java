package l2l.runner.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A piece of work done several times in a row, in seconds for a unit of it.
 *
 * @param wall clock
 * @param processor of all threads of the process, those of the JVM included, on average
 * @param times how often it was done, whatever units there are in a time
 */
public record Round(Spread wall, double processor, int times) {

  private static final int LEAST = 3;

  /**
   * Does work for so many seconds, and three times at least unless that takes three times as long; with 0 seconds, once.
   */
  static Round of(Work work, double seconds) {
    List<Double> all = new ArrayList<>();
    long units = 0;
    double used = processorTime();
    long begin = System.nanoTime();
    long now = begin;
    do {
      long before = now;
      int done = work.once();
      now = System.nanoTime();
      all.add((now - before) / 1e9 / done);
      units += done;
    } while ((now - begin) / 1e9 < (all.size() < LEAST ? LEAST * seconds : seconds));
    return new Round(Spread.of(all), (processorTime() - used) / units, all.size());
  }

  /** Processor time of this process so far, in seconds, as finely as the system tells: on Linux 10 ms. */
  private static double processorTime() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e9;
  }

  /** The same in another unit. */
  Round times(double factor) {
    return new Round(wall.times(factor), processor * factor, times);
  }
}
