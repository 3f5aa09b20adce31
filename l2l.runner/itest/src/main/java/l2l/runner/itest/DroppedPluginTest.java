package l2l.runner.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Hashtable;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import l2l.api.Optimizer;
import org.junit.jupiter.api.Test;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** A third party's jar in the load folder: dropped in, run by name, replaced, deleted. */
class DroppedPluginTest {

  private static final String NAME = "acme.momentum";

  @Test
  void comesAndGoesWithItsFile() throws Exception {
    Path jar = Path.of(Container.CONTEXT.getProperty("felix.fileinstall.dir"), "acme.momentum.jar");
    Path examples = Path.of(Container.CONTEXT.getProperty("l2l.examples"));
    byte[] built = Files.readAllBytes(examples.resolve("l2l.runner.itest-1.0.0-SNAPSHOT-acme.momentum.jar"));
    assertEquals(List.of(), versions());

    drop(jar, built);
    awaitVersions("1.0.0");
    Configuration configuration = Container.service(ConfigurationAdmin.class).createFactoryConfiguration("acme.momentum.Momentum", "?");
    configuration.update(new Hashtable<>());
    Container.await(() -> optimizer() != null, () -> "no optimizer " + NAME);
    assertEquals("Momentum[rate=0.01, decay=0.9]", Container.CONTEXT.getService(optimizer()).toString());

    assertRunsByName();

    drop(jar, withVersion(built, "1.0.1"));
    awaitVersions("1.0.1");
    Container.await(() -> optimizer() != null, () -> "no optimizer after the replacement");
    assertNotNull(Container.CONTEXT.getService(optimizer()));

    assertRunsByName();

    Files.delete(jar);
    awaitVersions();
    Container.await(() -> optimizer() == null, () -> "the optimizer outlived its jar");
    configuration.delete();
  }

  private static void assertRunsByName() throws IOException {
    Path out = Files.createTempDirectory("l2l-itest-").resolve("out");
    assertEquals(0, WholeRunTest.run(WholeRunTest.compared("acme.momentum"), out));
    assertTrue(Files.readString(out.resolve("result.json")).contains(NAME), "result.json names " + NAME);
  }

  private static void awaitVersions(String... expected) throws InterruptedException {
    Container.await(() -> versions().equals(List.of(expected)), () -> "expected " + List.of(expected) + ", found " + versions());
  }

  private static List<String> versions() {
    return Container.parts().stream().filter(part -> NAME.equals(part.properties.get("l2l.name")))
        .map(part -> part.bundle.version).toList();
  }

  private static ServiceReference<Optimizer> optimizer() {
    try {
      return Container.CONTEXT.getServiceReferences(Optimizer.class, "(l2l.name=" + NAME + ")").stream().findFirst().orElse(null);
    } catch (InvalidSyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Writes beside, then moves in: nobody must ever see half a file. */
  private static void drop(Path jar, byte[] content) throws IOException {
    Files.createDirectories(jar.getParent());
    Path part = jar.resolveSibling(jar.getFileName() + ".part");
    Files.write(part, content);
    Files.move(part, jar, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  private static byte[] withVersion(byte[] bundle, String version) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JarInputStream in = new JarInputStream(new ByteArrayInputStream(bundle))) {
      Manifest manifest = in.getManifest();
      manifest.getMainAttributes().put(new Attributes.Name("Bundle-Version"), version);
      try (JarOutputStream out = new JarOutputStream(bytes, manifest)) {
        for (JarEntry entry = in.getNextJarEntry(); entry != null; entry = in.getNextJarEntry()) {
          out.putNextEntry(new JarEntry(entry.getName()));
          in.transferTo(out);
        }
      }
    }
    return bytes.toByteArray();
  }
}
