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
    List<List<String>> lines = new ArrayList<>(List.of(List.of("WHAT", "PAIRS", "EQUAL", "DIFFERENCE", "95 % INTERVAL")));
    for (Comparison.Row r : Comparison.of(place.run(first), place.run(second)).rows()) {
      lines.add(List.of(r.what(), "" + r.pairs(), "" + r.equal(), figure(r.mean()), figure(r.low()) + " … " + figure(r.high())));
    }
    place.out().print(PartsText.columns(lines));
    place.out().println("EQUAL pairs are equal bit for bit and left out. Meta-losses of one training depend on each other: "
        + "their interval is too narrow.");
    return Fault.DONE;
  }

  private static String figure(double value) {
    return String.format(Locale.ROOT, "%.4g", value);
  }
}
