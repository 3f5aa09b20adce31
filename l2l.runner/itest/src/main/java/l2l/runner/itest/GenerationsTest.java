package l2l.runner.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import l2l.runner.experiment.Parts;
import l2l.runner.load.Code;
import l2l.runner.load.Generation;
import l2l.runner.load.Hold;
import l2l.runner.load.Status;
import l2l.runner.store.BadInput;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleListener;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.FrameworkListener;
import org.osgi.framework.wiring.BundleWiring;

/** Jars in the watched folder, held side by side. */
class GenerationsTest {

  private static final String NAME = "acme.steps";

  private final Load load = new Load();

  @AfterEach
  void empty() throws InterruptedException, IOException {
    load.empty();
  }

  @Test
  void theSameBytesUnderTwoNamesAreOneGeneration() throws Exception {
    byte[] jar = Load.optimizer(NAME, "1.0.0").bytes();
    String sha = load.drop("one.jar", jar);
    long first = Load.await(sha, Status.READY).bundleId();
    load.drop("two.jar", jar);
    Container.await(() -> Load.generation(sha).orElseThrow().files().size() == 2, () -> "two.jar was not seen");
    assertEquals(List.of(first), Load.seen(NAME));
    load.delete("one.jar");
    Container.await(() -> Load.generation(sha).orElseThrow().files().size() == 1, () -> "one.jar is still known");
    assertEquals(List.of(first), Load.seen(NAME));
    load.delete("two.jar");
    Load.await(sha, Status.WITHDRAWN);
    assertEquals(List.of(), Load.seen(NAME));
    load.drop("three.jar", jar);
    assertEquals(List.of(Load.await(sha, Status.READY).bundleId()), Load.seen(NAME));
    assertEquals(1, Load.generations().all().stream().filter(g -> g.bundle().equals(NAME) && !g.files().isEmpty()).count());
  }

  @Test
  void anOverwrittenJarIsANewGenerationBesideTheOldOneWhileARunKeepsThat() throws Exception {
    String old = load.drop("a.jar", Load.optimizer(NAME, "1.0.0"));
    long before = Load.await(old, Status.READY).bundleId();
    try (Hold hold = Load.generations().hold(before).orElseThrow()) {
      String sha = load.drop("a.jar", Load.optimizer(NAME, "1.0.0", "// another", PluginJar.DESCENT.replace("negate()", "times(-1)")));
      assertNotEquals(old, sha);
      long after = Load.await(sha, Status.READY).bundleId();
      assertNotEquals(before, after);
      assertEquals(List.of(after), Load.seen(NAME));
      assertEquals(Bundle.ACTIVE, Container.CONTEXT.getBundle(before).getState());
      assertEquals(Bundle.ACTIVE, Container.CONTEXT.getBundle(after).getState());
      assertEquals(before, hold.bundleId());
      assertEquals(Status.PINNED, Load.generation(old).orElseThrow().status());
      Load.assertWhy(old.substring(0, 12), Code.PINNED, "a run keeps it");
    }
    Container.await(() -> Container.CONTEXT.getBundle(before) == null, () -> "the old generation is still there");
    assertEquals(Status.WITHDRAWN, Load.generation(old).orElseThrow().status());
    assertEquals(Optional.empty(), Load.generations().hold(before), "whoever chose it a moment ago chooses again");
    assertNotNull(Container.CONTEXT.getBundle(Load.seen(NAME).get(0)));
  }

  @Test
  void whenTheNewestIsWithdrawnTheOneBeforeItComesBack() throws Exception {
    String one = load.drop("one.jar", Load.optimizer(NAME, "2.0.0"));
    long first = Load.await(one, Status.READY).bundleId();
    String two = load.drop("two.jar", Load.optimizer(NAME, "1.0.0"));
    long second = Load.await(two, Status.READY).bundleId();
    assertEquals(Status.SHADOWED, Load.generation(one).orElseThrow().status());
    Load.assertWhy("one.jar", Code.SHADOWED, NAME + " 2.0.0", NAME + " 1.0.0", "two.jar");
    assertEquals(List.of(second), Load.seen(NAME));
    load.delete("two.jar");
    Load.await(one, Status.READY);
    assertEquals(List.of(first), Load.seen(NAME));
    Load.assertWhy("two.jar", Code.UNKNOWN, "two.jar");
    Load.assertWhy(two.substring(0, 12), Code.WITHDRAWN, "two.jar was deleted");
  }

  @Test
  void aJarOfADistributionsOwnBundleStandsBeforeItUntilItIsDeleted() throws Exception {
    List<Long> own = Load.seen("sgd");
    assertEquals(1, own.size());
    PluginJar jar = new PluginJar(Load.api(), "l2l.optimizers.sgd", "1.0.0").source("sgd.Plugin", Load.OPTIMIZER.formatted("sgd"))
        .part("sgd", "");
    String sha = load.drop("sgd.jar", jar);
    assertEquals(List.of(Load.await(sha, Status.READY).bundleId()), Load.seen("sgd"));
    Generation shipped = Load.generations().of(own.get(0)).orElseThrow();
    assertTrue(shipped.shipped() && shipped.status() == Status.SHADOWED, shipped::toString);
    load.delete("sgd.jar");
    Load.await(sha, Status.WITHDRAWN);
    assertEquals(own, Load.seen("sgd"));
    Load.assertWhy("sgd", Code.READY, "came with the distribution");
  }

  @Test
  void aReplacementThatIsRefusedLeavesTheFormerOneInUse() throws Exception {
    String good = load.drop("a.jar", Load.optimizer(NAME, "1.0.0"));
    long bundle = Load.await(good, Status.READY).bundleId();
    String bad = load.drop("a.jar", Load.optimizer(NAME, "1.0.1").imports("no.such.place"));
    Load.await(bad, Status.REFUSED);
    assertEquals(List.of(bundle), Load.seen(NAME));
    Load.assertWhy(NAME, Code.RESOLVE, "no.such.place", NAME + " 1.0.0", "stays in use");
    String better = load.drop("a.jar", Load.optimizer(NAME, "1.0.2"));
    Load.await(better, Status.READY);
    Load.await(good, Status.WITHDRAWN);
    assertNull(Container.CONTEXT.getBundle(bundle));
  }

  @Test
  void aGenerationWhoseJarIsGoneIsHeldAgainByItsHash() throws Exception {
    String sha = load.drop("a.jar", Load.optimizer(NAME, "1.0.0"));
    Load.await(sha, Status.READY);
    load.delete("a.jar");
    Load.await(sha, Status.WITHDRAWN);
    Hold hold = Load.generations().hold(sha);
    Hold another = Load.generations().hold(sha);
    Bundle bundle = Container.CONTEXT.getBundle(hold.bundleId());
    assertEquals(Bundle.ACTIVE, bundle.getState());
    assertEquals(List.of(), Load.seen(NAME), "a generation held for a run is not for others");
    assertTrue(Container.service(Parts.class).all().named(NAME).stream().anyMatch(p -> p.bundleId() == hold.bundleId()));
    hold.close();
    hold.close();
    assertEquals(1, Load.generation(sha).orElseThrow().holds());
    assertEquals(Bundle.ACTIVE, bundle.getState());
    another.close();
    Container.await(() -> bundle.getState() == Bundle.UNINSTALLED, () -> "it is still there");
    assertThrows(BadInput.class, () -> Load.generations().hold("0".repeat(64)));
  }

  @Test
  void theClassLoaderOfAnUninstalledGenerationIsCollected() throws Exception {
    String sha = load.drop("a.jar", Load.optimizer(NAME, "1.0.0"));
    WeakReference<ClassLoader> loader = loader(Load.await(sha, Status.READY).bundleId());
    assertNotNull(loader.get());
    load.delete("a.jar");
    Load.await(sha, Status.WITHDRAWN);
    assertCollected(loader);
  }

  @Test
  void theClassLoaderOfARefusedGenerationIsCollected() throws Exception {
    List<WeakReference<ClassLoader>> loaders = new CopyOnWriteArrayList<>();
    BundleListener listener = event -> {
      if (NAME.equals(event.getBundle().getSymbolicName()) && event.getType() == BundleEvent.STARTED) {
        loaders.add(loader(event.getBundle().getBundleId()));
      }
    };
    Container.CONTEXT.addBundleListener(listener);
    String sha = load.drop("a.jar", Load.optimizer(NAME, "1.0.0", "", "throw new IllegalStateException(\"not today\");"));
    Load.await(sha, Status.REFUSED);
    Container.await(() -> Load.generation(sha).orElseThrow().bundleId() == -1, () -> "it is still installed");
    Container.CONTEXT.removeBundleListener(listener);
    assertEquals(1, loaders.size());
    assertCollected(loaders.get(0));
  }

  private static WeakReference<ClassLoader> loader(long bundleId) {
    return new WeakReference<>(Container.CONTEXT.getBundle(bundleId).adapt(BundleWiring.class).getClassLoader());
  }

  private static void assertCollected(WeakReference<ClassLoader> loader) throws InterruptedException {
    Container.await(() -> {
      System.gc();
      return loader.get() == null;
    }, () -> "something keeps " + loader.get());
  }

  @Test
  void noOtherBundleIsTouchedByWhatIsDroppedReplacedAndDeleted() throws Exception {
    Set<Long> there = new TreeSet<>();
    Arrays.stream(Container.CONTEXT.getBundles()).forEach(b -> there.add(b.getBundleId()));
    Set<String> touched = new ConcurrentSkipListSet<>();
    Set<Long> ours = new ConcurrentSkipListSet<>();
    BundleListener bundles = event -> {
      if (there.contains(event.getBundle().getBundleId())) {
        touched.add(event.getBundle().getSymbolicName() + " " + event.getType());
      } else if (event.getType() == BundleEvent.INSTALLED) { // others may be those of an earlier test, heard late
        ours.add(event.getBundle().getBundleId());
      }
    };
    FrameworkListener refreshed = event -> {
      if (event.getType() == FrameworkEvent.ERROR) {
        touched.add(event.toString());
      }
    };
    Container.CONTEXT.addBundleListener(bundles);
    Container.CONTEXT.addFrameworkListener(refreshed);
    try {
      load.drop("a.jar", Load.optimizer(NAME, "1.0.0"));
      Container.await(() -> Load.seen(NAME).size() == 1, () -> "it did not come");
      String sha = load.drop("a.jar", Load.optimizer(NAME, "1.0.1"));
      Load.await(sha, Status.READY);
      load.delete("a.jar");
      Load.await(sha, Status.WITHDRAWN);
    } finally {
      Container.CONTEXT.removeBundleListener(bundles);
      Container.CONTEXT.removeFrameworkListener(refreshed);
    }
    assertEquals(Set.of(), touched);
    assertEquals(2, ours.size());
  }

  @Test
  void aCopyInProgressIsNotTakenHalf() throws Exception {
    byte[] jar = Load.optimizer(NAME, "1.0.0").bytes();
    List<Generation> told = new CopyOnWriteArrayList<>();
    try (AutoCloseable listening = Load.generations().listen(told::add)) {
      Path file = load.file("slow.jar");
      for (int from = 0; from < jar.length; from += jar.length / 4) {
        Files.write(file, Arrays.copyOfRange(jar, from, Math.min(jar.length, from + jar.length / 4)), StandardOpenOption.CREATE,
            StandardOpenOption.APPEND);
        Thread.sleep(500);
      }
      Load.await(Load.sha256(jar), Status.READY);
      assertNotNull(listening);
    }
    assertFalse(told.isEmpty());
    assertEquals(Set.of(Load.sha256(jar)), new TreeSet<>(told.stream().filter(g -> !g.files().isEmpty()).map(Generation::sha256).toList()));
  }

  @Test
  void settledWaitsForWhatLiesThere() throws Exception {
    String one = load.drop("one.jar", Load.optimizer(NAME, "1.0.0"));
    String two = load.drop("two.jar", "this is no jar".getBytes());
    assertTrue(Load.generations().settled(Duration.ofSeconds(20)));
    assertEquals(Status.READY, Load.generation(one).orElseThrow().status());
    assertEquals(Status.REFUSED, Load.generation(two).orElseThrow().status());
    load.drop("three.jar", "nor is this".getBytes());
    assertFalse(Load.generations().settled(Duration.ZERO));
  }

  @Test
  void quarantineLastsUntilItIsReleasedWhateverTheFileIsCalled() throws Exception {
    byte[] jar = Load.optimizer(NAME, "1.0.0").bytes();
    String sha = load.drop("a.jar", jar);
    Load.await(sha, Status.READY);
    assertEquals(1, Load.generations().fault(sha, "run one, step 7", "the change has the shape [3], x has [4]"));
    assertEquals(2, Load.generations().fault(sha, "run one, step 8", "the change has the shape [3], x has [4]"));
    Load.generations().quarantine(sha, "2 faults in run one, the last at step 8");
    assertEquals(List.of(), Load.seen(NAME));
    Load.assertWhy(NAME, Code.QUARANTINED, "2 faults in run one");
    load.delete("a.jar");
    Container.await(() -> Load.generation(sha).orElseThrow().files().isEmpty(), () -> "a.jar is still known");
    load.drop("b.jar", jar);
    Load.await(sha, Status.QUARANTINED);
    assertEquals(List.of(), Load.seen(NAME));
    assertEquals(List.of(sha), Load.generations().release(NAME).stream().map(Generation::sha256).toList());
    assertEquals(0, Load.await(sha, Status.READY).faults());
    assertEquals(1, Load.seen(NAME).size());
  }
}
