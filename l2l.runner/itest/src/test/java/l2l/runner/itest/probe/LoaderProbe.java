package l2l.runner.itest.probe;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.ref.WeakReference;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.framework.wiring.BundleWiring;

/** A bundle of its own, put into a workbench: it sees every class loader of a plugin come, and tells which are gone. */
public final class LoaderProbe implements BundleActivator, SynchronousBundleListener {

  private static final String PLUGINS = "acme.";
  private static final int COLLECTIONS = 3;

  private record Seen(String bundle, WeakReference<ClassLoader> loader) {}

  private final List<Seen> seen = new CopyOnWriteArrayList<>();

  @Override
  public void start(BundleContext context) {
    context.addBundleListener(this);
    for (Bundle bundle : context.getBundles()) {
      look(bundle);
    }
    Hashtable<String, Object> command = new Hashtable<>(Map.of("osgi.command.scope", "probe", "osgi.command.function", "memory"));
    context.registerService(Object.class, this, command);
  }

  @Override
  public void stop(BundleContext context) {
    context.removeBundleListener(this);
  }

  @Override
  public void bundleChanged(BundleEvent event) {
    if (event.getType() == BundleEvent.RESOLVED) {
      look(event.getBundle());
    }
  }

  private void look(Bundle bundle) {
    BundleWiring wiring = bundle.adapt(BundleWiring.class);
    if (wiring != null && bundle.getSymbolicName().startsWith(PLUGINS)) {
      seen.add(new Seen(bundle.getSymbolicName(), new WeakReference<>(wiring.getClassLoader())));
    }
  }

  /** The command probe:memory: collects garbage, and tells loaders seen and alive, and bytes used. */
  public String memory() throws InterruptedException {
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
      Thread.sleep(20);
    }
    Map<String, Integer> alive = new TreeMap<>();
    seen.stream().filter(s -> s.loader.get() != null).forEach(s -> alive.merge(s.bundle, 1, Integer::sum));
    long metaspace = ManagementFactory.getMemoryPoolMXBeans().stream().filter(p -> p.getName().matches("Metaspace|Compressed Class Space"))
        .map(MemoryPoolMXBean::getUsage).mapToLong(u -> u.getUsed()).sum();
    return "{\"seen\": " + seen.size() + ", \"alive\": " + alive.values().stream().mapToInt(Integer::intValue).sum()
        + ", \"whose\": \"" + alive + "\", \"metaspace\": " + metaspace + ", \"heap\": "
        + ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() + ", \"classes\": "
        + ManagementFactory.getClassLoadingMXBean().getLoadedClassCount() + ", \"threads\": "
        + ManagementFactory.getThreadMXBean().getThreadCount() + "}";
  }
}
