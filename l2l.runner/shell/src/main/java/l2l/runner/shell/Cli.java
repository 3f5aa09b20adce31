package l2l.runner.shell;

import java.util.Dictionary;
import java.util.Hashtable;
import java.util.Map;
import java.util.concurrent.Callable;
import l2l.runner.runs.Runs;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * The command line of the distribution: offered to its launcher, which calls it on the main thread.
 *
 * <p>Only where the framework has the property l2l.home, so that containers of tests are left alone.
 */
@Component(service = {})
public final class Cli {

  private static final String ARGUMENTS = "launcher.arguments";

  private final BundleContext context;
  private final ServiceRegistration<?> offered;

  @Activate
  public Cli(BundleContext context, @Reference Runs runs) {
    this.context = context;
    Workplace place = new Workplace(runs, context.getBundle(), System.out, System.err);
    Callable<Integer> command = () -> Commands.over(place).execute(arguments());
    Dictionary<String, Object> properties = new Hashtable<>(Map.of("main.thread", "true"));
    offered = context.getProperty("l2l.home") == null ? null : context.registerService(Callable.class, command, properties);
  }

  /** What the launcher was given, which it offers as a property of a service. */
  private String[] arguments() throws InvalidSyntaxException {
    ServiceReference<?>[] launcher = context.getAllServiceReferences(null, "(" + ARGUMENTS + "=*)");
    return launcher != null && launcher[0].getProperty(ARGUMENTS) instanceof String[] a ? a : new String[0];
  }

  @Deactivate
  void withdraw() {
    if (offered != null) {
      offered.unregister();
    }
  }
}
