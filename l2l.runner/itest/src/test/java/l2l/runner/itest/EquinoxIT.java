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
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The distribution with Eclipse Equinox in lib/ instead of Apache Felix: the same bundles, untouched, and the same numbers. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "bin/l2l is a POSIX script")
class EquinoxIT {

  private static final Path EQUINOX = Checkout.ROOT.resolve("l2l.runner/itest/target/equinox/org.eclipse.osgi.jar");

  private static final int PATIENCE_SECONDS = 120;

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
    for (Path file : Checkout.files(Checkout.DISTRIBUTION.resolve("bundles"), any -> true)) {
      link(file, exchanged.resolve(Checkout.DISTRIBUTION.relativize(file).toString()));
    }
    assertEquals(List.of("org.apache.felix.framework"), frameworks());
    Files.delete(exchanged.resolve("lib/org.apache.felix.framework.jar"));
    Files.copy(EQUINOX, exchanged.resolve("lib").resolve(EQUINOX.getFileName()));
    assertEquals(List.of("org.eclipse.osgi"), frameworks());
  }

  /** The same file by another name; a copy where the folder is of another file system. */
  private static void link(Path file, Path name) throws IOException {
    Files.createDirectories(name.getParent());
    try {
      Files.createLink(name, file);
    } catch (IOException | UnsupportedOperationException e) {
      Files.copy(file, name);
    }
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
    Path felix = folder.resolve("run on felix");
    Path equinox = folder.resolve("run on equinox");
    Path experiment = experiment();
    said(Checkout.DISTRIBUTION, "run", experiment.toString(), "--out", felix.toString());
    said(exchanged, "run", experiment.toString(), "--out", equinox.toString());
    assertSame(felix, equinox, "result.json", "curves.csv", "metrics.csv", "parts.json");
  }

  /** The part is another generation of itself: equal code, name and version under another SHA-256, beside the one in use. */
  @Test
  void exchangesAPartUnderARunAndComputesTheSameNumbers() throws Exception {
    Path felix = folder.resolve("run on felix");
    Path equinox = folder.resolve("run on equinox");
    List<String> run = List.of("run", experiment().toString(), "--set", "optimizers.lstm.train.steps=3000", "--out");
    said(Checkout.DISTRIBUTION, and(run, felix.toString()));
    Path workbench = folder.resolve("workbench");
    said(exchanged, "workbench", "--background", "--directory", workbench.toString());
    try {
      String number = said(exchanged, and(run, equinox.toString(), "--detach")).output().strip();
      said(exchanged, "pause", number);
      String before = said(exchanged, "why", "lstm").output();
      PluginForge.shipped("l2l.optimizers.lstm").salted(1).drop(workbench.resolve("load"));
      await(said -> said.contains("READY") && !said.equals(before), "why", "lstm");
      said(exchanged, "resume", number);
      await(said -> said.contains("DONE"), "progress", number);
    } finally {
      said(exchanged, "stop");
    }
    assertTrue(Files.readString(equinox.resolve("result.json")).contains("\"mixed\" : true"), "no swap");
    for (String table : List.of("curves.csv", "metrics.csv")) {
      assertEquals(new RunRecord(felix).numbers().get(table), new RunRecord(equinox).numbers().get(table), table);
    }
  }

  private static void assertSame(Path felix, Path equinox, String... files) throws IOException {
    for (String file : files) {
      assertTrue(Files.size(felix.resolve(file)) > 100, file);
      assertEquals(Files.readString(felix.resolve(file)), Files.readString(equinox.resolve(file)), file);
    }
    List<Path> trained = Checkout.files(felix.resolve("optimizers"), file -> file.toString().endsWith(".safetensors"));
    assertEquals(2, trained.size());
    for (Path theta : trained) {
      assertArrayEquals(numbers(theta), numbers(equinox.resolve(felix.relativize(theta).toString())), theta::toString);
      assertTrue(numbers(theta).length > 0, theta::toString);
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

  private Path experiment() throws IOException {
    Path experiment = folder.resolve("short.json");
    try (InputStream text = EquinoxIT.class.getResourceAsStream("short.json")) {
      Files.copy(text, experiment);
    }
    return experiment;
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

  private static String[] and(List<String> words, String... more) {
    return Stream.concat(words.stream(), Stream.of(more)).toArray(String[]::new);
  }

  /** Says words again and again until the answer is as it should be. */
  private void await(Predicate<String> wanted, String... words) throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    Said said;
    do {
      said = said(exchanged, words);
    } while (!wanted.test(said.output()) && System.nanoTime() < end);
    assertTrue(wanted.test(said.output()), said::all);
  }

  private Said said(Path distribution, String... arguments) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(and(List.of(distribution.resolve("bin/l2l").toString()), arguments));
    if (distribution.equals(exchanged)) {
      builder.environment().put("L2L_WORKBENCH", folder.resolve("workbench").toString());
    }
    Said said = Said.by(builder.directory(folder.toFile()), folder, PATIENCE_SECONDS);
    assertEquals(0, said.code(), said::all);
    return said;
  }
}
