package l2l.runner.app;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;

class ForgettingTest {

  private static final long PATIENCE_MILLIS = 20_000;

  @TempDir
  private Path storage;

  private Framework framework;

  @BeforeEach
  void start() throws Exception {
    framework = ServiceLoader.load(FrameworkFactory.class).findFirst().orElseThrow()
        .newFramework(Map.of(Constants.FRAMEWORK_STORAGE, storage.toString()));
    framework.start();
  }

  @AfterEach
  void stop() throws Exception {
    framework.stop();
    framework.waitForStop(PATIENCE_MILLIS);
  }

  private static InputStream jar() throws IOException {
    Manifest manifest = new Manifest();
    Attributes main = manifest.getMainAttributes();
    main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    main.putValue(Constants.BUNDLE_MANIFESTVERSION, "2");
    main.putValue(Constants.BUNDLE_SYMBOLICNAME, "acme.user");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new JarOutputStream(bytes, manifest).close();
    return new ByteArrayInputStream(bytes.toByteArray());
  }

  /** A bundle that has used a service, and no longer does. */
  private Bundle user() throws Exception {
    BundleContext context = framework.getBundleContext();
    context.registerService(Comparable.class, "a service", null);
    Bundle bundle = context.installBundle("test:user", jar());
    bundle.start();
    ServiceReference<?> reference = bundle.getBundleContext().getServiceReference(Comparable.class);
    assertTrue(bundle.getBundleContext().getService(reference) != null && bundle.getBundleContext().ungetService(reference));
    return bundle;
  }

  @Test
  void theFrameworkKeepsABundleThatUsedAService() throws Exception {
    Bundle bundle = user();
    Forgetting forgetting = Forgetting.of(framework);
    bundle.uninstall();
    assertTrue(forgetting.knows(bundle), "this framework forgets by itself: Forgetting can go");
  }

  @Test
  void forgetsABundleThatIsUninstalled() throws Exception {
    Forgetting forgetting = Forgetting.of(framework);
    framework.getBundleContext().addBundleListener(forgetting);
    Bundle bundle = user();
    assertTrue(forgetting.knows(bundle));
    bundle.uninstall();
    for (long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000; forgetting.knows(bundle) && System.nanoTime() < end;) {
      Thread.sleep(10);
    }
    assertFalse(forgetting.knows(bundle));
  }
}
