package l2l.runner.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import l2l.runner.runs.Comparison;
import l2l.runner.runs.Fault;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Two runs on the same random numbers. */
@Command(name = "compare", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Show the paired difference of two runs on the same random numbers, second minus first.")
final class CompareCommand implements Callable<Integer>, OfWorkbench {

  @Parameters(index = "0", paramLabel = "RUN", description = "number of the first run")
  private String first;

  @Parameters(index = "1", paramLabel = "RUN", description = "number of the second run, such as a fork of the first")
  private String second;

  private final Workplace place;

  CompareCommand(Workplace place) {
    this.place = place;
  }

  @Override
  public Integer call() {
    Comparison comparison = Comparison.of(place.run(first), place.run(second));
    List<List<String>> lines = new ArrayList<>(List.of(List.of("WHAT", "EQUAL", "PAIRS", "DIFFERENCE", "95 % INTERVAL")));
    for (Comparison.Row r : comparison.rows()) {
      boolean none = r.pairs() == 0;
      lines.add(List.of(r.what(), "" + r.equal(), "" + r.pairs(), none ? "none" : figure(r.mean()),
          none ? "-" : figure(r.low()) + " … " + figure(r.high())));
    }
    place.out().print(PartsText.columns(lines));
    place.out().println("DIFFERENCE is the mean of run " + second + " minus run " + first + " over PAIRS of the same random numbers."
        + " EQUAL of all are equal bit for bit.");
    if (lines.stream().anyMatch(l -> l.get(0).startsWith("meta-loss"))) {
      place.out().println("Of a training, PAIRS are the steps after the two parted. They depend on each other, so their interval is too"
          + " narrow; a test's is not.");
    }
    comparison.unlike().forEach(place.err()::println);
    return Fault.DONE;
  }

  private static String figure(double value) {
    return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.4g", value);
  }
}
