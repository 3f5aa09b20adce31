package l2l.runner.itest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.jar.JarFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The distribution with Eclipse Equinox in lib/ instead of Apache Felix: the same bundles, untouched, and the same numbers. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "bin/l2l is a POSIX script")
class EquinoxIT {

  private static final Path EQUINOX = Checkout.ROOT.resolve("l2l.runner/itest/target/equinox/org.eclipse.osgi.jar");

  @TempDir
  private Path folder;
  private Path exchanged;

  @BeforeEach
  void exchange() throws IOException {
    exchanged = folder.resolve("distribution");
    for (String copied : List.of("bin", "conf", "lib")) {
      for (Path file : Checkout.files(Checkout.DISTRIBUTION.resolve(copied), any -> true)) {
        Path copy = exchanged.resolve(Checkout.DISTRIBUTION.relativize(file).toString());
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
    Files.createDirectory(exchanged.resolve("load"));
    Files.createSymbolicLink(exchanged.resolve("bundles"), Checkout.DISTRIBUTION.resolve("bundles"));
    assertEquals(List.of("org.apache.felix.framework"), frameworks());
    Files.delete(exchanged.resolve("lib/org.apache.felix.framework.jar"));
    Files.copy(EQUINOX, exchanged.resolve("lib").resolve(EQUINOX.getFileName()));
    assertEquals(List.of("org.eclipse.osgi"), frameworks());
  }

  @AfterEach
  void leaveTheBundles() throws IOException {
    Files.delete(exchanged.resolve("bundles"));
  }

  @Test
  void listsTheSameParts() throws Exception {
    Said felix = said(Checkout.DISTRIBUTION, "parts");
    Said equinox = said(exchanged, "parts");
    assertEquals("", equinox.errors());
    assertEquals(felix.output(), equinox.output());
    assertTrue(equinox.output().lines().count() > 20, equinox::all);
  }

  @Test
  void computesTheSameNumbers() throws Exception {
    Path experiment = folder.resolve("short.json");
    try (InputStream text = EquinoxIT.class.getResourceAsStream("short.json")) {
      Files.copy(text, experiment);
    }
    for (Path distribution : List.of(Checkout.DISTRIBUTION, exchanged)) {
      said(distribution, "run", experiment.toString(), "--out", folder.resolve("run of " + distribution.getFileName()).toString());
    }
    Path felix = folder.resolve("run of l2l");
    Path equinox = folder.resolve("run of distribution");
    for (String file : List.of("result.json", "curves.csv", "parts.json")) {
      assertTrue(Files.size(felix.resolve(file)) > 100, file);
      assertEquals(Files.readString(felix.resolve(file)), Files.readString(equinox.resolve(file)), file);
    }
    List<Path> snapshots = Checkout.files(felix, file -> file.toString().endsWith(".safetensors"));
    assertTrue(!snapshots.isEmpty(), "no snapshot");
    for (Path snapshot : snapshots) {
      byte[] numbers = numbers(snapshot);
      assertTrue(numbers.length > 0, snapshot::toString);
      assertArrayEquals(numbers, numbers(equinox.resolve(felix.relativize(snapshot).toString())), snapshot::toString);
    }
  }

  @Test
  void takesAPluginFromItsLoadFolder() throws Exception {
    Files.copy(Checkout.ROOT.resolve("l2l.runner/itest/target/l2l.runner.itest-1.0.0-SNAPSHOT-acme.momentum.jar"),
        exchanged.resolve("load/acme.momentum.jar"));
    Said said = said(exchanged, "parts");
    assertTrue(said.output().contains("acme.momentum"), said::all);
  }

  /** The tensors of a .safetensors file, which follow a header and its length. */
  private static byte[] numbers(Path snapshot) throws IOException {
    byte[] all = Files.readAllBytes(snapshot);
    long header = ByteBuffer.wrap(all).order(ByteOrder.LITTLE_ENDIAN).getLong();
    return Arrays.copyOfRange(all, Math.toIntExact(Long.BYTES + header), all.length);
  }

  /** Names of the jars in lib/ that the launcher could take for the framework. */
  private List<String> frameworks() throws IOException {
    List<String> found = new ArrayList<>();
    for (Path jar : Checkout.files(exchanged.resolve("lib"), any -> true)) {
      try (JarFile open = new JarFile(jar.toFile())) {
        if (open.getEntry("META-INF/services/org.osgi.framework.launch.FrameworkFactory") != null) {
          found.add(jar.getFileName().toString().replace(".jar", ""));
        }
      }
    }
    return found;
  }

  private Said said(Path distribution, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(distribution.resolve("bin/l2l").toString()));
    command.addAll(List.of(arguments));
    Said said = Said.by(new ProcessBuilder(command).directory(folder.toFile()), folder, 120);
    assertEquals(0, said.code(), said::all);
    return said;
  }
}
