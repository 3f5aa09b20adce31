package l2l.runner.kit;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.namespace.ExecutionEnvironmentNamespace;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.resource.Namespace;

/** What a bundle needs and nothing in this container has. */
record Needs(BundleContext context) {

  /** A line for each: what is missing, and which of it is there. */
  List<String> missing(Bundle bundle) {
    List<String> missing = new ArrayList<>();
    for (BundleRequirement r : bundle.adapt(BundleRevision.class).getDeclaredRequirements(null)) {
      String resolution = r.getDirectives().get(Namespace.REQUIREMENT_RESOLUTION_DIRECTIVE);
      boolean wanted = !Namespace.RESOLUTION_OPTIONAL.equals(resolution) && !PackageNamespace.RESOLUTION_DYNAMIC.equals(resolution)
          && !Namespace.EFFECTIVE_ACTIVE.equals(r.getDirectives().get(Namespace.REQUIREMENT_EFFECTIVE_DIRECTIVE));
      if (wanted && offered(r.getNamespace()).noneMatch(r::matches)) {
        missing.add(words(r));
      }
    }
    return missing;
  }

  private String words(BundleRequirement r) {
    String filter = r.getDirectives().getOrDefault(Namespace.REQUIREMENT_FILTER_DIRECTIVE, "");
    String wanted = JarInspection.words(r.getNamespace(), filter);
    if (r.getNamespace().equals(ExecutionEnvironmentNamespace.EXECUTION_ENVIRONMENT_NAMESPACE)) {
      return "it needs " + wanted + ", and this is Java " + Runtime.version().feature();
    }
    String name = wanted.replaceAll(" .*", "");
    TreeSet<String> here = new TreeSet<>();
    offered(r.getNamespace()).filter(c -> name.equals(String.valueOf(c.getAttributes().get(r.getNamespace()))))
        .forEach(c -> here.add(c.getAttributes().getOrDefault("version", c.getAttributes().getOrDefault("bundle-version", "no version"))
            + " of " + c.getRevision().getSymbolicName()));
    String what = r.getNamespace().equals(PackageNamespace.PACKAGE_NAMESPACE) ? "the package " : r.getNamespace() + " ";
    return "it needs " + what + wanted + (here.isEmpty() ? ", which no bundle here has" : ", and here is " + String.join(", ", here));
  }

  private Stream<BundleCapability> offered(String namespace) {
    return Stream.of(context.getBundles()).flatMap(b -> b.adapt(BundleRevision.class).getDeclaredCapabilities(namespace).stream());
  }

  /** The innermost cause in a line. */
  static String root(Throwable e) {
    Throwable cause = e;
    while (cause.getCause() != null && cause.getCause() != cause) {
      cause = cause.getCause();
    }
    return cause.toString().lines().findFirst().orElse("nothing");
  }
}
