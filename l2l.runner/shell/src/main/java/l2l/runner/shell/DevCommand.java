package l2l.runner.shell;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import l2l.runner.kit.Dev;
import l2l.runner.runs.Fault;
import org.osgi.framework.BundleContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** A small run that takes every build of a plugin. */
@Command(name = "dev", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Watch a plugin's project and swap every build of it into a small run, until Ctrl-C.")
final class DevCommand implements Callable<Integer> {

  @Parameters(index = "0", paramLabel = "DIR",
      description = "the project; the run is its experiment.json, or a small one of the part's kind")
  private Path project;

  private final Workplace place;

  DevCommand(Workplace place) {
    this.place = place;
  }

  @Override
  public Integer call() {
    BundleContext context = place.bundle().getBundleContext();
    try {
      context.getService(context.getServiceReference(Dev.class)).develop(place.path(project), place.out());
      return Fault.DONE;
    } catch (InterruptedException e) {
      return Fault.INTERRUPTED;
    }
  }
}
