package l2l.runner.shell;

import java.util.ArrayList;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import l2l.runner.runs.Runs;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * The commands of the workbench's shell: every command of the command line by the same name, l2l:NAME.
 *
 * <p>Where there is no such shell in the container, nothing is offered.
 */
@Component(service = {})
public final class Gogo {

  static final String SCOPE = "l2l";

  private static final String FUNCTION = "org.apache.felix.service.command.Function";

  /** What makes no sense from within. */
  private static final Set<String> OUTSIDE = Set.of("workbench", "attach", "bench");

  private final List<ServiceRegistration<?>> offered = new ArrayList<>();

  @Activate
  public Gogo(BundleContext context, @Reference Runs runs) {
    Workplace place = new Workplace(runs, context.getBundle(), System.out, System.err);
    try {
      for (String name : names(place)) {
        Dictionary<String, Object> properties = new Hashtable<>(Map.of("osgi.command.scope", SCOPE, "osgi.command.function", name));
        offered.add(context.registerService(FUNCTION, new ShellFunction(place, name), properties));
      }
    } catch (NoClassDefFoundError e) {
      withdraw(); // the import is optional, and nothing gave it
    }
  }

  /** The commands that make sense in the shell. */
  static List<String> names(Workplace place) {
    return Commands.over(place).getSubcommands().keySet().stream().filter(name -> !OUTSIDE.contains(name)).toList();
  }

  @Deactivate
  void withdraw() {
    offered.forEach(ServiceRegistration::unregister);
    offered.clear();
  }
}
