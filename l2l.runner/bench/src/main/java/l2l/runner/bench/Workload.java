package l2l.runner.bench;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import l2l.runner.experiment.Document;
import l2l.runner.store.BadInput;

/**
 * Something that is measured: an experiment like any other, and what of it is timed.
 *
 * @param name "W2"; of a workload with several cases "W6-adam"
 * @param file of the experiment, beside this class
 * @param changes to it, as --set takes them
 * @param contestant whose work is timed
 * @param timed what of it
 * @param unit of the time, in words: "ms an inner step"
 * @param scale that unit in a second
 * @param each how many of what the unit names are in one time; 0: as many as inner steps are done
 * @param count what that takes
 * @param products shapes of the matrix products it mostly consists of
 */
public record Workload(String name, String file, List<String> changes, String contestant, Timed timed, String unit, double scale, int each,
    Count count, List<Product> products) {

  /** What of an experiment is timed. */
  public enum Timed {
    /** Steps of meta-training: unroll, meta-gradient, outer update; every fifth begins another training. */
    META_STEPS,
    /** Meta-gradients at one theta through one training. */
    META_GRADIENTS,
    /** Trainings by a fixed optimizer. */
    TRAININGS
  }

  /** A matrix product [m, k] [k, n]. */
  public record Product(int m, int n, int k) {

    double flops() {
      return 2.0 * m * n * k;
    }

    @Override
    public String toString() {
      return m + " x " + k + " x " + n;
    }
  }

  private static final double MILLI = 1e3;
  private static final double MICRO = 1e6;
  private static final String INNER = "ms an inner step";

  /** Step sizes of W3. */
  static final int STEP_SIZES = 1000;

  /** The LSTM's products over a tile of coordinates that stays in a cache. */
  private static final Product TILE = new Product(80, 256, 40);
  private static final Product PIXELS = new Product(128, 20, 784);
  private static final Product WEIGHTS = new Product(784, 20, 128);
  private static final int W1_NUMBERS = 1280;
  private static final int DIMENSIONS = 20;

  /** All there are, in order. */
  public static List<Workload> all() {
    List<Workload> all = new ArrayList<>();
    all.add(training("W1", Count.lstmUnrolled(W1_NUMBERS, 1).plus(Count.residuals(128, 10)), TILE));
    all.add(training("W2", Count.lstmUnrolled(Count.MLP, 2).plus(Count.mlp()), TILE, PIXELS));
    for (int steps : new int[] {80, 1280}) {
      all.add(new Workload("W3-" + steps, "W3", List.of("horizon=" + steps), "optimizer", Timed.META_GRADIENTS,
          "us a step size, " + steps + " steps", MICRO, STEP_SIZES, Count.quadraticForm(DIMENSIONS, steps),
          List.of(new Product(STEP_SIZES, DIMENSIONS, DIMENSIONS))));
    }
    all.add(new Workload("W4", "W4", List.of(), "optimizer", Timed.META_GRADIENTS, INNER, MILLI, 0, Count.mlpTwice(),
        List.of(PIXELS, WEIGHTS)));
    all.add(training("W5", Count.lstmUnrolled(Count.CNN, 2).plus(Count.cnn()), TILE, new Product(256, 32, 144),
        new Product(256, 16, 27)));
    all.add(applying("lstm", Count.lstm(Count.MLP, 2), TILE, PIXELS));
    all.add(applying("adam", Count.update(Count.MLP, 7), PIXELS));
    all.add(applying("sgd", Count.update(Count.MLP, 3), PIXELS));
    return all;
  }

  private static Workload training(String name, Count count, Product... products) {
    return new Workload(name, name, List.of(), "optimizer", Timed.META_STEPS, INNER, MILLI, 0, count, List.of(products));
  }

  private static Workload applying(String optimizer, Count count, Product... products) {
    return new Workload("W6-" + optimizer, "W6", List.of(), optimizer, Timed.TRAININGS, "ms a step", MILLI, 0,
        count.plus(Count.mlp()), List.of(products));
  }

  /**
   * The workloads of these names, each with all its cases; all where no name is given.
   *
   * @throws BadInput for a name that none has
   */
  public static List<Workload> named(List<String> names) {
    List<Workload> all = all();
    for (String name : names) {
      if (all.stream().noneMatch(fits(name))) {
        throw new BadInput("there is no workload \"" + name + "\"; there are "
            + String.join(", ", all.stream().map(Workload::name).toList()) + ", and W3 and W6 for all of theirs");
      }
    }
    return names.isEmpty() ? all : IntStream.range(0, all.size()).mapToObj(all::get).filter(w -> names.stream()
        .anyMatch(name -> fits(name).test(w))).toList();
  }

  private static Predicate<Workload> fits(String name) {
    return w -> w.name.equalsIgnoreCase(name) || w.file.equalsIgnoreCase(name);
  }

  /** The experiment. */
  Document document() {
    String name = file + ".json";
    try (InputStream in = Workload.class.getResourceAsStream(name)) {
      return Document.of(name, in.readAllBytes()).with(changes);
    } catch (IOException e) {
      throw new IllegalStateException("cannot read " + name + " of this bundle: " + e.getMessage(), e);
    }
  }
}
