package l2l.runner.shell;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import l2l.runner.runs.Fault;
import org.osgi.framework.startlevel.FrameworkStartLevel;
import picocli.CommandLine.Command;

/** Keeps the container alive and gives the terminal to its shell. */
@Command(name = "workbench", mixinStandardHelpOptions = true,
    description = "Start the long-lived container with its shell: l2l:parts, l2l:run, l2l:runs, l2l:progress, l2l:stop, l2l:snapshot.")
final class WorkbenchCommand implements Callable<Integer> {

  /** Where the bundles of the terminal's shell are. */
  private static final int TERMINAL = 90;

  private final Workplace place;

  WorkbenchCommand(Workplace place) {
    this.place = place;
  }

  @Override
  public Integer call() throws InterruptedException {
    place.bundle().getBundleContext().getBundle(0).adapt(FrameworkStartLevel.class).setStartLevel(TERMINAL);
    try {
      new CountDownLatch(1).await(); // until the container stops, which interrupts this thread
    } catch (InterruptedException e) {
      place.runs().stop();
    }
    return Fault.DONE;
  }
}
