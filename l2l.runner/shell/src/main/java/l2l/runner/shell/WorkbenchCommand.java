package l2l.runner.shell;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import l2l.runner.control.Peer;
import l2l.runner.control.Server;
import l2l.runner.runs.Fault;
import l2l.runner.store.BadInput;
import org.osgi.framework.startlevel.FrameworkStartLevel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Keeps the container alive, gives the terminal to its shell, and does the commands of other terminals. */
@Command(name = "workbench", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Start the long-lived container with its shell; other terminals' commands are done in it.")
final class WorkbenchCommand implements Callable<Integer> {

  /** Where the bundles of the terminal's shell are. */
  private static final int TERMINAL = 90;

  /** Both are the launcher's to obey. */
  @Option(names = "--directory", paramLabel = "DIR", description = "where it keeps what it knows; default: L2L_WORKBENCH, or workbench")
  private Path directory;

  @Option(names = "--background", description = "return once it is up; it outlives the terminal, its words go to DIR/workbench.log")
  private boolean background;

  private final Workplace place;

  WorkbenchCommand(Workplace place) {
    this.place = place;
  }

  @Override
  public Integer call() throws IOException {
    Path held = place.workbench().orElseThrow(() -> new BadInput("a workbench is started by l2l workbench alone"));
    if (place.caller().peer().isPresent()) {
      throw new BadInput("this is the workbench already, in " + held);
    }
    place.bundle().getBundleContext().getBundle(0).adapt(FrameworkStartLevel.class).setStartLevel(TERMINAL);
    Server server = Server.open(held, this::serve);
    try {
      new CountDownLatch(1).await(); // until the container stops, which interrupts this thread
    } catch (InterruptedException e) {
      stopRuns();
    } finally {
      server.close();
    }
    return Fault.DONE;
  }

  private int serve(Peer peer) {
    Caller caller = Caller.of(peer);
    int code = Commands.over(place.with(caller)).execute(peer.call().words().toArray(String[]::new));
    caller.out().flush();
    caller.err().flush();
    return code;
  }

  private void stopRuns() {
    try {
      place.runs().stop();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
