package l2l.runner.shell;

import java.util.concurrent.Callable;
import l2l.runner.runs.Exchange;
import l2l.runner.runs.Fault;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Takes a swap back. */
@Command(name = "undo", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Take the last swap of a run back: its state, its settings and its code.")
final class UndoCommand implements Callable<Integer>, OfWorkbench {

  @Parameters(index = "0", paramLabel = "RUN", description = "number of the run")
  private String run;

  private final Workplace place;

  UndoCommand(Workplace place) {
    this.place = place;
  }

  @Override
  public Integer call() {
    Exchange back = Asked.wait(place.run(run).undo());
    place.out().println("run " + run + " is back before step " + (back.tick() + 1) + "; taken back: " + back.words());
    return Fault.DONE;
  }
}
