package l2l.runner.experiment;

import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import l2l.runner.store.BadInput;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.UnsatisfiedReferenceDTO;

/** Finds out why a part that was configured does not come up. */
final class Unready {

  private static final Pattern SETTINGS =
      Pattern.compile("(?:Caused by: )?java\\.(?:lang\\.IllegalArgumentException|io\\.(?!Unchecked)\\w+|nio\\.file\\.\\w+): (.+)");

  private final BundleContext context;
  private final ServiceComponentRuntime components;

  Unready(BundleContext context, ServiceComponentRuntime components) {
    this.context = context;
    this.components = components;
  }

  /**
   * The reason, if waiting would not mend it.
   *
   * @param lost roles bound before whose services are gone
   * @param patience milliseconds that have passed in vain, or 0 if there is still time
   */
  Optional<RuntimeException> reason(Bound node, List<String> lost, long patience) {
    Choice choice = node.choice();
    Optional<ComponentConfigurationDTO> component = component(choice.part(), node.pid());
    if (component.isPresent() && component.get().state == ComponentConfigurationDTO.FAILED_ACTIVATION) {
      return Optional.of(failed(choice, component.get().failure));
    }
    String not = choice.role() + ": " + choice.part().name() + " of " + choice.part().bundle() + " did not come up";
    if (!lost.isEmpty()) {
      return Optional.of(new IllegalStateException(not + ": meanwhile somebody took away " + String.join(", ", lost)));
    }
    if (!active(choice.part())) {
      return Optional.of(new IllegalStateException(not + ": its bundle is not active"));
    }
    return patience == 0 ? Optional.empty()
        : Optional.of(new IllegalStateException(not + " within " + patience / 1000 + " s: " + waitingFor(component)));
  }

  private Optional<ComponentConfigurationDTO> component(PartType part, String pid) {
    Bundle bundle = context.getBundle(part.bundleId());
    if (bundle == null) {
      return Optional.empty();
    }
    for (ComponentDescriptionDTO d : components.getComponentDescriptionDTOs(bundle)) {
      for (ComponentConfigurationDTO c : components.getComponentConfigurationDTOs(d)) {
        if (pid.equals(c.properties.get(Constants.SERVICE_PID))) {
          return Optional.of(c);
        }
      }
    }
    return Optional.empty();
  }

  /** A part's constructor threw: an IllegalArgumentException or an IOException is about its settings, anything else about its code. */
  static RuntimeException failed(Choice node, String trace) {
    for (String line : trace.lines().toList()) {
      Matcher settings = SETTINGS.matcher(line);
      if (settings.matches()) {
        return new BadInput(node.role().replace('/', '.') + ": " + settings.group(1));
      }
    }
    String root = trace.lines().filter(l -> l.startsWith("Caused by: ")).reduce((a, b) -> b).orElse(trace.lines().findFirst().orElse("?"));
    return new IllegalStateException(node.role() + ": " + node.part().name() + " of " + node.part().bundle() + " failed: "
        + root.replaceFirst("^Caused by: ", ""), new IllegalStateException(trace));
  }

  private static String waitingFor(Optional<ComponentConfigurationDTO> component) {
    if (component.isEmpty()) {
      return "its configuration did not reach it";
    }
    StringJoiner missing = new StringJoiner(", ");
    for (UnsatisfiedReferenceDTO r : component.get().unsatisfiedReferences) {
      missing.add(r.name + " " + r.target);
    }
    return missing.length() > 0 ? "nothing matches its " + missing : "its state is " + component.get().state;
  }

  private boolean active(PartType part) {
    Bundle bundle = context.getBundle(part.bundleId());
    return bundle != null && (bundle.getState() == Bundle.ACTIVE || bundle.getState() == Bundle.STARTING);
  }
}
