package l2l.runner.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import l2l.runner.runs.Fault;
import l2l.runner.runs.Runs;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Frees disk space. */
@Command(name = "prune", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Show what could be deleted, and with --yes delete it: old snapshots, jars that no run needs, and the runs named.",
    footer = {"", "What a run needs to go on, for its undo and for its replay stays."})
final class PruneCommand implements Callable<Integer>, OfWorkbench {

  @Parameters(index = "0..*", paramLabel = "RUN", description = "finished runs that are to go as a whole")
  private List<String> wanted = new ArrayList<>();

  @Option(names = "--yes", description = "delete it")
  private boolean yes;

  private final Workplace place;

  PruneCommand(Workplace place) {
    this.place = place;
  }

  @Override
  public Integer call() {
    Runs runs = place.runs();
    place.out().print(PruneText.of(runs.prune(wanted.stream().map(place::run).toList(), yes), runs.diskUse(), yes));
    return Fault.DONE;
  }
}
