package l2l.runner.load;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import l2l.runner.experiment.Kind;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.namespace.BundleNamespace;
import org.osgi.framework.namespace.ExecutionEnvironmentNamespace;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.resource.Namespace;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.ReferenceDTO;

/** Says in words what a bundle misses. */
final class Diagnosis {

  private static final String EXTENDER = "osgi.extender";
  private static final Pattern LEAST = Pattern.compile("\\(version>=([^)]+)\\)");
  private static final Pattern BELOW = Pattern.compile("\\(!\\(version>=([^)]+)\\)\\)");

  private final BundleContext context;
  private final ServiceComponentRuntime components;

  Diagnosis(BundleContext context, ServiceComponentRuntime components) {
    this.context = context;
    this.components = components;
  }

  /** Why a bundle cannot be resolved. */
  Reason unresolved(Bundle bundle, String title, String said) {
    Optional<Reason> missing = missing(bundle, title, new HashSet<>());
    return missing.orElseGet(() -> new Reason(Code.RESOLVE, title + " does not fit the bundles that are here: " + oneLine(said),
        "Build it against the versions that are here."));
  }

  private Optional<Reason> missing(Bundle bundle, String title, Set<Bundle> asked) {
    BundleRevision revision = bundle.adapt(BundleRevision.class);
    if (revision == null || !asked.add(bundle)) {
      return Optional.empty();
    }
    for (BundleRequirement r : revision.getDeclaredRequirements(null)) {
      if (optional(r)) {
        continue;
      }
      List<BundleCapability> providers = providers(r);
      if (providers.isEmpty()) {
        return Optional.of(missing(r, title));
      }
      if (providers.stream().noneMatch(p -> p.getRevision().getWiring() != null || p.getRevision() == revision)) {
        Bundle provider = providers.get(0).getRevision().getBundle();
        Optional<Reason> deeper = missing(provider, title + " uses " + provider.getSymbolicName() + ", which", asked);
        if (deeper.isPresent()) {
          return deeper;
        }
      }
    }
    return Optional.empty();
  }

  private static boolean optional(BundleRequirement r) {
    return Namespace.RESOLUTION_OPTIONAL.equals(r.getDirectives().get(Namespace.REQUIREMENT_RESOLUTION_DIRECTIVE))
        || "dynamic".equals(r.getDirectives().get(Namespace.REQUIREMENT_RESOLUTION_DIRECTIVE))
        || Namespace.EFFECTIVE_ACTIVE.equals(r.getDirectives().get(Namespace.REQUIREMENT_EFFECTIVE_DIRECTIVE));
  }

  private List<BundleCapability> providers(BundleRequirement r) {
    return capabilities(r.getNamespace()).stream().filter(r::matches).toList();
  }

  private Collection<BundleCapability> capabilities(String namespace) {
    List<BundleCapability> all = new ArrayList<>();
    for (Bundle b : context.getBundles()) {
      BundleRevision revision = b.adapt(BundleRevision.class);
      if (revision != null) {
        all.addAll(revision.getDeclaredCapabilities(namespace));
      }
    }
    return all;
  }

  private Reason missing(BundleRequirement r, String title) {
    String filter = r.getDirectives().getOrDefault(Namespace.REQUIREMENT_FILTER_DIRECTIVE, "");
    String name = value(filter, r.getNamespace());
    return switch (r.getNamespace()) {
      case PackageNamespace.PACKAGE_NAMESPACE -> missing(title, "the package " + name, range(filter),
          here(r.getNamespace(), name, PackageNamespace.CAPABILITY_VERSION_ATTRIBUTE));
      case BundleNamespace.BUNDLE_NAMESPACE -> missing(title, "the bundle " + name, range(filter.replace("bundle-version", "version")),
          here(r.getNamespace(), name, "bundle-version"));
      case ExecutionEnvironmentNamespace.EXECUTION_ENVIRONMENT_NAMESPACE -> new Reason(Code.RESOLVE, title + " needs " + name
          + range(filter).replace(" in version ", " ") + ", and this is Java " + Runtime.version().feature() + ".",
          "Start the workbench with that Java, or build the jar with --release " + Runtime.version().feature() + ".");
      case EXTENDER -> missing(title, "the container's " + name, range(filter), here(r.getNamespace(), name, "version"));
      default -> new Reason(Code.RESOLVE, title + " needs " + r.getNamespace() + " " + filter + ", which nothing here provides.",
          "Drop the bundle that provides it too.");
    };
  }

  private static Reason missing(String title, String what, String range, Set<String> here) {
    String found = here.isEmpty() ? "and no bundle here has it." : "and here is only " + String.join(", ", here) + ".";
    String next = here.isEmpty() ? "Drop the bundle that has it into load/ too, or put its classes into the jar."
        : "Build it against that version, or drop a bundle that has the version it needs.";
    return new Reason(Code.RESOLVE, title + " needs " + what + range + ", " + found, next);
  }

  private Set<String> here(String namespace, String name, String version) {
    Set<String> found = new TreeSet<>();
    for (BundleCapability c : capabilities(namespace)) {
      if (name.equals(String.valueOf(c.getAttributes().get(namespace)))) {
        found.add(c.getAttributes().getOrDefault(version, "0.0.0") + " of " + c.getRevision().getSymbolicName());
      }
    }
    return found;
  }

  private static String value(String filter, String attribute) {
    Matcher m = Pattern.compile("\\(" + Pattern.quote(attribute) + "=([^)]*)\\)").matcher(filter);
    return m.find() ? m.group(1) : filter;
  }

  /** " in version [1.0,2.0)", " in version 1.0 or later", or nothing. */
  private static String range(String filter) {
    Matcher below = BELOW.matcher(filter);
    String least = "";
    Matcher m = LEAST.matcher(below.replaceAll(""));
    if (m.find()) {
      least = m.group(1);
    }
    below.reset();
    if (below.find()) {
      return " in version [" + (least.isEmpty() ? "0" : least) + "," + below.group(1) + ")";
    }
    Matcher exact = Pattern.compile("\\(version=([^)]+)\\)").matcher(filter);
    return !least.isEmpty() ? " in version " + least + " or later" : exact.find() ? " in version " + exact.group(1) : "";
  }

  /** The first service, not a part, that a part of the bundle must have and nothing provides. */
  Optional<Reason> reference(Bundle bundle, String title) {
    for (ComponentDescriptionDTO d : components.getComponentDescriptionDTOs(bundle)) {
      for (ReferenceDTO r : d.references) {
        if (d.properties.containsKey("l2l.name") && r.cardinality.startsWith("1") && Kind.providing(r.interfaceName).isEmpty()
            && !provided(r)) {
          return Optional.of(new Reason(Code.REFERENCE, title + ": its part " + d.properties.get("l2l.name") + " needs a service "
              + r.interfaceName + (r.target == null ? "" : " with " + r.target) + ", which nothing here provides.",
              "Drop the bundle that provides it too."));
        }
      }
    }
    return Optional.empty();
  }

  private boolean provided(ReferenceDTO r) {
    try {
      return context.getAllServiceReferences(r.interfaceName, r.target) != null
          || Arrays.stream(context.getBundles()).anyMatch(b -> offers(b, r.interfaceName));
    } catch (InvalidSyntaxException e) {
      return false; // no service ever matches a filter that is none
    }
  }

  /** Whether a component that is only waiting for a configuration would provide it. */
  private boolean offers(Bundle bundle, String service) {
    return components.getComponentDescriptionDTOs(bundle).stream().anyMatch(d -> Arrays.asList(d.serviceInterfaces).contains(service));
  }

  /** The first line, at most some 200 characters of it. */
  static String oneLine(String text) {
    String line = text == null ? "nothing was said" : text.strip().lines().findFirst().orElse("nothing was said").strip();
    return ended(line.length() > 220 ? line.substring(0, 217) + "…" : line);
  }

  /** With one full stop at its end. */
  static String ended(String sentence) {
    return sentence.replaceAll("[.]*$", "") + ".";
  }
}
