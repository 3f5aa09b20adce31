package l2l.runner.shell;

import java.util.concurrent.Callable;
import l2l.runner.runs.Fault;
import l2l.runner.runs.Run;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** How far a run is. */
@Command(name = "progress", mixinStandardHelpOptions = true, description = "Tell how far a run is.")
final class ProgressCommand implements Callable<Integer>, OfWorkbench {

  @Parameters(index = "0", arity = "0..1", paramLabel = "RUN", description = "number of the run; default: the latest")
  private String run;

  private final Workplace place;

  ProgressCommand(Workplace place) {
    this.place = place;
  }

  @Override
  public Integer call() {
    Run r = place.run(run);
    place.out().println("run " + r.id() + " " + r.state().name() + ": " + r.line());
    return Fault.DONE;
  }
}
