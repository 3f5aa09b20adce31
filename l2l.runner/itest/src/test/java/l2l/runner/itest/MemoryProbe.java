package l2l.runner.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import l2l.runner.itest.probe.LoaderProbe;

/** The end of a {@link LoaderProbe} that is outside the workbench. */
final class MemoryProbe {

  /**
   * After a garbage collection.
   *
   * @param seen class loaders of plugins so far
   * @param alive of these, those not collected
   * @param whose by bundle
   * @param metaspace bytes used
   * @param heap bytes used
   */
  record Sample(int seen, int alive, String whose, long metaspace, long heap, int classes, int threads) {}

  private final LiveWorkbench bench;

  /** Puts the probe in, by the commands of the shell. */
  MemoryProbe(LiveWorkbench bench, Path folder) throws IOException {
    this.bench = bench;
    Path jar = folder.resolve("probe.jar");
    Manifest manifest = new Manifest();
    Attributes main = manifest.getMainAttributes();
    main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    main.putValue("Bundle-ManifestVersion", "2");
    main.putValue("Bundle-SymbolicName", "probe");
    main.putValue("Bundle-Activator", LoaderProbe.class.getName());
    main.putValue("Import-Package", "org.osgi.framework,org.osgi.framework.wiring");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
      for (String type : List.of("LoaderProbe", "LoaderProbe$Seen")) {
        String path = LoaderProbe.class.getPackageName().replace('.', '/') + "/" + type + ".class";
        out.putNextEntry(new JarEntry(path));
        try (InputStream in = LoaderProbe.class.getClassLoader().getResourceAsStream(path)) {
          in.transferTo(out);
        }
      }
    }
    Said said = bench.said(List.of("felix:start " + jar.toUri()), "attach");
    assertEquals("", said.errors());
    assertEquals(0, said.code(), said::all);
    LiveWorkbench.await("the probe", () -> told().contains("{"), this::told);
  }

  private String told() {
    return bench.said(List.of("probe:memory"), "attach").all();
  }

  Sample sample() {
    String text = told();
    try {
      JsonNode n = new ObjectMapper().readTree(text.substring(text.indexOf('{'), text.lastIndexOf('}') + 1));
      return new Sample(n.get("seen").asInt(), n.get("alive").asInt(), n.get("whose").asText(), n.get("metaspace").asLong(),
          n.get("heap").asLong(), n.get("classes").asInt(), n.get("threads").asInt());
    } catch (IOException | StringIndexOutOfBoundsException e) {
      throw new IllegalStateException("the probe says " + text, e);
    }
  }
}
