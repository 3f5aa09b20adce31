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
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.ReferenceDTO;

/** What bundles say of their parts, each bundle's documents read once; only text is kept, and nothing of a bundle that is gone. */
final class Descriptions {

  private static final String NAME = "l2l.name";
  private static final String MULTIPLE = "n";

  /** A bundle as it was when it was last installed or updated. */
  private record Edition(long bundleId, long modified) {}

  private final BundleContext context;
  private final ServiceComponentRuntime components;
  private final Map<Edition, Map<String, Metatype.Form>> forms = new ConcurrentHashMap<>();
  private final Map<Edition, Optional<String>> hashes = new ConcurrentHashMap<>();
  private final Map<Long, Edition> first = new ConcurrentHashMap<>();

  Descriptions(BundleContext context, ServiceComponentRuntime components) {
    this.context = context;
    this.components = components;
  }

  /**
   * All parts of active bundles.
   *
   * @param broken takes why a bundle's parts are left out, by its number
   */
  List<PartType> parts(Map<Long, String> broken) {
    forget();
    List<PartType> parts = new ArrayList<>();
    for (ComponentDescriptionDTO d : components.getComponentDescriptionDTOs()) {
      Optional<Kind> kind = Arrays.stream(d.serviceInterfaces).flatMap(i -> Kind.providing(i).stream()).findFirst();
      Bundle bundle = context.getBundle(d.bundle.id);
      if (bundle != null && d.properties.get(NAME) instanceof String name && kind.isPresent()) {
        try {
          parts.add(part(d, bundle, kind.get(), name));
        } catch (RuntimeException e) { // of whatever kind: Felix throws several where a bundle is uninstalled just now
          if (bundle.getState() == Bundle.ACTIVE || bundle.getState() == Bundle.STARTING) {
            broken.put(d.bundle.id, String.valueOf(e.getMessage()));
          }
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
        form.attributes(), slots, sha256(bundle).orElse(null));
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

  private void forget() {
    Set<Edition> there = Arrays.stream(context.getBundles()).map(Descriptions::edition).collect(Collectors.toSet());
    forms.keySet().retainAll(there);
    hashes.keySet().retainAll(there);
    first.keySet().retainAll(there.stream().map(Edition::bundleId).collect(Collectors.toSet()));
  }

  private static Edition edition(Bundle bundle) {
    return new Edition(bundle.getBundleId(), bundle.getLastModified());
  }

  /** The SHA-256 of a bundle's jar; empty where it was not installed from a place that can be read again. */
  Optional<String> sha256(long bundleId) {
    return Optional.ofNullable(context.getBundle(bundleId)).flatMap(this::sha256);
  }

  private Optional<String> sha256(Bundle bundle) {
    Edition now = edition(bundle);
    boolean updated = !first.computeIfAbsent(now.bundleId, id -> now).equals(now);
    return hashes.computeIfAbsent(now, e -> Optional.ofNullable(Sha256.of(bundle, updated)));
  }
}
