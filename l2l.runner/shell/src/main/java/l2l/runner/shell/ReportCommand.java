package l2l.runner.shell;

import java.util.concurrent.Callable;
import l2l.runner.runs.Fault;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The report of a run, finished or not. */
@Command(name = "report", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Write the report of a run as it is now, and say where.")
final class ReportCommand implements Callable<Integer>, OfWorkbench {

  @Parameters(index = "0", paramLabel = "RUN", description = "number of the run")
  private String run;

  private final Workplace place;

  ReportCommand(Workplace place) {
    this.place = place;
  }

  @Override
  public Integer call() {
    place.out().println(Asked.wait(place.run(run).report()));
    return Fault.DONE;
  }
}
