package l2l.runner.experiment;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import l2l.runner.store.PartRecord;
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

/**
 * Finds the parts that are in the container: component descriptions that carry l2l.name, whichever bundle they are of.
 *
 * <p>Descriptions, not services: a part is a service only while something uses it. Nothing kept here is of a part's own classes.
 */
@Component(service = Parts.class)
public final class Parts {

  private static final Set<Integer> HEARD =
      Set.of(BundleEvent.STARTED, BundleEvent.STOPPED, BundleEvent.UPDATED, BundleEvent.UNINSTALLED);

  /** What was there when the counter stood so. */
  private record Sight(long changes, Catalogue all, Catalogue admitted, Map<Long, String> broken) {}

  private final BundleContext context;
  private final Descriptions descriptions;
  private final AtomicLong changes = new AtomicLong();
  private final AtomicInteger unsettled = new AtomicInteger();
  private final SynchronousBundleListener first = this::changing;
  private final BundleListener last = this::changed;
  private volatile Sight sight;
  private volatile Admission admission;

  @Activate
  public Parts(BundleContext context, @Reference ServiceComponentRuntime components) {
    this.context = context;
    this.descriptions = new Descriptions(context, components);
    context.addBundleListener(last); // in this order more end than begin, if any come just now, and nothing stays unsettled
    context.addBundleListener(first);
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
    long at = changes.get();
    boolean settled = unsettled.get() == 0;
    if (kept != null && kept.changes == at && settled) {
      return kept;
    }
    Admission judge = admission;
    Map<Long, String> broken = new TreeMap<>();
    List<PartType> all = descriptions.parts(broken);
    List<PartType> admitted = judge == null ? all : all.stream().filter(p -> judge.admits(p.bundleId())).toList();
    Sight seen = new Sight(at, new Catalogue(all), new Catalogue(admitted), Map.copyOf(broken));
    if (settled) {
      sight = seen;
    }
    return seen;
  }

  /** Which code plays which role, for the record. */
  public List<PartRecord> records(List<Choice> roots) {
    return roots.stream().flatMap(r -> r.all().stream()).map(c -> new PartRecord(c.role(), c.part().name(), c.part().edition(),
        c.part().bundle(), c.part().version(), c.part().sha256())).toList();
  }

  /** The part that played a role by the record: of the same code, by its SHA-256, admitted or not. */
  public Optional<PartType> recorded(PartRecord record) {
    return all().named(record.part()).stream().filter(p -> p.bundle().equals(record.bundle()) && p.edition() == record.edition()
        && p.version().equals(record.version()) && Objects.equals(p.sha256(), record.sha256())).findFirst();
  }

  /** The SHA-256 of a bundle's jar, in hexadecimal; empty where it was not installed from a place that can be read again. */
  public Optional<String> sha256(long bundleId) {
    return descriptions.sha256(bundleId);
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
