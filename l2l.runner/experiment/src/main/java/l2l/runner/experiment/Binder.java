package l2l.runner.experiment;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import l2l.runner.store.BadInput;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;

/**
 * Makes services of chosen parts: one factory configuration a node of the tree, carrying the run and the role.
 *
 * <p>A configuration holds l2l.run, l2l.role, l2l.turn (a number that is new at each binding), l2l.key (what the parent knows the part by),
 * l2l.slot (the parent's reference), l2l.index, l2l.parent (its role), l2l.session (the container's life), and "reference.target" for each
 * reference to parts. It is for one bundle alone, by its location, or two generations of a bundle would both come up with it.
 * Configurations are deleted when a run ends; those of an earlier life of the container when this starts.
 */
@Component(service = Binder.class)
public final class Binder {

  static final String RUN = "l2l.run";
  static final String ROLE = "l2l.role";
  static final String TURN = "l2l.turn";
  static final String SLOT = "l2l.slot";
  static final String PARENT = "l2l.parent";
  static final String SESSION = "l2l.session";

  /** The filter no service matches; parts know it as "left out". */
  private static final String NOTHING = "(!(objectClass=*))";

  private final BundleContext context;
  private final ConfigurationAdmin configurations;
  private final ServiceComponentRuntime components;
  private final AtomicLong turns = new AtomicLong();

  @Activate
  public Binder(BundleContext context, @Reference ConfigurationAdmin configurations, @Reference ServiceComponentRuntime components)
      throws IOException, InvalidSyntaxException {
    this.context = context;
    this.configurations = configurations;
    this.components = components;
    Configuration[] left = configurations.listConfigurations("(&(" + RUN + "=*)(!(" + SESSION + "=" + session() + ")))");
    for (Configuration c : left == null ? new Configuration[0] : left) {
      c.delete();
    }
  }

  /**
   * Binds trees of parts; each is there when this returns.
   *
   * @param run a name no other run in this container has
   * @throws BadInput if a part refuses its settings
   * @throws IllegalStateException if a part does not come up, with the reason
   */
  public Binding bind(String run, List<Choice> roots) {
    return bound(new Binding(context, components, run), null, roots);
  }

  /**
   * Binds trees of parts beside those bound before; what is unchanged serves both, the very same service. Closing the old binding then lets
   * go what the new one does without; if this fails, the old one is as it was, and nothing of the new one is left.
   *
   * @param old of the same run
   * @throws BadInput if a part refuses its settings
   * @throws IllegalStateException if a part does not come up, with the reason
   */
  public Binding rebind(Binding old, List<Choice> roots) {
    return bound(new Binding(context, components, old.run()), old, roots);
  }

  private Binding bound(Binding binding, Binding old, List<Choice> roots) {
    long turn = turns.incrementAndGet();
    List<Bound> fresh = new ArrayList<>();
    try {
      for (Choice root : roots) {
        for (Choice node : root.all()) {
          if (old == null || !old.stands(node) || !binding.share(old, node)) {
            fresh.add(fresh(binding, node, turn));
          }
        }
      }
      fresh.forEach(binding::await);
      return binding;
    } catch (IOException e) {
      binding.close();
      throw new IllegalStateException("the container cannot keep a configuration: " + e.getMessage(), e);
    } catch (RuntimeException e) {
      binding.close();
      throw e;
    }
  }

  private Bound fresh(Binding binding, Choice node, long turn) throws IOException {
    Bundle bundle = context.getBundle(node.part().bundleId());
    if (bundle == null) {
      throw new IllegalStateException(node.role() + ": the bundle " + node.part().bundle() + ", which " + node.part().name()
          + " is of, has been uninstalled");
    }
    Configuration configuration = configurations.createFactoryConfiguration(node.part().pid(), bundle.getLocation());
    Bound bound = new Bound(node, turn, configuration, filter(binding.run(), node, turn));
    binding.add(bound);
    configuration.update(properties(binding, bound));
    return bound;
  }

  private Dictionary<String, Object> properties(Binding binding, Bound bound) {
    Choice node = bound.choice();
    Dictionary<String, Object> p = new Hashtable<>();
    node.settings().forEach(p::put);
    p.put(RUN, binding.run());
    p.put(TURN, bound.turn());
    p.put(ROLE, node.role());
    p.put("l2l.key", node.key());
    p.put(SLOT, node.slot());
    p.put("l2l.index", node.index());
    p.put(PARENT, node.role().contains("/") ? node.role().substring(0, node.role().lastIndexOf('/')) : "");
    p.put(SESSION, session());
    for (PartType.Slot slot : node.part().slots()) {
      List<Choice> filling = node.children().stream().filter(c -> c.slot().equals(slot.name())).toList();
      p.put(slot.name() + ".target", target(binding, filling));
      if (slot.multiple() && !filling.isEmpty()) {
        p.put(slot.name() + ".cardinality.minimum", filling.size());
      }
    }
    return p;
  }

  /** A filter for exactly these children; for none, one that nothing matches. */
  private static String target(Binding binding, List<Choice> children) {
    StringBuilder any = new StringBuilder();
    children.forEach(c -> any.append(filter(binding.run(), c, binding.turn(c.role()))));
    return children.isEmpty() ? NOTHING : "(|" + any + ")";
  }

  /** Exactly the service of a node, special characters escaped. */
  private static String filter(String run, Choice node, long turn) {
    return "(&" + filter(run) + "(" + ROLE + "=" + escaped(node.role()) + ")(" + TURN + "=" + turn + ")(" + Constants.SERVICE_BUNDLEID + "="
        + node.part().bundleId() + "))";
  }

  /** All services of a run. */
  static String filter(String run) {
    return "(" + RUN + "=" + escaped(run) + ")";
  }

  private static String escaped(String value) {
    return value.replaceAll("([\\\\*()])", "\\\\$1");
  }

  private String session() {
    return String.valueOf(context.getProperty(Constants.FRAMEWORK_UUID));
  }
}
