package l2l.runner.shell;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import l2l.runner.runs.Fault;
import l2l.runner.runs.Run;
import l2l.runner.store.BadInput;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Who waits for a turn. */
@Command(name = "queue", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Show the runs that wait for their turn, or change how many compute at once.")
final class QueueCommand implements Callable<Integer>, OfWorkbench {

  @Option(names = "--at-once", paramLabel = "N", description = "how many runs compute at once")
  private Integer atOnce;

  private final Workplace place;

  QueueCommand(Workplace place) {
    this.place = place;
  }

  @Override
  public Integer call() {
    if (atOnce != null) {
      if (atOnce < 1) {
        throw new BadInput("--at-once is " + atOnce + ", and must be at least 1");
      }
      place.runs().atOnce(atOnce);
    }
    List<Run> waiting = place.runs().queue();
    place.out().println("at most " + place.runs().atOnce() + " at once; " + (waiting.isEmpty() ? "nobody waits"
        : "waiting, in this order: " + waiting.stream().map(r -> r.id() + " (" + r.name() + ")").collect(Collectors.joining(", "))));
    return Fault.DONE;
  }
}
