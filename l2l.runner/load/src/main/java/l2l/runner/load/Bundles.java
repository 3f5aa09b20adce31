package l2l.runner.load;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkListener;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.hooks.bundle.CollisionHook;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.wiring.FrameworkWiring;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Installs jars at the location l2l:SHA-256, beside others of the same name and version, and takes them away without a trace. One
 * installation at a time.
 */
final class Bundles implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Bundles.class);
  private static final String SCHEME = "l2l:";
  private static final long PATIENCE_SECONDS = 10;

  private final BundleContext context;
  private final ServiceRegistration<CollisionHook> hook;

  Bundles(BundleContext context) {
    this.context = context;
    long own = context.getBundle().getBundleId();
    hook = context.registerService(CollisionHook.class, (operation, target, candidates) -> {
      if (operation == CollisionHook.INSTALLING && target.getBundleId() == own) {
        candidates.clear();
      }
    }, null);
    for (Bundle left : context.getBundles()) {
      if (ours(left)) {
        uninstall(left.getBundleId()); // of an earlier life of a container that keeps its bundles
      }
    }
  }

  static boolean ours(Bundle bundle) {
    return bundle.getLocation().startsWith(SCHEME);
  }

  /** The bundles of a symbolic name that were not dropped in. */
  List<Bundle> shipped(String symbolicName) {
    return List.of(context.getBundles()).stream().filter(b -> symbolicName.equals(b.getSymbolicName()) && !ours(b)).toList();
  }

  Optional<Bundle> get(long bundleId) {
    return Optional.ofNullable(bundleId < 0 ? null : context.getBundle(bundleId));
  }

  /** @return the bundle's number */
  long install(String sha256, Path jar) throws BundleException, IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(jar))) {
      Bundle bundle = context.installBundle(SCHEME + sha256, in);
      int level = context.getBundle().adapt(BundleStartLevel.class).getStartLevel();
      bundle.adapt(BundleStartLevel.class).setStartLevel(level);
      return bundle.getBundleId();
    }
  }

  void start(long bundleId) throws BundleException {
    context.getBundle(bundleId).start(Bundle.START_TRANSIENT | Bundle.START_ACTIVATION_POLICY);
  }

  /** Uninstalls a bundle and frees its classes, unless another bundle is wired to them: no other bundle is ever refreshed. */
  void uninstall(long bundleId) {
    Bundle bundle = context.getBundle(bundleId);
    if (bundle == null) {
      return;
    }
    FrameworkWiring wiring = context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).adapt(FrameworkWiring.class);
    Collection<Bundle> along = wiring.getDependencyClosure(List.of(bundle)).stream().filter(b -> b.getBundleId() != bundleId).toList();
    try {
      bundle.uninstall();
    } catch (BundleException | IllegalStateException e) {
      LOG.warn("{} was not uninstalled cleanly: {}", bundle.getSymbolicName(), Diagnosis.oneLine(e.getMessage()));
    }
    if (!along.isEmpty()) {
      LOG.warn("{} {} is gone, but its classes stay in memory as long as {} uses its packages", bundle.getSymbolicName(),
          bundle.getVersion(), along.stream().map(Bundle::getSymbolicName).toList());
    } else if (wiring.getRemovalPendingBundles().contains(bundle)) {
      refresh(wiring, bundle);
    }
  }

  private static void refresh(FrameworkWiring wiring, Bundle bundle) {
    CountDownLatch done = new CountDownLatch(1);
    FrameworkListener heard = event -> done.countDown();
    wiring.refreshBundles(List.of(bundle), heard);
    try {
      if (!done.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("{} {} is gone, but its classes were not freed within {} s", bundle.getSymbolicName(), bundle.getVersion(),
            PATIENCE_SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    hook.unregister();
  }
}
