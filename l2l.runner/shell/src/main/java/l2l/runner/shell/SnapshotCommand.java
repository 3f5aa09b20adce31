package l2l.runner.shell;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import l2l.runner.runs.Fault;
import l2l.runner.runs.Run;
import l2l.runner.store.BadInput;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Saves a run as it is. */
@Command(name = "snapshot", mixinStandardHelpOptions = true, description = "Write a snapshot of a run's meta-training.")
final class SnapshotCommand implements Callable<Integer>, OfWorkbench {

  private static final long PATIENCE_SECONDS = 60;

  @Parameters(index = "0", arity = "0..1", paramLabel = "RUN", description = "number of the run; default: the latest")
  private String run;

  private final Workplace place;

  SnapshotCommand(Workplace place) {
    this.place = place;
  }

  @Override
  public Integer call() throws InterruptedException {
    Run r = place.run(run);
    try {
      place.out().println(r.snapshot().get(PATIENCE_SECONDS, TimeUnit.SECONDS));
      return Fault.DONE;
    } catch (TimeoutException e) {
      throw new BadInput("run " + r.id() + " finished no step within " + PATIENCE_SECONDS + " s (" + r.line() + ")", e);
    } catch (ExecutionException e) {
      throw new BadInput("run " + r.id() + ": " + e.getCause().getMessage(), e);
    }
  }
}
