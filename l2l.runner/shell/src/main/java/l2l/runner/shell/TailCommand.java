package l2l.runner.shell;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import l2l.runner.runs.Fault;
import l2l.runner.runs.Run;
import l2l.runner.store.BadInput;
import l2l.runner.store.Metric;
import l2l.runner.store.RunDirectory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What a run does, as it happens. */
@Command(name = "tail", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Print the latest metrics and events of a run; with -f until it ends.")
final class TailCommand implements Callable<Integer>, OfWorkbench {

  private static final long PAUSE_MILLIS = 300;

  @Parameters(index = "0", paramLabel = "RUN", description = "number of the run")
  private String run;

  @Option(names = {"-n", "--lines"}, paramLabel = "N", description = "so many of the latest metrics; default: ${DEFAULT-VALUE}",
      defaultValue = "10")
  private int lines;

  @Option(names = {"-f", "--follow"}, description = "go on until the run ends or Ctrl-C")
  private boolean follow;

  private final Workplace place;

  TailCommand(Workplace place) {
    this.place = place;
  }

  @Override
  public Integer call() throws InterruptedException {
    Run r = place.run(run);
    Path directory = r.directory().orElseThrow(() -> new BadInput("run " + run + " has not begun yet"));
    List<String> metrics = metrics(directory);
    place.out().println(Metric.HEAD);
    metrics.subList(Math.max(0, metrics.size() - lines), metrics.size()).forEach(place.out()::println);
    long seen = metrics.size();
    while (follow && !r.state().over()) {
      Thread.sleep(PAUSE_MILLIS);
      metrics = metrics(directory);
      metrics.stream().skip(seen).forEach(place.out()::println);
      seen = metrics.size();
      place.out().flush();
    }
    place.out().println("run " + run + " " + r.state() + ": " + r.line());
    return Fault.DONE;
  }

  private static List<String> metrics(Path directory) {
    try (Stream<String> all = RunDirectory.metrics(directory)) {
      return all.toList();
    }
  }
}
