package l2l.runner.shell;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Stream;
import l2l.runner.runs.Fault;
import l2l.runner.runs.Happening;
import l2l.runner.runs.Run;
import l2l.runner.store.BadInput;
import l2l.runner.store.Metric;
import l2l.runner.store.RunDirectory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What a run does, as it happens. */
@Command(name = "tail", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Print the latest metrics of a run on the standard output, and what happened to it on the standard error.",
    footer = {"", "With -f it goes on until the run ends; Ctrl-C leaves the run alone."})
final class TailCommand implements Callable<Integer>, OfWorkbench {

  private static final long PAUSE_MILLIS = 300;

  @Parameters(index = "0", paramLabel = "RUN", description = "number of the run")
  private String run;

  @Option(names = {"-n", "--lines"}, paramLabel = "N", description = "so many of the latest of each; default: ${DEFAULT-VALUE}",
      defaultValue = "10")
  private int lines;

  @Option(names = {"-f", "--follow"}, description = "go on with what comes")
  private boolean follow;

  private final Workplace place;

  TailCommand(Workplace place) {
    this.place = place;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (lines < 0) {
      throw new BadInput("--lines is " + lines + ", and must be at least 0");
    }
    Run r = place.run(run);
    Path directory = r.directory().orElseThrow(() -> new BadInput("run " + run + " has not begun yet; runs tells what it waits for"));
    place.out().println(Metric.HEAD);
    Deque<String> last = new ArrayDeque<>();
    long seen = metrics(directory, 0, line -> {
      last.addLast(line);
      if (last.size() > lines) {
        last.removeFirst();
      }
    });
    last.forEach(place.out()::println);
    List<Happening> told = Happening.of(directory);
    told.subList(Math.max(0, told.size() - lines), told.size()).forEach(this::tell);
    int events = told.size();
    while (follow && !r.state().over()) {
      Thread.sleep(PAUSE_MILLIS);
      seen = metrics(directory, seen, place.out()::println);
      List<Happening> now = Happening.of(directory);
      now.stream().skip(events).forEach(this::tell);
      events = now.size();
      place.out().flush();
    }
    place.err().println("run " + r.id() + " " + r.state() + ": " + r.line());
    return Fault.DONE;
  }

  private void tell(Happening h) {
    place.err().println("# " + h.words());
  }

  /** Hands on what is behind the first so many lines, and returns how many there are now: fewer after an undo. */
  private static long metrics(Path directory, long from, Consumer<String> to) {
    long[] n = new long[1];
    try (Stream<String> all = RunDirectory.metrics(directory)) {
      all.forEach(line -> {
        if (n[0]++ >= from) {
          to.accept(line);
        }
      });
    }
    return n[0];
  }
}
