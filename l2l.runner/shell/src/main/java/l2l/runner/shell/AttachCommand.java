package l2l.runner.shell;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import l2l.runner.runs.Fault;
import l2l.runner.store.BadInput;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The workbench's shell at another terminal: line by line, until there are no more. */
@Command(name = "attach", mixinStandardHelpOptions = true, sortOptions = false,
    description = "The shell of the workbench, here; Ctrl-D leaves it, and stops nothing.")
final class AttachCommand implements Callable<Integer>, OfWorkbench {

  private static final String SHELL = "org.apache.felix.service.command.CommandProcessor";
  private static final int PATIENCE_SECONDS = 10;

  /** The launcher's to obey. */
  @Option(names = "--directory", paramLabel = "DIR", description = "of the workbench; default: L2L_WORKBENCH, or workbench")
  private Path directory;

  private final Workplace place;

  AttachCommand(Workplace place) {
    this.place = place;
  }

  @Override
  public Integer call() throws InterruptedException, IOException {
    if (place.caller().peer().isEmpty() || !place.caller().waits()) {
      throw new BadInput("this is the workbench's shell already");
    }
    BundleContext context = place.bundle().getBundleContext();
    ServiceReference<?> shell = await(context);
    try (ShellSession session = new ShellSession(context.getService(shell), place.caller())) {
      session.await(Gogo.names(place));
      if (place.terminal().interactive()) {
        place.err().println("the workbench in " + place.workbench().orElseThrow() + "; Ctrl-D leaves it");
      }
      for (Optional<String> line = place.caller().line(); line.isPresent() && !ShellSession.leaves(line.get());
          line = place.caller().line()) {
        session.execute(line.get());
      }
    } finally {
      context.ungetService(shell);
    }
    return Fault.DONE;
  }

  /** The shell's service: its bundles start last. */
  private static ServiceReference<?> await(BundleContext context) throws InterruptedException {
    CountDownLatch here = new CountDownLatch(1);
    org.osgi.framework.ServiceListener listener = event -> here.countDown();
    try {
      context.addServiceListener(listener, "(objectClass=" + SHELL + ")");
      ServiceReference<?> found = context.getServiceReference(SHELL);
      if (found == null && here.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        found = context.getServiceReference(SHELL);
      }
      if (found == null) {
        throw new BadInput("there is no shell in this container; its bundles org.apache.felix.gogo.* are missing");
      }
      return found;
    } catch (org.osgi.framework.InvalidSyntaxException e) {
      throw new IllegalStateException(e.getMessage(), e);
    } finally {
      context.removeServiceListener(listener);
    }
  }
}
