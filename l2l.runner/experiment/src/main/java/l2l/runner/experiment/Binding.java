package l2l.runner.experiment;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.osgi.framework.AllServiceListener;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceEvent;
import org.osgi.service.component.runtime.ServiceComponentRuntime;

/**
 * The services of one run's parts, by role; closing it lets them go, but for those that another binding of the run holds too.
 *
 * <p>A service that somebody else unregisters, by updating, stopping or uninstalling its bundle, spoils it: what was computed meanwhile is
 * to be computed again, after {@link Binder#rebind}.
 */
public final class Binding implements AutoCloseable {

  private static final long PATIENCE_MILLIS = 10_000;
  private static final long LOOK_MILLIS = 20;
  private static final long LEAVE_MILLIS = 1_000;

  private final BundleContext context;
  private final Unready unready;
  private final String run;
  private final Map<String, Bound> nodes = Collections.synchronizedMap(new LinkedHashMap<>());
  private final Semaphore arrivals = new Semaphore(0);
  private final AllServiceListener listener = this::heard; // all, or Felix looks at the classes of a bundle that may be gone

  Binding(BundleContext context, ServiceComponentRuntime components, String run) {
    this.context = context;
    this.unready = new Unready(context, components);
    this.run = run;
    try {
      context.addServiceListener(listener, Binder.filter(run));
    } catch (InvalidSyntaxException e) {
      throw new IllegalStateException("a filter of ours is wrong: " + Binder.filter(run), e);
    }
  }

  private void heard(ServiceEvent event) {
    if (event.getType() == ServiceEvent.REGISTERED) {
      arrivals.release();
    } else if (event.getType() == ServiceEvent.UNREGISTERING) {
      all().forEach(n -> n.goes(event.getServiceReference()));
    }
  }

  private List<Bound> all() {
    synchronized (nodes) {
      return new ArrayList<>(nodes.values());
    }
  }

  /** The service in a role: the object itself, not a proxy. */
  public <T> T get(Choice choice, Class<T> type) {
    return type.cast(node(choice.role()).service());
  }

  private Bound node(String role) {
    Bound node = nodes.get(role);
    if (node == null || node.service() == null) {
      throw new NoSuchElementException("no part was bound as " + role + " among " + all().stream().map(n -> n.choice().role()).toList());
    }
    return node;
  }

  /** The part in use in a role. */
  public PartType at(String role) {
    return node(role).choice().part();
  }

  /** The part in use in each role, children before their parents. */
  public Map<String, PartType> parts() {
    Map<String, PartType> parts = new LinkedHashMap<>();
    all().forEach(n -> parts.put(n.choice().role(), n.choice().part()));
    return parts;
  }

  /** The bundles whose parts are in use. */
  public Set<Long> bundleIds() {
    return all().stream().map(n -> n.choice().part().bundleId()).collect(Collectors.toCollection(TreeSet::new));
  }

  /** Whether a service was unregistered by anybody but us since it was bound; it stays so. */
  public boolean spoiled() {
    return all().stream().anyMatch(Bound::gone);
  }

  /** The roles whose services were unregistered by anybody but us. */
  public List<String> lost() {
    return all().stream().filter(Bound::gone).map(n -> n.choice().role()).toList();
  }

  /** The roles that {@link Binder#rebind} would bind anew for these trees: other parts, lost ones, and their ancestors behind them. */
  public List<String> changed(List<Choice> roots) {
    return roots.stream().flatMap(r -> r.all().stream()).filter(c -> !stands(c)).map(Choice::role).toList();
  }

  /** Whether this very tree is bound, and nothing of it was lost. */
  boolean stands(Choice choice) {
    Bound node = nodes.get(choice.role());
    return node != null && !node.gone() && !node.choice().differsFrom(choice) && choice.children().stream().allMatch(this::stands);
  }

  String run() {
    return run;
  }

  /** When the part in a role was configured, whether it is up already or not. */
  long turn(String role) {
    return nodes.get(role).turn();
  }

  void add(Bound node) {
    nodes.put(node.choice().role(), node);
  }

  /** Holds what another binding holds too; false if it has been let go. */
  boolean share(Binding other, Choice choice) {
    Bound node = other.nodes.get(choice.role());
    if (node == null || !node.hold()) {
      return false;
    }
    add(node);
    return true;
  }

  /** Waits until a part's service is there. */
  void await(Bound node) {
    long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
    while (!node.take(context)) {
      if (!arrived(node)) {
        unready.reason(node, lost(), System.nanoTime() > end ? PATIENCE_MILLIS : 0).ifPresent(reason -> {
          throw reason;
        });
      }
    }
  }

  private boolean arrived(Bound node) {
    try {
      return arrivals.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(node.choice().role() + ": interrupted while waiting for " + node.choice().part().name(), e);
    }
  }

  /**
   * Lets go what no other binding of the run holds, parents before their children, and waits a moment until it is gone: who holds a bundle
   * for this may then let it be uninstalled.
   */
  @Override
  public void close() {
    try {
      context.removeServiceListener(listener);
    } catch (IllegalStateException e) {
      nodes.clear(); // the container is going down, and took all with it
      return;
    }
    List<Bound> left = all();
    nodes.clear();
    Collections.reverse(left);
    List<BooleanSupplier> leaving = left.stream().map(n -> n.letGo(context)).toList();
    long end = System.nanoTime() + LEAVE_MILLIS * 1_000_000;
    try {
      while (leaving.stream().anyMatch(BooleanSupplier::getAsBoolean) && System.nanoTime() < end) {
        Thread.sleep(1);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
