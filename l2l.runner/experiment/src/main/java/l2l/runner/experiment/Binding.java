package l2l.runner.experiment;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import l2l.runner.store.BadInput;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.Configuration;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.UnsatisfiedReferenceDTO;

/** The services of one run's parts, by role; closing it lets them go. */
public final class Binding implements AutoCloseable {

  private static final long PATIENCE_MILLIS = 10_000;
  private static final long PAUSE_MILLIS = 5;
  private static final Pattern SETTINGS =
      Pattern.compile("(?:Caused by: )?java\\.(?:lang\\.IllegalArgumentException|io\\.(?!Unchecked)\\w+|nio\\.file\\.\\w+): (.+)");

  private final BundleContext context;
  private final ServiceComponentRuntime components;
  private final String run;
  private final Deque<Configuration> configurations = new ArrayDeque<>();
  private final List<ServiceReference<?>> references = new ArrayList<>();
  private final Map<String, Object> services = new HashMap<>();

  Binding(BundleContext context, ServiceComponentRuntime components, String run) {
    this.context = context;
    this.components = components;
    this.run = run;
  }

  /** The service in a role: the object itself, not a proxy. */
  public <T> T get(Choice choice, Class<T> type) {
    Object service = services.get(choice.role());
    if (service == null) {
      throw new NoSuchElementException("no part was bound as " + choice.role() + " among " + services.keySet());
    }
    return type.cast(service);
  }

  void add(Configuration configuration) {
    configurations.push(configuration);
  }

  /** Waits until a part's service is there. */
  void await(Choice node, String pid) {
    long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
    while (true) {
      Optional<Object> service = service(node);
      if (service.isPresent()) {
        services.put(node.role(), service.get());
        return;
      }
      Optional<ComponentConfigurationDTO> component = component(node.part(), pid);
      component.filter(c -> c.state == ComponentConfigurationDTO.FAILED_ACTIVATION).ifPresent(c -> {
        throw failed(node, c.failure);
      });
      if (System.nanoTime() > end) {
        throw new IllegalStateException(node.role() + ": " + node.part().name() + " of " + node.part().bundle() + " did not come up within "
            + PATIENCE_MILLIS / 1000 + " s: " + why(node, component));
      }
      try {
        Thread.sleep(PAUSE_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(node.role() + ": interrupted while waiting for " + node.part().name(), e);
      }
    }
  }

  private Optional<Object> service(Choice node) {
    String filter = Binder.filter(run, node);
    try {
      ServiceReference<?>[] found = context.getServiceReferences(node.part().kind().service().getName(), filter);
      if (found == null) {
        return Optional.empty();
      }
      Object service = context.getService(found[0]);
      if (service != null) {
        references.add(found[0]);
      }
      return Optional.ofNullable(service);
    } catch (InvalidSyntaxException e) {
      throw new IllegalStateException("a filter of ours is wrong: " + filter, e);
    }
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

  private String why(Choice node, Optional<ComponentConfigurationDTO> component) {
    Bundle bundle = context.getBundle(node.part().bundleId());
    if (bundle == null || bundle.getState() != Bundle.ACTIVE) {
      return "its bundle is not active";
    }
    if (component.isEmpty()) {
      return "its configuration did not reach it";
    }
    StringJoiner missing = new StringJoiner(", ");
    for (UnsatisfiedReferenceDTO r : component.get().unsatisfiedReferences) {
      missing.add(r.name + " " + r.target);
    }
    return missing.length() > 0 ? "nothing matches its " + missing : "its state is " + component.get().state;
  }

  @Override
  public void close() {
    services.clear();
    references.forEach(context::ungetService);
    references.clear();
    while (!configurations.isEmpty()) {
      try {
        configurations.pop().delete();
      } catch (IOException | IllegalStateException e) {
        continue; // the container is going down, or somebody else deleted it: it is gone either way
      }
    }
  }
}
