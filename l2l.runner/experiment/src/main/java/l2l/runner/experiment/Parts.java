package l2l.runner.experiment;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import l2l.runner.store.PartRecord;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.dto.BundleDTO;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.ReferenceDTO;

/**
 * Finds the parts that are in the container: component descriptions that carry l2l.name, whichever bundle they are of.
 *
 * <p>Descriptions, not services: a part is a service only while something uses it.
 */
@Component(service = Parts.class)
public final class Parts {

  private static final String NAME = "l2l.name";
  private static final String MULTIPLE = "n";

  private final BundleContext context;
  private final ServiceComponentRuntime components;

  @Activate
  public Parts(BundleContext context, @Reference ServiceComponentRuntime components) {
    this.context = context;
    this.components = components;
  }

  /** What is there now. */
  public Catalogue now() {
    List<PartType> parts = new ArrayList<>();
    for (ComponentDescriptionDTO d : components.getComponentDescriptionDTOs()) {
      Optional<Kind> kind = Arrays.stream(d.serviceInterfaces).flatMap(i -> Kind.providing(i).stream()).findFirst();
      if (d.properties.get(NAME) instanceof String name && kind.isPresent()) {
        parts.add(part(d, kind.get(), name));
      }
    }
    return new Catalogue(parts);
  }

  private PartType part(ComponentDescriptionDTO d, Kind kind, String name) {
    Bundle bundle = context.getBundle(d.bundle.id);
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

  private static Map<String, Metatype.Form> forms(Bundle bundle) {
    Map<String, Metatype.Form> forms = new HashMap<>();
    if (bundle == null) {
      return forms;
    }
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
    Map<Long, String> hashes = new HashMap<>();
    return roots.stream().flatMap(r -> r.all().stream()).map(c -> new PartRecord(c.role(), c.part().name(), c.part().edition(),
        c.part().bundle(), c.part().version(), hashes.computeIfAbsent(c.part().bundleId(), this::sha256))).toList();
  }

  /** Version and SHA-256 of every bundle of the project that is in the container, parts or not, by symbolic name. */
  public Map<String, String> bundles() {
    Map<String, String> all = new TreeMap<>();
    for (BundleDTO b : context.getBundle(0).adapt(org.osgi.framework.dto.FrameworkDTO.class).bundles) {
      if (b.symbolicName != null && b.symbolicName.startsWith("l2l.")) {
        all.put(b.symbolicName, b.version + " " + sha256(b.id));
      }
    }
    return all;
  }

  /**
   * The SHA-256 of a bundle's jar, in hexadecimal, or, where it is an unpacked folder, over its files' names and contents in order; null
   * where it was not installed from a place that can be read again.
   */
  private String sha256(long bundleId) {
    Bundle bundle = context.getBundle(bundleId);
    if (bundle == null) {
      return null;
    }
    String location = bundle.getLocation().replaceFirst("^reference:", "");
    if (location.matches("l2l:[0-9a-f]{64}")) {
      return location.substring(4);
    }
    try {
      URI uri = URI.create(location);
      if (!"file".equals(uri.getScheme())) {
        return null;
      }
      Path root = Path.of(uri);
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (Path file : files(root)) {
        if (!file.equals(root)) {
          digest.update(root.relativize(file).toString().replace('\\', '/').getBytes(StandardCharsets.UTF_8));
        }
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
          in.transferTo(OutputStream.nullOutputStream());
        }
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (IOException | IllegalArgumentException e) {
      return null;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static List<Path> files(Path root) throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }
}
