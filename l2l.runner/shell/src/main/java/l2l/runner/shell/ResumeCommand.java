package l2l.runner.shell;

import java.util.concurrent.Callable;
import l2l.runner.runs.Fault;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Has a waiting run go on. */
@Command(name = "resume", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Let a paused run go on.")
final class ResumeCommand implements Callable<Integer>, OfWorkbench {

  @Parameters(index = "0", paramLabel = "RUN", description = "number of the run")
  private String run;

  private final Workplace place;

  ResumeCommand(Workplace place) {
    this.place = place;
  }

  @Override
  public Integer call() {
    Asked.wait(place.run(run).resume());
    place.out().println("run " + run + " goes on");
    return Fault.DONE;
  }
}
