package l2l.runner.shell;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import l2l.runner.runs.Fault;
import l2l.runner.runs.Run;
import l2l.runner.store.BadInput;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Ends a run, or the workbench. */
@Command(name = "stop", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Stop a run between two steps, with a snapshot; without one, stop the workbench, whose runs go on when it starts again.")
final class StopCommand implements Callable<Integer>, OfWorkbench {

  private static final int PAUSE_MILLIS = 200;

  @Parameters(index = "0", arity = "0..1", paramLabel = "RUN", description = "number of the run")
  private String run;

  @Option(names = "--when-idle", description = "wait until no run is running or queued")
  private boolean whenIdle;

  /** The launcher's to obey. */
  @Option(names = "--directory", paramLabel = "DIR", description = "of the workbench; default: L2L_WORKBENCH, or workbench")
  private Path directory;

  private final Workplace place;

  StopCommand(Workplace place) {
    this.place = place;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (run != null) {
      Run r = place.run(run);
      if (r.state().over()) {
        throw new BadInput("run " + r.id() + " is over already (" + r.state() + ")");
      }
      r.stop();
      place.out().println("run " + r.id() + " will stop after the step it is in");
      return Fault.DONE;
    }
    String said = "";
    for (List<Integer> busy = busy(); whenIdle && !busy.isEmpty(); busy = busy()) {
      String sentence = "waiting for " + (busy.size() == 1 ? "run " : "runs ")
          + String.join(", ", busy.stream().map(String::valueOf).toList()) + "; Ctrl-C gives up waiting";
      if (!sentence.equals(said)) {
        place.err().println(sentence);
        said = sentence;
      }
      Thread.sleep(PAUSE_MILLIS);
    }
    place.err().println("the workbench in " + place.workbench().orElseThrow() + " stops");
    Bundle framework = place.bundle().getBundleContext().getBundle(0);
    Thread stopping = new Thread(() -> stop(framework), "l2l-stop");
    stopping.setDaemon(true);
    stopping.start();
    return Fault.DONE;
  }

  private List<Integer> busy() {
    return place.runs().all().stream().filter(r -> List.of("RUNNING", "QUEUED").contains(r.state().name())).map(Run::id).toList();
  }

  private static void stop(Bundle framework) {
    try {
      framework.stop();
    } catch (BundleException e) {
      System.err.println("l2l: the container does not stop: " + e.getMessage());
    }
  }
}
