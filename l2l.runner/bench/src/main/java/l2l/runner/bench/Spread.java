package l2l.runner.bench;

import java.util.Arrays;
import java.util.List;

/** Where several measurements of one thing lie. */
public record Spread(double median, double min, double max) {

  /** @throws IllegalArgumentException where there is none */
  public static Spread of(List<Double> all) {
    if (all.isEmpty()) {
      throw new IllegalArgumentException("spread: nothing was measured; measure at least once");
    }
    double[] sorted = all.stream().mapToDouble(Double::doubleValue).toArray();
    Arrays.sort(sorted);
    int half = sorted.length / 2;
    double median = sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    return new Spread(median, sorted[0], sorted[sorted.length - 1]);
  }

  /** The same in another unit. */
  Spread times(double factor) {
    return new Spread(median * factor, min * factor, max * factor);
  }
}
