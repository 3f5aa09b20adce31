package l2l.runner.kit;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import l2l.runner.experiment.Binder;
import l2l.runner.experiment.PartType;
import l2l.runner.experiment.Parts;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Version;
import org.osgi.framework.hooks.bundle.CollisionHook;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.FrameworkWiring;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;

/**
 * Examines a plugin's jar inside this container, which it may take down: meant for a JVM that exists for nothing else.
 *
 * <p>Everything found is in the journal before the next thing is begun, so that whoever reads it knows what a JVM died of.
 */
@Component(service = Examiner.class)
public final class Examiner {

  private final BundleContext context;
  private final Parts parts;
  private final Binder binder;
  private final ServiceComponentRuntime components;

  @Activate
  public Examiner(BundleContext context, @Reference Parts parts, @Reference Binder binder, @Reference ServiceComponentRuntime components) {
    this.context = context;
    this.parts = parts;
    this.binder = binder;
    this.components = components;
  }

  /**
   * Examines a jar as far as the journal does not tell yet.
   *
   * @param seconds one law may take
   * @param settings of its parts, as text, by key
   */
  public void examine(Path jar, Path journalFile, long seconds, Map<String, String> settings) throws InterruptedException {
    Journal journal = new Journal(journalFile);
    Overheard printed = new Overheard();
    PrintStream before = System.err;
    System.setOut(printed.stream());
    System.setErr(printed.stream());
    try {
      examine(jar, journal, new Limited(seconds), new Defaults(parts, settings));
      printed.words().ifPresent(words -> journal.found(Finding.advice("output",
          "it prints (" + words + "), on a screen that is somebody else's", "leave that out, or log by slf4j")));
      journal.over();
    } finally {
      System.setErr(before);
    }
  }

  private void examine(Path jar, Journal journal, Limited limited, Defaults defaults) throws InterruptedException {
    Set<String> known = journal.read().known();
    JarInspection inspection = JarInspection.of(jar, packages());
    if (!known.contains("bundle")) {
      journal.bundle(inspection.bundle(), inspection.version());
      inspection.findings().forEach(journal::found);
    }
    if (inspection.bundle().isEmpty() || broke(journal, "starts")) {
      return;
    }
    Bundle bundle = install(jar, journal, known);
    if (bundle == null || !starts(bundle, journal, limited, known)) {
      return;
    }
    String broken = parts.broken().get(bundle.getBundleId());
    if (broken != null) {
      found(journal, known, Finding.broken("CONFIG", "", "parts", broken,
          "let the build write that file from the annotations @Component and @ObjectClassDefinition"));
      return;
    }
    List<PartType> types = parts.all().parts().stream().filter(p -> p.bundleId() == bundle.getBundleId()).toList();
    new Description(context, components).findings(bundle, inspection.parts(), types).forEach(f -> found(journal, known, f));
    PartExamination examination = new PartExamination(defaults, binder, journal, limited);
    for (PartType type : types) {
      examination.examine(bundle, type);
    }
  }

  private static void found(Journal journal, Set<String> known, Finding finding) {
    if (!known.contains(finding.key())) {
      journal.found(finding);
    }
  }

  private static boolean broke(Journal journal, String subject) {
    return journal.read().findings().stream().anyMatch(f -> f.broken() && f.key().equals(subject));
  }

  /** Versions of the packages of L2L that are exported here. */
  private Map<String, Version> packages() {
    Map<String, Version> here = new HashMap<>();
    for (Bundle b : context.getBundles()) {
      for (var p : b.adapt(BundleRevision.class).getDeclaredCapabilities(PackageNamespace.PACKAGE_NAMESPACE)) {
        String name = p.getAttributes().get(PackageNamespace.PACKAGE_NAMESPACE).toString();
        if (name.startsWith("l2l.") && p.getAttributes().get("version") instanceof Version v) {
          here.merge(name, v, (a, c) -> a.compareTo(c) >= 0 ? a : c);
        }
      }
    }
    return here;
  }

  private Bundle install(Path jar, Journal journal, Set<String> known) {
    // beside a shipped bundle of the same name and version
    var hook = context.registerService(CollisionHook.class, (operation, target, candidates) -> candidates.clear(), null);
    try (InputStream in = Files.newInputStream(jar)) {
      return context.installBundle("check:" + jar.getFileName(), in);
    } catch (IOException | BundleException e) {
      found(journal, known, Finding.broken("JUNK", "", "resolves", "the container does not take it: " + e.getMessage(),
          "mend its manifest; bnd writes one that is right"));
      return null;
    } finally {
      hook.unregister();
    }
  }

  private boolean starts(Bundle bundle, Journal journal, Limited limited, Set<String> known) throws InterruptedException {
    if (!context.getBundle(0).adapt(FrameworkWiring.class).resolveBundles(List.of(bundle))) {
      List<String> missing = new Needs(context).missing(bundle);
      found(journal, known, Finding.broken("RESOLVE", "", "resolves", missing.isEmpty() ? "it does not fit the bundles that are here"
          : String.join("\n", missing), "build it against the versions that are here, or drop what is missing into load/ too"));
      return false;
    }
    found(journal, known, Finding.kept("", "resolves", "everything it needs is here"));
    journal.begin("ACTIVATE", "", "starts");
    try {
      limited.call("start", () -> {
        bundle.start(Bundle.START_ACTIVATION_POLICY);
        return true;
      });
      found(journal, known, Finding.kept("", "starts", ""));
      return true;
    } catch (TimeoutException e) {
      found(journal, known, Finding.broken("ACTIVATE", "", "starts", "it had not started after " + limited.seconds() + " s",
          "do nothing in the activator that can take long"));
    } catch (ExecutionException e) {
      found(journal, known, Finding.broken("ACTIVATE", "", "starts", "it threw " + Needs.root(e), "mend what its activator does"));
    }
    return false;
  }
}
