package l2l.runner.kit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarInputStream;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;
import org.osgi.framework.VersionRange;

/**
 * What a jar is and holds, read without running any of it.
 *
 * @param bundle symbolic name, or "" where it is none
 * @param version of the bundle, or ""
 * @param parts names of the parts its component descriptions offer
 * @param findings about manifest and content
 */
record JarInspection(String bundle, String version, List<String> parts, List<Finding> findings) {

  private static final String NEW = "build it as the project that 'l2l new optimizer NAME' writes does";
  private static final Pattern PART = Pattern.compile("<property\\s+name=\"l2l\\.name\"[^>]*\\bvalue=\"([^\"]*)\"");

  /** Folders of classes that a plugin must take from the container, and whose they are. */
  private static final Map<String, String> FOREIGN = Map.of("l2l/api/", "the API", "l2l/engines/", "the engines", "l2l/runner/",
      "the runner", "org/nd4j/", "ND4J", "org/bytedeco/", "ND4J's natives", "org/osgi/framework/", "the framework",
      "org/osgi/service/component/", "Declarative Services");

  /** @param here versions of the packages of L2L that the container offers */
  static JarInspection of(Path file, Map<String, Version> here) {
    try (JarFile jar = new JarFile(file.toFile(), false)) {
      Manifest manifest = jar.getManifest();
      Attributes main = manifest == null ? new Attributes() : manifest.getMainAttributes();
      String symbolic = main.getValue(Constants.BUNDLE_SYMBOLICNAME);
      String version = main.getValue(Constants.BUNDLE_VERSION);
      if (symbolic == null || !"2".equals(main.getValue(Constants.BUNDLE_MANIFESTVERSION))) {
        return junk("it is a jar, but no bundle: its manifest has no "
            + (symbolic == null ? Constants.BUNDLE_SYMBOLICNAME : Constants.BUNDLE_MANIFESTVERSION + ": 2"), NEW);
      }
      List<Finding> findings = new ArrayList<>();
      String name = Clause.of(symbolic).get(0).name();
      if (main.getValue(Constants.FRAGMENT_HOST) != null) {
        return junk(name + " is a fragment, an add-on to another bundle, and those are not taken in while the container runs",
            "build it as a bundle of its own");
      }
      if (version == null || !version.matches("\\d+(\\.\\d+(\\.\\d+(\\.[\\w-]+)?)?)?")) {
        return junk(name + " has the version '" + version + "', which is none", "write it like 1.2.3");
      }
      findings.add(Finding.kept("", "bundle", name + " " + version));
      findings.add(imports(main, here));
      headers(main, name, findings);
      List<String> parts = new ArrayList<>();
      findings.add(contents(jar, name, parts));
      return new JarInspection(name, version, List.copyOf(parts), List.copyOf(findings));
    } catch (IOException | IllegalArgumentException e) {
      return junk(file.toFile().length() == 0 ? "it is empty" : "it is not a jar: " + e.getMessage(), "build it again and copy it whole");
    }
  }

  private static JarInspection junk(String saw, String mend) {
    return new JarInspection("", "", List.of(), List.of(Finding.broken("JUNK", "", "bundle", saw, mend)));
  }

  private static Finding imports(Attributes main, Map<String, Version> here) {
    List<String> wrong = new ArrayList<>();
    List<String> right = new ArrayList<>();
    for (Clause c : Clause.of(main.getValue(Constants.IMPORT_PACKAGE))) {
      if (c.name().startsWith("l2l.")) {
        String range = c.values().get(Constants.VERSION_ATTRIBUTE);
        Version offered = here.get(c.name());
        if (range == null) {
          wrong.add(c.name() + " without a version range");
        } else if (new VersionRange(range).getRight() == null) {
          wrong.add(c.name() + " in version " + range + " and every later one, also those that break it");
        } else if (offered != null && !new VersionRange(range).includes(offered)) {
          wrong.add(c.name() + " in " + range + ", and here is " + offered);
        } else if (offered == null) {
          wrong.add(c.name() + " in " + range + ", which is not here");
        } else {
          right.add(c.name() + " " + range);
        }
      }
    }
    return wrong.isEmpty() ? Finding.kept("", "imports", right.isEmpty() ? "nothing of L2L" : String.join(", ", right))
        : Finding.broken("RESOLVE", "", "imports", "it imports " + String.join("; ", wrong),
            "let bnd write Import-Package, against the l2l.api of this distribution: l2l.api;version=\"[1.0,2)\"");
  }

  private static void headers(Attributes main, String bundle, List<Finding> findings) {
    for (Clause c : Clause.of(main.getValue(Constants.DYNAMICIMPORT_PACKAGE))) {
      if (c.name().equals("*")) {
        findings.add(Finding.broken("RESOLVE", "", Constants.DYNAMICIMPORT_PACKAGE,
            "it takes any class from whoever has one (DynamicImport-Package: *), so a generation that is gone can stay in use",
            "import the packages it needs by name"));
      }
    }
    for (Clause c : Clause.of(main.getValue(Constants.EXPORT_PACKAGE))) {
      boolean shipped = bundle.startsWith("l2l.") && (c.name() + ".").startsWith(bundle + ".");
      if (!shipped && (c.name().startsWith("l2l.") || c.name().startsWith("org.nd4j."))) {
        findings.add(Finding.broken("RESOLVE", "", Constants.EXPORT_PACKAGE, "it exports " + c.name() + ", which is not its own",
            "import that package"));
      }
    }
    if (main.getValue(Constants.REQUIRE_BUNDLE) != null) {
      findings.add(Finding.advice(Constants.REQUIRE_BUNDLE, "it needs certain bundles, whatever they offer: "
          + main.getValue(Constants.REQUIRE_BUNDLE), "import packages"));
    }
    if (main.getValue(Constants.BUNDLE_ACTIVATOR) != null) {
      findings.add(Finding.advice(Constants.BUNDLE_ACTIVATOR, main.getValue(Constants.BUNDLE_ACTIVATOR)
          + " runs as soon as the jar is dropped, not when a part is used", "do it in the part's constructor"));
    }
    if (main.getValue(Attributes.Name.MAIN_CLASS) != null) {
      findings.add(Finding.advice("Main-Class", main.getValue(Attributes.Name.MAIN_CLASS) + " is never called in a container",
          "leave it out; if this is an application with everything in it, build the plugin alone"));
    }
  }

  private static Finding contents(JarFile jar, String bundle, List<String> parts) throws IOException {
    Map<String, Integer> foreign = new TreeMap<>(); // by owner
    int classes = 0;
    for (JarEntry entry : Collections.list(jar.entries())) {
      try (InputStream in = jar.getInputStream(entry)) {
        if (entry.getName().matches("OSGI-INF/[^/]+\\.xml")) {
          PART.matcher(new String(in.readAllBytes(), StandardCharsets.UTF_8)).results().map(m -> m.group(1)).forEach(parts::add);
        } else if (entry.getName().endsWith(".jar")) {
          classes += nested(new JarInputStream(in), foreign);
        } else {
          classes += entry.getName().endsWith(".class") ? 1 : 0;
          count(entry.getName(), foreign);
          in.transferTo(java.io.OutputStream.nullOutputStream()); // which checks its checksum
        }
      }
    }
    foreign.keySet().removeIf(owner -> bundle.startsWith(owner.replaceAll(".*\\((.*)\\)", "$1"))); // the shipped ones are whose they are
    if (foreign.isEmpty()) {
      return Finding.kept("", "contents", classes + (classes == 1 ? " class" : " classes") + ", none that belongs to the container");
    }
    List<String> counted = foreign.entrySet().stream().map(e -> e.getValue() + " of " + e.getKey()).toList();
    return Finding.broken("RESOLVE", "", "contents", "it holds copies of classes that the container has: " + String.join(", ", counted)
        + "; a part made with a copy is none to the container", "give those dependencies the scope 'provided', so that they stay out");
  }

  private static int nested(JarInputStream jar, Map<String, Integer> foreign) throws IOException {
    int classes = 0;
    for (JarEntry entry = jar.getNextJarEntry(); entry != null; entry = jar.getNextJarEntry()) {
      classes += entry.getName().endsWith(".class") ? 1 : 0;
      count(entry.getName(), foreign);
    }
    return classes;
  }

  private static void count(String entry, Map<String, Integer> foreign) {
    FOREIGN.forEach((folder, owner) -> {
      if (entry.startsWith(folder) && entry.endsWith(".class")) {
        foreign.merge(owner + " (" + folder.substring(0, folder.length() - 1).replace('/', '.') + ")", 1, Integer::sum);
      }
    });
  }

  /** A filter of the framework's in words: the name and the range it asks for. */
  static String words(String namespace, String filter) {
    Matcher name = Pattern.compile("\\(" + Pattern.quote(namespace) + "=([^)]*)\\)").matcher(filter);
    Matcher below = Pattern.compile("\\(!\\((?:bundle-)?version>=([^)]+)\\)\\)").matcher(filter);
    String rest = below.replaceAll("");
    below.reset();
    Matcher least = Pattern.compile("\\((?:bundle-)?version>=([^)]+)\\)").matcher(rest);
    String from = least.find() ? least.group(1) : "0";
    String range = below.find() ? " [" + from + "," + below.group(1) + ")" : from.equals("0") ? "" : " " + from + " or later";
    return name.find() ? name.group(1) + range : filter;
  }
}
