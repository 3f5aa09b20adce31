package l2l.runner.kit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Version;

class JarInspectionTest {

  private static final String BUNDLE = "Manifest-Version: 1.0\n"
      + "Bundle-ManifestVersion: 2\nBundle-SymbolicName: acme.a;x:=y\nBundle-Version: 1.2.3\n";

  @TempDir
  private Path folder;

  private JarInspection of(String manifest, String... entries) throws IOException {
    Path file = folder.resolve("a.jar");
    Manifest read = new Manifest(new java.io.ByteArrayInputStream(manifest.getBytes(StandardCharsets.UTF_8)));
    try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file), read)) {
      for (String entry : entries) {
        jar.putNextEntry(new JarEntry(entry.replaceAll("=.*", "")));
        jar.write(entry.replaceAll("^[^=]*=?", "").getBytes(StandardCharsets.UTF_8));
      }
    }
    return JarInspection.of(file, Map.of("l2l.api", new Version("1.1.0")));
  }

  private static String broken(JarInspection inspection) {
    List<Finding> broken = inspection.findings().stream().filter(Finding::broken).toList();
    assertEquals(1, broken.size(), inspection::toString);
    return broken.get(0).code() + " " + broken.get(0).saw();
  }

  @Test
  void readsNameVersionAndParts() throws IOException {
    JarInspection a = of(BUNDLE + "Import-Package: l2l.api;version=\"[1.0,2)\",java.lang\n", "acme/A.class",
        "OSGI-INF/acme.A.xml=<property name=\"l2l.name\" type=\"String\" value=\"acme.a\"/>");
    assertEquals("acme.a", a.bundle());
    assertEquals("1.2.3", a.version());
    assertEquals(List.of("acme.a"), a.parts());
    assertTrue(a.findings().size() >= 3 && a.findings().stream().noneMatch(Finding::broken), a::toString);
    assertTrue(a.findings().toString().contains("1 class, none that belongs to the container"), a::toString);
  }

  @Test
  void whatIsNoBundleIsJunk() throws IOException {
    assertTrue(broken(of("Manifest-Version: 1.0\n"))
        .startsWith("JUNK it is a jar, but no bundle: its manifest has no Bundle-SymbolicName"));
    assertTrue(broken(of(BUNDLE.replace("1.2.3", "one"))).startsWith("JUNK acme.a has the version 'one', which is none"));
    Path text = Files.writeString(folder.resolve("text.jar"), "not a jar");
    assertTrue(broken(JarInspection.of(text, Map.of())).startsWith("JUNK it is not a jar: "));
    assertTrue(broken(JarInspection.of(Files.writeString(text, ""), Map.of())).startsWith("JUNK it is empty"));
  }

  @Test
  void importsOfTheApiWantARangeThatEnds() throws IOException {
    assertTrue(broken(of(BUNDLE + "Import-Package: l2l.api\n")).contains("it imports l2l.api without a version range"));
    assertTrue(broken(of(BUNDLE + "Import-Package: l2l.api;version=1.0\n")).contains("l2l.api in version 1.0 and every later one"));
    assertTrue(broken(of(BUNDLE + "Import-Package: l2l.api;version=\"[2,3)\"\n")).contains("l2l.api in [2,3), and here is 1.1.0"));
    assertTrue(broken(of(BUNDLE + "Import-Package: l2l.apo;version=\"[1,2)\"\n")).contains("l2l.apo in [1,2), which is not here"));
  }

  @Test
  void copiesOfTheContainersClassesDoNotBelongInAPlugin() throws IOException {
    assertTrue(broken(of(BUNDLE, "l2l/api/Optimizer.class", "l2l/api/tensor/Tensor.class", "org/nd4j/X.class"))
        .contains("1 of ND4J (org.nd4j), 2 of the API (l2l.api)"));
  }

  @Test
  void copiesInsideNestedJarsAreFoundToo() throws IOException {
    of("Manifest-Version: 1.0\n", "l2l/api/Optimizer.class");
    String nested = new String(Files.readAllBytes(folder.resolve("a.jar")), StandardCharsets.ISO_8859_1);
    Path file = folder.resolve("outer.jar");
    Manifest manifest = new Manifest(new java.io.ByteArrayInputStream(BUNDLE.getBytes(StandardCharsets.UTF_8)));
    try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file), manifest)) {
      jar.putNextEntry(new JarEntry("lib/inner.jar"));
      jar.write(nested.getBytes(StandardCharsets.ISO_8859_1));
    }
    assertTrue(broken(JarInspection.of(file, Map.of())).contains("1 of the API (l2l.api)"));
  }

  @Test
  void dynamicImportsOfEverythingAreRefusedAndAMainClassIsMentioned() throws IOException {
    assertTrue(broken(of(BUNDLE + "DynamicImport-Package: *\n")).contains("DynamicImport-Package: *"));
    JarInspection main = of(BUNDLE + "Main-Class: acme.Main\n");
    assertTrue(main.findings().stream().anyMatch(f -> f.mark() == Finding.Mark.ADVICE && f.saw().contains("acme.Main")), main::toString);
  }

  @Test
  void clausesKeepCommasInQuotes() {
    List<Clause> clauses = Clause.of("a;b;version=\"[1,2)\";x:=y, c");
    assertEquals(List.of("a", "b", "c"), clauses.stream().map(Clause::name).toList());
    assertEquals(Map.of("version", "[1,2)", "x:", "y"), clauses.get(1).values());
  }

  @Test
  void filtersAreSaidAsRanges() {
    String filter = "(&(osgi.wiring.package=acme.b)(version>=1.2.0)(!(version>=2.0.0)))";
    assertEquals("acme.b [1.2.0,2.0.0)", JarInspection.words("osgi.wiring.package", filter));
    assertEquals("acme.b 1.0.0 or later", JarInspection.words("osgi.wiring.package", "(&(osgi.wiring.package=acme.b)(version>=1.0.0))"));
  }
}
