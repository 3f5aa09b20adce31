package l2l.runner.itest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;
import org.junit.jupiter.api.Test;

class PluginForgeIT {

  private static final String RMSPROP = "l2l.optimizers.rmsprop";

  @Test
  void makesABundleOfAPart() throws IOException {
    Map<String, String> jar = opened(PluginForge.zoo("sound").bytes());
    String manifest = jar.get("META-INF/MANIFEST.MF");
    assertTrue(manifest.contains("Bundle-SymbolicName: zoo.sound") && manifest.contains("Bundle-Version: 1.0.0"), manifest);
    assertTrue(manifest.replaceAll("\r?\n ", "").matches("(?s).*l2l\\.api;version=\"\\[1\\.[0-9]+,2\\)\".*"), manifest);
    assertTrue(jar.get("OSGI-INF/zoo.sound.Sound.xml").contains("value=\"zoo.sound\""), jar::toString);
    assertTrue(jar.keySet().stream().anyMatch(n -> n.startsWith("OSGI-INF/metatype/")), jar.keySet()::toString);
  }

  @Test
  void rebuildsAShippedPartAsMavenDoes() throws IOException {
    Map<String, String> jar = opened(PluginForge.shipped(RMSPROP).bytes());
    Map<String, String> shipped = opened(java.nio.file.Files.readAllBytes(
        Checkout.ROOT.resolve("l2l.optimizers/rmsprop/target/l2l.optimizers.rmsprop-1.0.0-SNAPSHOT.jar")));
    for (String header : new String[] {"Bundle-SymbolicName", "Bundle-Version", "Import-Package", "Service-Component"}) {
      assertEquals(header(shipped, header), header(jar, header));
    }
    jar.forEach((name, text) -> {
      if (name.endsWith(".xml")) {
        assertEquals(shipped.get(name), text, name);
      }
    });
    assertEquals(2, jar.keySet().stream().filter(n -> n.endsWith(".xml")).count());
  }

  @Test
  void saltChangesTheBytesAndTheSaltAlone() throws IOException {
    PluginForge forge = PluginForge.shipped(RMSPROP);
    assertArrayEquals(forge.salted(1).bytes(), forge.salted(1).bytes());
    assertFalse(Arrays.equals(forge.salted(1).bytes(), forge.salted(2).bytes()));
    Map<String, String> one = opened(forge.salted(1).bytes());
    Map<String, String> two = opened(forge.salted(2).bytes());
    assertEquals(one.remove("META-INF/MANIFEST.MF"), two.remove("META-INF/MANIFEST.MF").replace("L2L-Salt: 2", "L2L-Salt: 1"));
    assertEquals(one, two);
  }

  @Test
  void versionEditionAndConstantsAreAsTold() throws IOException {
    Map<String, String> jar = opened(PluginForge.shipped(RMSPROP).version("2.1.0").edition(3)
        .replacing("double rate() default 0.01", "double rate() default 0.25").bytes());
    assertEquals("2.1.0", header(jar, "Bundle-Version"));
    String component = jar.get("OSGI-INF/l2l.optimizers.rmsprop.Rmsprop.xml");
    assertTrue(component.contains("name=\"l2l.edition\" type=\"Integer\" value=\"3\""), component);
    assertTrue(component.contains("name=\"rate\" type=\"Double\" value=\"0.25\""), component);
  }

  @Test
  void refusesToReplaceWhatIsNotThere() {
    assertEquals(RMSPROP + ": no source holds \"momentum\"", assertThrows(IllegalArgumentException.class,
        () -> PluginForge.shipped(RMSPROP).replacing("momentum", "x")).getMessage());
  }

  @Test
  void makesWhatTheTemplatesHold() throws IOException {
    for (String kind : new String[] {"optimizer", "optimizee", "objective", "estimator"}) {
      assertTrue(opened(PluginForge.fresh(kind, "acme.made").bytes()).containsKey("OSGI-INF/acme.made.Made.xml"), kind);
    }
  }

  private static String header(Map<String, String> jar, String name) {
    return jar.get("META-INF/MANIFEST.MF").replaceAll("\r?\n ", "").lines().filter(l -> l.startsWith(name + ": "))
        .findFirst().orElseThrow().substring(name.length() + 2);
  }

  private static Map<String, String> opened(byte[] bytes) throws IOException {
    Map<String, String> entries = new TreeMap<>();
    try (JarInputStream in = new JarInputStream(new ByteArrayInputStream(bytes))) {
      java.io.ByteArrayOutputStream manifest = new java.io.ByteArrayOutputStream();
      in.getManifest().write(manifest);
      entries.put("META-INF/MANIFEST.MF", manifest.toString(StandardCharsets.UTF_8));
      for (JarEntry entry = in.getNextJarEntry(); entry != null; entry = in.getNextJarEntry()) {
        if (!entry.isDirectory()) {
          entries.put(entry.getName(), new String(in.readAllBytes(), StandardCharsets.ISO_8859_1));
        }
      }
    }
    return entries;
  }
}
