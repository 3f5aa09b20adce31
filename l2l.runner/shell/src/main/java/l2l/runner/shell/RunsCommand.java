package l2l.runner.shell;

import java.util.List;
import java.util.concurrent.Callable;
import l2l.runner.runs.Fault;
import l2l.runner.runs.Run;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What runs, and what ran. */
@Command(name = "runs", mixinStandardHelpOptions = true, sortOptions = false,
    description = "List the runs of the workbench: state, step, time left of the phase, and why one is paused.")
final class RunsCommand implements Callable<Integer>, OfWorkbench {

  @Option(names = "--json", description = "as JSON, for programs")
  private boolean json;

  private final Workplace place;

  RunsCommand(Workplace place) {
    this.place = place;
  }

  @Override
  public Integer call() {
    List<Run> runs = place.runs().all();
    place.out().print(json ? RunsText.json(runs) : RunsText.of(runs, place.terminal()));
    return Fault.DONE;
  }
}
