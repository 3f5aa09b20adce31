package l2l.runner.app;

import java.lang.reflect.Field;
import java.util.Map;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleListener;
import org.osgi.framework.launch.Framework;

/**
 * Has the framework forget bundles that are gone.
 *
 * <p>Felix 7.0.5 notes which bundle uses which service, and drops the note of a bundle only for services of prototype scope; Declarative
 * Services asks for the Configuration Admin in the name of every bundle with a component. So each plugin that was ever there would keep its
 * headers and its revision, some nine kilobytes, for as long as the container is up. There is no call that drops the note, hence this.
 *
 * @param users bundles by which services are noted to be used
 */
record Forgetting(Map<?, ?> users) implements BundleListener {

  /** Of this framework; of one that is built otherwise, nothing is forgotten. */
  static Forgetting of(Framework framework) {
    try {
      Object registry = field(framework, "m_registry");
      return new Forgetting((Map<?, ?>) field(registry, "m_inUseMap"));
    } catch (ReflectiveOperationException | RuntimeException e) {
      return new Forgetting(Map.of());
    }
  }

  private static Object field(Object of, String name) throws ReflectiveOperationException {
    Field field = of.getClass().getDeclaredField(name);
    field.setAccessible(true);
    return field.get(of);
  }

  boolean knows(Bundle bundle) {
    return users.containsKey(bundle);
  }

  @Override
  public void bundleChanged(BundleEvent event) {
    if (event.getType() == BundleEvent.UNINSTALLED && knows(event.getBundle())) {
      users.remove(event.getBundle());
    }
  }
}
