package l2l.runner.shell;

import java.util.concurrent.Callable;
import l2l.runner.runs.Fault;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Has a run wait. */
@Command(name = "pause", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Let a run wait before its next step.")
final class PauseCommand implements Callable<Integer>, OfWorkbench {

  @Parameters(index = "0", paramLabel = "RUN", description = "number of the run")
  private String run;

  private final Workplace place;

  PauseCommand(Workplace place) {
    this.place = place;
  }

  @Override
  public Integer call() {
    place.out().println("run " + run + " " + Asked.wait(place.run(run).pause(place.caller().name())).sentence());
    return Fault.DONE;
  }
}
