package l2l.runner.itest;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;

/** What the tests ask of the framework around them. */
final class Container {

  static final BundleContext CONTEXT = FrameworkUtil.getBundle(Container.class).getBundleContext();

  private Container() {}

  static <S> S service(Class<S> type) {
    ServiceReference<S> reference = CONTEXT.getServiceReference(type);
    assertNotNull(reference, "no service " + type.getName());
    return CONTEXT.getService(reference);
  }

  /** Names of the bundles that the distribution lists. */
  static List<String> listed() {
    List<String> names = List.of(CONTEXT.getProperty("l2l.parts").split("\\s*,\\s*"));
    assertTrue(names.size() > 20, "the distribution lists " + names);
    return names;
  }

  /** Descriptions of the components that are parts. */
  static List<ComponentDescriptionDTO> parts() {
    List<ComponentDescriptionDTO> parts = new ArrayList<>();
    for (ComponentDescriptionDTO description : service(ServiceComponentRuntime.class).getComponentDescriptionDTOs()) {
      if (description.properties.containsKey("l2l.name")) {
        parts.add(description);
      }
    }
    return parts;
  }

  /** Waits up to ten seconds. */
  static void await(BooleanSupplier condition, Supplier<String> words) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < end, words);
      Thread.sleep(20);
    }
  }
}
