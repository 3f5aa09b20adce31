package l2l.runner.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Hashtable;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import l2l.api.Optimizer;
import l2l.api.tensor.Engine;
import l2l.runner.experiment.Admission;
import l2l.runner.experiment.Binder;
import l2l.runner.experiment.Binding;
import l2l.runner.experiment.Catalogue;
import l2l.runner.experiment.Checked;
import l2l.runner.experiment.Choice;
import l2l.runner.experiment.Document;
import l2l.runner.experiment.Experiment;
import l2l.runner.experiment.Kind;
import l2l.runner.experiment.PartType;
import l2l.runner.experiment.Parts;
import l2l.runner.experiment.Swap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.framework.wiring.FrameworkWiring;
import org.osgi.service.cm.ConfigurationAdmin;

/** A run's parts while bundles come, are updated and go: two generations side by side, and only what changed is bound anew. */
class ChangingBindingTest {

  private static final String NAME = "acme.momentum";
  private static final String ROLE = "optimizers/both/rest";
  private static final Document DOCUMENT = Document.of("small.json", """
      {"kind": "compare", "horizon": 10, "engine": {"part": "java"}, "optimizee": {"part": "quadratic", "dimension": 3},
       "optimizers": {"both": {"part": "groups", "a*": {"part": "sgd"}, "rest": {"part": "acme.momentum"}}, "sgd": {"part": "sgd"}}}
      """.getBytes(StandardCharsets.UTF_8));

  private final Parts parts = Container.service(Parts.class);
  private final Binder binder = Container.service(Binder.class);
  private Bundle first;
  private Bundle second;

  @BeforeEach
  void installsTwoGenerations() throws Exception {
    long before = parts.changes();
    first = installed("1.0.0");
    second = installed("1.0.1");
    assertNotEquals(before, parts.changes(), "nobody heard of two bundles");
    assertEquals(List.of(first.getBundleId(), second.getBundleId()), ids(parts.all()));
  }

  @AfterEach
  void uninstallsThem() throws Exception {
    awaitNoServices();
    uninstall(first);
    uninstall(second);
    assertEquals(List.of(), ids(parts.all()));
    assertEquals(null, Container.service(ConfigurationAdmin.class).listConfigurations("(l2l.run=*)"), "configurations left");
  }

  @Test
  void twoGenerationsOfOnePidDoNotBothReceiveAConfiguration() throws Exception {
    for (Bundle generation : List.of(first, second)) {
      try (Binding binding = binder.bind("it", trees(pinned(generation)))) {
        assertSame(generation, of(binding.get(at(binding, ROLE), Optimizer.class)));
        assertEquals(generation.getBundleId(), binding.at(ROLE).bundleId());
        assertTrue(binding.bundleIds().contains(generation.getBundleId()));
        assertEquals(List.of(generation), services(ROLE).stream().map(ServiceReference::getBundle).toList());
      }
      awaitNoServices();
    }
  }

  @Test
  void rebindKeepsTheUntouchedServices(TestReporter reporter) throws Exception {
    Binding old = binder.bind("it", trees(pinned(first)));
    assertEquals(List.of(), old.changed(trees(pinned(first))));
    List<Choice> trees = trees(pinned(second));
    assertEquals(List.of(ROLE, "optimizers/both"), old.changed(trees));
    long start = System.nanoTime();
    Binding next = binder.rebind(old, trees);
    double millis = (System.nanoTime() - start) / 1e6;
    reporter.publishEntry("rebind of a node and its parent", millis + " ms");
    assertSame(second, of(next.get(at(next, ROLE), Optimizer.class)));
    assertSame(first, of(old.get(at(old, ROLE), Optimizer.class)), "the old binding lost a part");
    assertEquals(2, services(ROLE).size(), "generations side by side");
    assertEquals(2, services("optimizers/both").size());
    for (String role : List.of("engine", "optimizee", "optimizers/sgd", "optimizers/both/a*")) {
      Class<?> type = next.at(role).kind().service();
      assertSame(old.get(at(old, role), type), next.get(at(next, role), type), role);
    }
    assertNotSame(old.get(at(old, "optimizers/both"), Optimizer.class), next.get(at(next, "optimizers/both"), Optimizer.class));
    assertTrue(next.get(at(next, "optimizers/both"), Optimizer.class).toString().contains("Momentum"), "the groups have no children");
    Engine engine = next.get(at(next, "engine"), Engine.class);
    old.close();
    assertSame(engine, next.get(at(next, "engine"), Engine.class));
    assertEquals(1, services("engine").size());
    Container.await(() -> services(ROLE).size() == 1, () -> "the old node was not let go: " + services(ROLE));
    assertFalse(next.spoiled(), "spoiled by what the old binding let go: " + next.lost());
    next.close();
    awaitNoServices();
  }

  @Test
  void aRebindThatFailsLeavesTheOldAsItWas() throws Exception {
    try (Binding old = binder.bind("it", trees(pinned(first)))) {
      List<Choice> trees = trees(pinned(second));
      second.stop();
      IllegalStateException e = assertThrows(IllegalStateException.class, () -> binder.rebind(old, trees));
      assertEquals(ROLE + ": acme.momentum of acme.momentum did not come up: its bundle is not active", e.getMessage());
      assertEquals(List.of(first), services(ROLE).stream().map(ServiceReference::getBundle).toList());
      assertSame(first, of(old.get(at(old, ROLE), Optimizer.class)));
      assertFalse(old.spoiled(), "spoiled: " + old.lost());
      assertEquals(6, Container.service(ConfigurationAdmin.class).listConfigurations("(l2l.run=it)").length);
    }
  }

  @Test
  void isSpoiledByAnUpdateInPlaceAndByNothingElse() throws Exception {
    try (Binding old = binder.bind("it", trees(pinned(first)))) {
      second.update(new ByteArrayInputStream(withVersion("1.0.2")));
      assertFalse(old.spoiled(), "spoiled by a bundle it does not use: " + old.lost());
      first.update(new ByteArrayInputStream(withVersion("1.0.3")));
      assertTrue(old.spoiled(), "not spoiled by an update in place");
      assertEquals(List.of(ROLE, "optimizers/both"), old.lost());
      try (Binding next = binder.rebind(old, trees(pinned(first)))) {
        assertFalse(next.spoiled(), "spoiled at once: " + next.lost());
        assertEquals("1.0.3", next.at(ROLE).version());
        assertSame(first, of(next.get(at(next, ROLE), Optimizer.class)));
        Choice engine = at(next, "engine");
        assertSame(old.get(engine, Engine.class), next.get(engine, Engine.class));
        second.uninstall();
        assertFalse(next.spoiled());
        first.stop();
        assertTrue(next.spoiled(), "not spoiled by a stop");
      }
    }
  }

  @Test
  void listsOnlyPartsOfAdmittedBundles() {
    long before = parts.changes();
    List<Long> admitted = ids(parts.now());
    var admission = Container.CONTEXT.registerService(Admission.class, id -> id != second.getBundleId(),
        new Hashtable<>(Map.of(Constants.SERVICE_RANKING, Integer.MAX_VALUE)));
    try {
      assertNotEquals(before, parts.changes());
      assertEquals(List.of(first.getBundleId()), ids(parts.now()));
      assertEquals(List.of(first.getBundleId(), second.getBundleId()), ids(parts.all()));
    } finally {
      admission.unregister();
    }
    assertEquals(admitted, ids(parts.now()));
    assertTrue(admitted.contains(second.getBundleId()), "the test looked at nothing");
  }

  @Test
  void aBrokenSettingsDocumentHidesItsOwnBundleOnly() throws Exception {
    assertFalse(parts.broken().containsKey(second.getBundleId()));
    second.update(new ByteArrayInputStream(withVersion("1.0.2", "<broken")));
    assertEquals(List.of(first.getBundleId()), ids(parts.all()));
    assertTrue(parts.broken().get(second.getBundleId()).contains("has a broken settings document /OSGI-INF/metatype/"),
        parts.broken()::toString);
    second.update(new ByteArrayInputStream(withVersion("1.0.3")));
    assertEquals(List.of(first.getBundleId(), second.getBundleId()), ids(parts.all()));
    assertFalse(parts.broken().containsKey(second.getBundleId()));
  }

  @Test
  void partsAreKnownByTheHashOfTheirJar() {
    List<Choice> trees = trees(pinned(first));
    var record = parts.records(trees).stream().filter(r -> r.role().equals(ROLE)).findFirst().orElseThrow();
    assertEquals("l2l:" + record.sha256(), first.getLocation());
    assertEquals(first.getBundleId(), parts.recorded(record).orElseThrow().bundleId());
    assertEquals("[1.0,2)", parts.recorded(record).orElseThrow().range());
    assertEquals(64, parts.records(trees).get(0).sha256().length());
  }

  @Test
  void aSwapBindsItsRoleAlone() throws Exception {
    Binding old = binder.bind("it", trees(parts.now()));
    Document swapped = Swap.of(DOCUMENT, "both/rest", "momentum", List.of("rate=0.5")).in(DOCUMENT);
    List<Choice> trees = Checked.experiment(swapped, parts.now(), Path.of(".")).roots();
    assertEquals(List.of(ROLE, "optimizers/both"), old.changed(trees));
    Binding next = binder.rebind(old, trees);
    old.close();
    assertEquals("momentum", next.at(ROLE).name());
    next.close();
  }

  @Test
  void nothingKeepsTheClassesOfABundleThatIsGone() throws Exception {
    binder.bind("it", trees(pinned(second))).close();
    assertTrue(parts.sha256(second.getBundleId()).isPresent());
    WeakReference<ClassLoader> loader = new WeakReference<>(second.adapt(BundleWiring.class).getClassLoader());
    assertFalse(loader.refersTo(null));
    uninstall(second);
    Container.CONTEXT.getBundle(0).adapt(FrameworkWiring.class).refreshBundles(null);
    Container.await(() -> {
      System.gc();
      return loader.refersTo(null);
    }, () -> "something keeps the class loader of " + second);
  }

  /** Configurations are deleted at once, and the container tells their components a little later. */
  private static void awaitNoServices() throws InterruptedException {
    Container.await(() -> services("*").isEmpty(), () -> "not let go: " + services("*"));
  }

  private static Bundle installed(String version) throws Exception {
    byte[] jar = withVersion(version);
    String sha = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(jar));
    Bundle bundle = Container.CONTEXT.installBundle("l2l:" + sha, new ByteArrayInputStream(jar));
    bundle.start();
    return bundle;
  }

  private static void uninstall(Bundle bundle) throws BundleException {
    if (bundle.getState() != Bundle.UNINSTALLED) {
      bundle.uninstall();
    }
  }

  private static List<Long> ids(Catalogue catalogue) {
    return catalogue.named(NAME).stream().map(PartType::bundleId).sorted().toList();
  }

  private Catalogue pinned(Bundle generation) {
    PartType part = parts.all().named(NAME).stream().filter(p -> p.bundleId() == generation.getBundleId()).findFirst().orElseThrow();
    assertEquals(Kind.OPTIMIZER, part.kind());
    return parts.now().pinned(Map.of(ROLE, part));
  }

  private static List<Choice> trees(Catalogue catalogue) {
    Experiment experiment = Checked.experiment(DOCUMENT, catalogue, Path.of("."));
    return experiment.roots();
  }

  private Choice at(Binding binding, String role) {
    assertTrue(binding.parts().containsKey(role), role + " is none of " + binding.parts().keySet());
    return trees(parts.all()).stream().flatMap(r -> r.all().stream()).filter(c -> c.role().equals(role)).findFirst().orElseThrow();
  }

  private static Bundle of(Object service) {
    return FrameworkUtil.getBundle(service.getClass());
  }

  private static List<ServiceReference<?>> services(String role) {
    try {
      ServiceReference<?>[] found =
          Container.CONTEXT.getAllServiceReferences(null, "(&(l2l.run=it)(l2l.role=" + role.replace("/a*", "/a\\*") + "))");
      return found == null ? List.of() : List.of(found);
    } catch (InvalidSyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] withVersion(String version) throws IOException {
    return withVersion(version, "");
  }

  /** The bundle with another version and, if one is given, another document of its settings. */
  private static byte[] withVersion(String version, String settings) throws IOException {
    Path examples = Path.of(Container.CONTEXT.getProperty("l2l.examples"));
    byte[] built = Files.readAllBytes(examples.resolve("l2l.runner.itest-1.0.0-SNAPSHOT-acme.momentum.jar"));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JarInputStream in = new JarInputStream(new ByteArrayInputStream(built))) {
      Manifest manifest = in.getManifest();
      manifest.getMainAttributes().put(new Attributes.Name("Bundle-Version"), version);
      try (JarOutputStream out = new JarOutputStream(bytes, manifest)) {
        for (JarEntry entry = in.getNextJarEntry(); entry != null; entry = in.getNextJarEntry()) {
          out.putNextEntry(new JarEntry(entry.getName()));
          byte[] content = in.readAllBytes();
          out.write(entry.getName().startsWith("OSGI-INF/metatype/") && !settings.isEmpty() ? settings.getBytes(StandardCharsets.UTF_8)
              : content);
        }
      }
    }
    return bytes.toByteArray();
  }
}
