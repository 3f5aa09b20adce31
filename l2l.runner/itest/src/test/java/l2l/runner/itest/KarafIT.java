package l2l.runner.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The distribution's bundles, untouched, dropped into a fresh Apache Karaf: all start, and the numbers are those of the distribution.
 *
 * <p>Left out are logging, File Install and the terminal, which Karaf has, and of the platform what Karaf has under the same name.
 */
@EnabledIfSystemProperty(named = "l2l.karaf", matches = ".+", disabledReason = "mvn -Pkaraf fetches Karaf and runs it")
class KarafIT {

  private static final Pattern BUNDLE = Pattern.compile("(?m)^ *\\d+ \\| *(\\S+) *\\| *\\d+ *\\| *(\\S+) *\\| *(\\S+)");
  private static final Pattern GEMM = Pattern.compile("\"gemm\" : \"[^\"]* (\\w+)\"");

  @TempDir
  private static Path folder;
  private static Karaf karaf;
  private static final Map<String, Path> DROPPED = new TreeMap<>();

  @BeforeAll
  static void drop() throws Exception {
    Said run = distribution("run", experiment().toString(), "--out", folder.resolve("felix").toString());
    assertEquals(0, run.code(), run::all);
    Matcher gemm = GEMM.matcher(Files.readString(folder.resolve("felix/run.json")));
    assertTrue(gemm.find(), "no matrix-product kernel in run.json");
    karaf = Karaf.boot(Path.of(System.getProperty("l2l.karaf")), folder.resolve("karaf"),
        Map.of("OMP_NUM_THREADS", "1", "OPENBLAS_NUM_THREADS", "1", "OPENBLAS_CORETYPE", gemm.group(1)));
    Map<String, String> there = states();
    assertFalse(there.isEmpty());
    for (String level : List.of("10-platform", "20-parts")) {
      for (Path bundle : bundles(Checkout.DISTRIBUTION.resolve("bundles").resolve(level))) {
        String name = symbolicName(bundle);
        if (!there.containsKey(name) && !name.equals("org.osgi.service.log")) { // that one lies in Pax Logging
          DROPPED.put(name, bundle);
          karaf.drop(bundle);
        }
      }
    }
    assertTrue(DROPPED.size() >= 30, DROPPED::toString);
    karaf.await("bundle:list -t 0 -s", said -> states(said).entrySet().stream()
        .filter(bundle -> DROPPED.containsKey(bundle.getKey()) && bundle.getValue().equals("Active")).count() == DROPPED.size());
  }

  @AfterAll
  static void stop() throws Exception {
    if (karaf != null) {
      karaf.stop();
    }
  }

  @Test
  void leavesNothingUnresolvedAndLogsNoError() throws Exception {
    Map<String, String> wrong = states();
    wrong.values().removeIf(state -> state.equals("Active"));
    wrong.remove("org.apache.karaf.features.extension"); // a fragment
    assertEquals(Map.of(), wrong);
    assertEquals(List.of(), karaf.log().lines().filter(line -> line.contains("| ERROR |")).toList());
  }

  @Test
  void listsTheSameParts() throws Exception {
    Said felix = distribution("parts");
    String said = karaf.await("l2l:parts", answer -> answer.contains("estimator"));
    assertEquals(felix.output().strip(), said.strip());
    assertTrue(said.lines().count() > 20, said);
  }

  @Test
  void computesTheSameNumbers() throws Exception {
    Path out = folder.resolve("in karaf");
    String said = karaf.say("l2l:run '" + experiment() + "' --out '" + out + "'");
    for (String file : List.of("result.json", "curves.csv", "parts.json")) {
      assertTrue(Files.exists(out.resolve(file)), said);
      assertEquals(Files.readString(folder.resolve("felix").resolve(file)), Files.readString(out.resolve(file)), file);
    }
  }

  @Test
  void seesAPluginThatIsDroppedAndTakenAway() throws Exception {
    Path plugin = Checkout.ROOT.resolve("l2l.runner/itest/target/l2l.runner.itest-1.0.0-SNAPSHOT-acme.momentum.jar");
    assertFalse(karaf.say("l2l:parts").contains("acme.momentum"));
    karaf.drop(plugin);
    karaf.await("l2l:parts", said -> said.contains("acme.momentum"));
    karaf.take(plugin);
    karaf.await("l2l:parts", said -> said.contains("estimator") && !said.contains("acme.momentum"));
  }

  private static Path experiment() throws IOException {
    Path experiment = folder.resolve("short.json");
    try (InputStream text = KarafIT.class.getResourceAsStream("short.json")) {
      Files.write(experiment, text.readAllBytes());
    }
    return experiment;
  }

  private static Said distribution(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(Checkout.DISTRIBUTION.resolve("bin/l2l").toString()));
    command.addAll(List.of(arguments));
    return Said.by(new ProcessBuilder(command).directory(folder.toFile()), folder, 120);
  }

  /** Karaf's bundles and their states. */
  private static Map<String, String> states() throws IOException, InterruptedException {
    return states(karaf.say("bundle:list -t 0 -s"));
  }

  private static Map<String, String> states(String list) {
    Map<String, String> states = new LinkedHashMap<>();
    for (Matcher line = BUNDLE.matcher(list); line.find();) {
      states.put(line.group(3), line.group(1));
    }
    return states;
  }

  /** The bundles of a folder: jars, and folders with a manifest. */
  private static List<Path> bundles(Path level) throws IOException {
    try (var bundles = Files.list(level)) {
      return bundles.sorted().toList();
    }
  }

  private static String symbolicName(Path bundle) throws IOException {
    Attributes main;
    if (Files.isDirectory(bundle)) {
      try (InputStream in = Files.newInputStream(bundle.resolve("META-INF/MANIFEST.MF"))) {
        main = new Manifest(in).getMainAttributes();
      }
    } else {
      try (JarFile jar = new JarFile(bundle.toFile())) {
        main = jar.getManifest().getMainAttributes();
      }
    }
    return main.getValue("Bundle-SymbolicName").split(";")[0].strip();
  }
}
