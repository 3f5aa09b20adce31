package l2l.runner.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Hashtable;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.ReferenceDTO;

/** Every part that the distribution lists is there, and comes up when it is configured. */
class ListedPartsTest {

  private static final Set<String> NOT_PARTS = Set.of("l2l.api", "l2l.api.contract", "l2l.engines.tape");

  @Test
  void everyListedBundleIsActive() {
    for (String name : Container.listed()) {
      assertEquals(1, Arrays.stream(Container.CONTEXT.getBundles())
          .filter(bundle -> bundle.getSymbolicName().equals(name) && bundle.getState() == Bundle.ACTIVE).count(), name);
    }
  }

  @Test
  void everyListedBundleOfAPartDescribesOneWithItsPaper() {
    Set<String> missing = new TreeSet<>(Container.listed());
    missing.removeIf(name -> NOT_PARTS.contains(name) || name.startsWith("l2l.runner."));
    assertFalse(missing.isEmpty());
    for (ComponentDescriptionDTO part : Container.parts()) {
      missing.remove(part.bundle.symbolicName);
      assertTrue(part.properties.get("l2l.name") instanceof String name && !name.isBlank(), part.name + " has no name");
      assertTrue(part.properties.get("l2l.paper") instanceof String, part.name + " has no paper");
      assertEquals("require", part.configurationPolicy, part.name);
    }
    assertEquals(Set.of(), missing, "listed, and no component of theirs carries l2l.name");
  }

  @Test
  void everyPartComesUpWithItsDefaults() throws Exception {
    int seen = 0;
    for (ComponentDescriptionDTO part : Container.parts()) {
      if (Arrays.stream(part.references).noneMatch(ListedPartsTest::mandatory)) {
        comesUp(part);
        seen++;
      }
    }
    assertTrue(seen >= 10, "only " + seen + " parts were configured");
  }

  private static boolean mandatory(ReferenceDTO reference) {
    return reference.cardinality.startsWith("1") && !reference.name.equals("osgi.ds.satisfying.condition"); // which DS adds to all
  }

  private static void comesUp(ComponentDescriptionDTO part) throws IOException, InterruptedException {
    ServiceComponentRuntime runtime = Container.service(ServiceComponentRuntime.class);
    Configuration configuration = Container.service(ConfigurationAdmin.class).createFactoryConfiguration(part.configurationPid[0], "?");
    try {
      configuration.update(new Hashtable<>());
      Container.await(() -> up(runtime.getComponentConfigurationDTOs(part)), () -> part.name + " did not come up: " + runtime
          .getComponentConfigurationDTOs(part).stream().map(found -> found.state + " " + found.failure).toList());
    } finally {
      configuration.delete();
    }
  }

  private static boolean up(Collection<ComponentConfigurationDTO> found) {
    return found.stream()
        .anyMatch(one -> one.state == ComponentConfigurationDTO.SATISFIED || one.state == ComponentConfigurationDTO.ACTIVE);
  }
}
