package l2l.runner.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;

/**
 * What the machine can do, measured through an engine just now: the greatest of many short trials counts, for between others' work on the
 * machine some trials go undisturbed.
 *
 * @param products matrix products of each shape, operands in the engine's memory and in a cache, in operations a second
 * @param stream y = s x over arrays that fit no cache, in bytes read and written a second
 * @param functions tanh of numbers in a cache, in values a second
 */
public record Rates(List<OfProduct> products, Spread stream, Spread functions) {

  /** The rate of one shape, "80 x 40 x 256" for [80, 40] [40, 256]. */
  public record OfProduct(String shape, Spread rate) {}

  private static final int TRIALS = 25;

  /** Seconds in which the JVM compiles. */
  private static final double WARM_UP = 0.5;

  private static final double PRODUCTS_AT_ONCE = 1e8;
  private static final int STREAMED_BYTES = 1 << 26;
  private static final int PASSES = 2;
  private static final int VALUES = 1 << 12;
  private static final int PASSES_OF_VALUES = 32;

  /** Measures for a few seconds. */
  static Rates of(Engine engine, List<Workload.Product> shapes) {
    return new Rates(shapes.stream().map(s -> new OfProduct(s.toString(), product(engine, s))).toList(), stream(engine), functions(engine));
  }

  private static Spread product(Engine engine, Workload.Product shape) {
    int times = (int) Math.max(1, PRODUCTS_AT_ONCE / shape.flops() / ProductTrial.TASKS);
    Tensor nothing = engine.zeros(1);
    ProductTrial trial = new ProductTrial(shape, times);
    return rate(() -> engine.apply(trial, List.of(nothing)).size(), shape.flops() * times * ProductTrial.TASKS);
  }

  private static Spread stream(Engine engine) {
    int bytes = engine.precision().bytes();
    int n = (int) Math.min(STREAMED_BYTES, Runtime.getRuntime().maxMemory() / 16) / bytes;
    Tensor x = engine.fill(1, n);
    return rate(() -> {
      Tensor y = engine.apply(new StreamTrial(PASSES), List.of(x)).get(0);
      // else Java gets and clears a new array each time, and that is what would be measured
      engine.release(List.of(Tensors.of("y", y)));
      return 1;
    }, 2.0 * bytes * n * PASSES);
  }

  private static Spread functions(Engine engine) {
    Tensor x = engine.tensor(ramp(), VALUES);
    return rate(() -> engine.apply(new FunctionTrial(PASSES_OF_VALUES), List.of(x)).size(),
        (double) VALUES * PASSES_OF_VALUES * FunctionTrial.TASKS);
  }

  /** Evenly from -2 to 2. */
  private static double[] ramp() {
    return IntStream.range(0, VALUES).mapToDouble(i -> 4.0 * i / VALUES - 2).toArray();
  }

  private static Spread rate(Work work, double amount) {
    Round.of(work, WARM_UP);
    List<Double> rates = new ArrayList<>();
    for (int i = 0; i < TRIALS; i++) {
      rates.add(amount / Round.of(work, 0).wall().median());
    }
    return Spread.of(rates);
  }

  /** The greatest rate of a product among these shapes; 0 where there is none. */
  public double product() {
    return products.stream().mapToDouble(p -> p.rate.max()).max().orElse(0);
  }
}
