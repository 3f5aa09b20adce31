package l2l.runner.experiment;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import l2l.runner.store.PartRecord;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleListener;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.framework.dto.BundleDTO;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.ReferenceDTO;

/**
 * Finds the parts that are in the container: component descriptions that carry l2l.name, whichever bundle they are of.
 *
 * <p>Descriptions, not services: a part is a service only while something uses it. Nothing kept here is of a part's own classes.
 */
@Component(service = Parts.class)
public final class Parts {

  private static final String NAME = "l2l.name";
  private static final String MULTIPLE = "n";
  private static final Set<Integer> HEARD =
      Set.of(BundleEvent.STARTED, BundleEvent.STOPPED, BundleEvent.UPDATED, BundleEvent.UNINSTALLED);

  /** A bundle as it was when it was last installed or updated. */
  private record Edition(long bundleId, long modified) {}

  /** What was there when the counter stood so. */
  private record Sight(long changes, Catalogue all, Catalogue admitted, Map<Long, String> broken) {}

  private final BundleContext context;
  private final ServiceComponentRuntime components;
  private final AtomicLong changes = new AtomicLong();
  private final AtomicInteger unsettled = new AtomicInteger();
  private final Map<Edition, Map<String, Metatype.Form>> forms = new ConcurrentHashMap<>();
  private final Map<Edition, Optional<String>> hashes = new ConcurrentHashMap<>();
  private final SynchronousBundleListener first = this::changing;
  private final BundleListener last = this::changed;
  private volatile Sight sight;
  private volatile Admission admission;

  @Activate
  public Parts(BundleContext context, @Reference ServiceComponentRuntime components) {
    this.context = context;
    this.components = components;
    context.addBundleListener(first);
    context.addBundleListener(last);
  }

  @Deactivate
  void stop() {
    context.removeBundleListener(first);
    context.removeBundleListener(last);
  }

  @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY)
  void setAdmission(Admission given) {
    admission = given;
    touched();
  }

  void unsetAdmission(Admission taken) {
    if (admission == taken) {
      admission = null;
    }
    touched();
  }

  /** A bundle comes or goes; whether its components are described by now depends on who hears of it first, so nothing is kept yet. */
  private void changing(BundleEvent event) {
    if (HEARD.contains(event.getType())) {
      unsettled.incrementAndGet();
    }
    if (HEARD.contains(event.getType()) || event.getType() == BundleEvent.LAZY_ACTIVATION) {
      touched();
    }
  }

  /** The same, once everybody who wanted to know at once has been told. */
  private void changed(BundleEvent event) {
    if (HEARD.contains(event.getType())) {
      touched();
      unsettled.updateAndGet(n -> Math.max(0, n - 1));
    }
  }

  /** Says that a part may have appeared or gone. Of bundles this hears by itself; an {@link Admission} that changed its mind calls this. */
  public void touched() {
    changes.incrementAndGet();
  }

  /** A number that has moved whenever a part may have appeared or gone since it was read last. */
  public long changes() {
    return changes.get();
  }

  /** What experiments may use now: the parts of admitted bundles. */
  public Catalogue now() {
    return sight().admitted;
  }

  /** What is there now, admitted or not. */
  public Catalogue all() {
    return sight().all;
  }

  /** Why nothing is listed of a bundle that has parts, by its number: its settings document cannot be read. */
  public Map<Long, String> broken() {
    return sight().broken;
  }

  private Sight sight() {
    Sight kept = sight;
    boolean settled = unsettled.get() == 0;
    long at = changes.get();
    if (kept != null && kept.changes == at && settled) {
      return kept;
    }
    forget();
    Admission judge = admission;
    Map<Long, String> broken = new TreeMap<>();
    List<PartType> all = described(broken);
    List<PartType> admitted = judge == null ? all : all.stream().filter(p -> judge.admits(p.bundleId())).toList();
    Sight seen = new Sight(at, new Catalogue(all), new Catalogue(admitted), Map.copyOf(broken));
    if (settled) {
      sight = seen;
    }
    return seen;
  }

  private void forget() {
    Set<Edition> there = Arrays.stream(context.getBundles()).map(Parts::edition).collect(Collectors.toSet());
    forms.keySet().retainAll(there);
    hashes.keySet().retainAll(there);
  }

  private static Edition edition(Bundle bundle) {
    return new Edition(bundle.getBundleId(), bundle.getLastModified());
  }

  private List<PartType> described(Map<Long, String> broken) {
    List<PartType> parts = new ArrayList<>();
    for (ComponentDescriptionDTO d : components.getComponentDescriptionDTOs()) {
      Optional<Kind> kind = Arrays.stream(d.serviceInterfaces).flatMap(i -> Kind.providing(i).stream()).findFirst();
      Bundle bundle = context.getBundle(d.bundle.id);
      if (bundle != null && d.properties.get(NAME) instanceof String name && kind.isPresent()) {
        try {
          parts.add(part(d, bundle, kind.get(), name));
        } catch (IllegalStateException e) { // or it was uninstalled just now
          broken.put(d.bundle.id, e.getMessage());
        }
      }
    }
    return parts;
  }

  private PartType part(ComponentDescriptionDTO d, Bundle bundle, Kind kind, String name) {
    String pid = d.configurationPid[0];
    Metatype.Form form = forms(bundle).getOrDefault(pid, new Metatype.Form("", List.of()));
    int edition = d.properties.get("l2l.edition") instanceof Integer e ? e : 1;
    String paper = d.properties.get("l2l.paper") instanceof String p ? p : "";
    List<PartType.Slot> slots = new ArrayList<>();
    for (ReferenceDTO r : d.references) {
      Kind.providing(r.interfaceName).ifPresent(k -> slots.add(new PartType.Slot(r.name, k, r.cardinality.endsWith(MULTIPLE),
          r.cardinality.startsWith("1"))));
    }
    return new PartType(kind, name, edition, paper, form.description(), pid, d.bundle.symbolicName, d.bundle.version, d.bundle.id,
        form.attributes(), slots);
  }

  private Map<String, Metatype.Form> forms(Bundle bundle) {
    return forms.computeIfAbsent(edition(bundle), e -> read(bundle));
  }

  private static Map<String, Metatype.Form> read(Bundle bundle) {
    Map<String, Metatype.Form> forms = new HashMap<>();
    var documents = bundle.findEntries(Metatype.FOLDER, "*.xml", false);
    for (var url : documents == null ? List.<java.net.URL>of() : Collections.list(documents)) {
      try (InputStream in = url.openStream()) {
        forms.putAll(Metatype.read(in));
      } catch (IOException e) {
        throw new IllegalStateException(bundle + " has a broken settings document " + url.getPath() + ": " + e.getMessage(), e);
      }
    }
    return forms;
  }

  /** Which code plays which role, for the record. */
  public List<PartRecord> records(List<Choice> roots) {
    return roots.stream().flatMap(r -> r.all().stream()).map(c -> new PartRecord(c.role(), c.part().name(), c.part().edition(),
        c.part().bundle(), c.part().version(), sha256(c.part().bundleId()).orElse(null))).toList();
  }

  /** The part that played a role by the record: of the same code, by its SHA-256, admitted or not. */
  public Optional<PartType> recorded(PartRecord record) {
    return all().named(record.part()).stream().filter(p -> p.bundle().equals(record.bundle()) && p.edition() == record.edition()
        && p.version().equals(record.version()) && sha256(p.bundleId()).equals(Optional.ofNullable(record.sha256()))).findFirst();
  }

  /** The SHA-256 of a bundle's jar, in hexadecimal; empty where it was not installed from a place that can be read again. */
  public Optional<String> sha256(long bundleId) {
    Bundle bundle = context.getBundle(bundleId);
    return bundle == null ? Optional.empty() : hashes.computeIfAbsent(edition(bundle), e -> Optional.ofNullable(Sha256.of(bundle)));
  }

  /** Version and SHA-256 of every bundle of the project that is in the container, parts or not, by symbolic name. */
  public Map<String, String> bundles() {
    Map<String, String> all = new TreeMap<>();
    for (BundleDTO b : context.getBundle(0).adapt(org.osgi.framework.dto.FrameworkDTO.class).bundles) {
      if (b.symbolicName != null && b.symbolicName.startsWith("l2l.")) {
        all.put(b.symbolicName, b.version + " " + sha256(b.id).orElse(null));
      }
    }
    return all;
  }
}
