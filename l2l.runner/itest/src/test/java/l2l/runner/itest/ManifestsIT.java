package l2l.runner.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;

/** What the built bundles import, read from their manifests. */
class ManifestsIT {

  private static final Set<String> KNOW_ND4J = Set.of("l2l.engines.nd4j", "l2l.engines.blas");

  private final Map<String, Set<String>> imports = imports();

  @Test
  void noPartImportsAnother() {
    List<String> wrong = new ArrayList<>();
    imports.forEach((bundle, packages) -> packages.stream().filter(name -> foreign(bundle, name))
        .forEach(name -> wrong.add(bundle + " imports " + name)));
    assertEquals(List.of(), wrong);
  }

  @Test
  void onlyTheEngineOnTopImportsNd4j() {
    Set<String> found = new HashSet<>();
    imports.forEach((bundle, packages) -> {
      if (packages.stream().anyMatch(name -> name.startsWith("org.nd4j") || name.startsWith("org.bytedeco"))) {
        found.add(bundle);
      }
    });
    assertTrue(KNOW_ND4J.containsAll(found), found::toString);
    assertTrue(found.contains("l2l.engines.blas"), "nobody imports ND4J: was anything read? " + imports.keySet());
  }

  @Test
  void everyPartsFolderIsInTheDistribution() {
    Set<String> missing = new TreeSet<>();
    Checkout.parts().forEach(folder -> missing.add(folder.getParent().getFileName() + "." + folder.getFileName()));
    assertTrue(missing.size() >= 20, "only these folders of parts: " + missing);
    missing.removeAll(imports.keySet());
    assertEquals(Set.of(), missing, "not listed in l2l.runner/app/pom.xml");
  }

  private static boolean foreign(String bundle, String imported) {
    boolean ofAPart = Checkout.GROUPS.stream().anyMatch(group -> imported.startsWith(group + "."));
    boolean shared = bundle.startsWith("l2l.engines.") && imported.equals("l2l.engines.tape");
    return ofAPart && !shared && !imported.equals(bundle) && !imported.startsWith(bundle + ".");
  }

  private static Map<String, Set<String>> imports() {
    Map<String, Set<String>> imports = new TreeMap<>();
    for (Path file : Checkout.files(Checkout.DISTRIBUTION.resolve("bundles"), ManifestsIT::ours)) {
      try {
        Attributes main = manifest(file).getMainAttributes();
        imports.put(main.getValue("Bundle-SymbolicName"), packages(main.getValue("Import-Package")));
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
    return imports;
  }

  private static boolean ours(Path file) {
    return file.getFileName().toString().matches("l2l\\..*\\.jar") || file.endsWith("l2l.engines.nd4j/META-INF/MANIFEST.MF");
  }

  private static Manifest manifest(Path file) throws IOException {
    if (file.toString().endsWith(".jar")) {
      try (JarFile jar = new JarFile(file.toFile())) {
        return jar.getManifest();
      }
    }
    try (InputStream in = Files.newInputStream(file)) {
      return new Manifest(in);
    }
  }

  /** Names of an Import-Package header: what stands before the first semicolon of each clause. */
  private static Set<String> packages(String header) {
    Set<String> packages = new TreeSet<>();
    for (String clause : (header == null ? "" : header.replaceAll("\"[^\"]*\"", "")).split(",")) {
      packages.add(clause.replaceAll(";.*", "").strip());
    }
    return packages;
  }
}
