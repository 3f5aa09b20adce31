package l2l.runner.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The build refuses a change of the API that its version does not tell of.
 *
 * <p>Each test changes a copy of {@code l2l.api/api} and builds it as the checkout itself is built: the same POMs, the same released jar
 * of {@code cnf/release}, beside no other module.
 */
class BaselineIT {

  private static final List<String> COPIED =
      List.of("pom.xml", "bnd.bnd", ".mvn/maven.config", "cnf/release", "l2l.api/pom.xml", "l2l.api/api/pom.xml", "l2l.api/api/bnd.bnd",
          "l2l.api/api/src/main");
  private static final Path PACKAGE = Path.of("src/main/java/l2l/api");

  @TempDir
  private Path folder;

  @BeforeEach
  void copy() throws IOException {
    for (String path : COPIED) {
      for (Path file : Checkout.files(Checkout.ROOT.resolve(path), any -> true)) {
        Path copy = folder.resolve(Checkout.ROOT.relativize(file).toString());
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    }
  }

  @Test
  void passesAChangedComment() throws Exception {
    change(PACKAGE.resolve("Batch.java"), "Decides the minibatch.", "Decides which minibatch it is.");
    assertPasses(build());
  }

  @Test
  void refusesABreakAndSaysTheVersionItShouldHave() throws Exception {
    change(PACKAGE.resolve("MetaObjective.java"), "of(Trajectory trajectory)", "of(Trajectory trajectory, int stride)");
    Said said = build();
    assertRefuses(said, "MAJOR", "2.0.0");
    assertTrue(said.all().contains("INTERFACE  l2l.api.MetaObjective"), said::all);
    assertTrue(said.all().contains("REMOVED      METHOD     of(l2l.api.Trajectory)"), said::all);
  }

  @Test
  void refusesAnAdditionAndSaysTheVersionItShouldHave() throws Exception {
    add();
    change(PACKAGE.resolve("package-info.java"), "@Version(\"1.1.0\")", "@Version(\"1.0.0\")");
    change(Path.of("bnd.bnd"), "Bundle-Version: 1.1.0", "Bundle-Version: 1.0.0");
    Said said = build();
    assertRefuses(said, "MINOR", "1.1.0");
    assertTrue(said.all().contains("INTERFACE  l2l.api.Batch"), said::all);
    assertTrue(said.all().contains("ADDED        METHOD     epochs()"), said::all);
  }

  @Test
  void passesAnAdditionOfThatVersion() throws Exception {
    add();
    assertPasses(build());
  }

  /** A method that plugins need not implement, since {@code Batch} is for providers. */
  private void add() throws IOException {
    change(PACKAGE.resolve("Batch.java"), "long horizon();", "long horizon();\n\n  long epochs();");
  }

  private void change(Path file, String from, String to) throws IOException {
    Path changed = folder.resolve("l2l.api/api").resolve(file.toString());
    String text = Files.readString(changed);
    assertEquals(1, text.split(java.util.regex.Pattern.quote(from), -1).length - 1, () -> file + " says '" + from + "' once");
    Files.writeString(changed, text.replace(from, to));
  }

  private static void assertPasses(Said said) {
    assertEquals(0, said.code(), said::all);
    assertTrue(said.all().contains("Baseline check succeeded"), said::all); // so it did look
  }

  /** The bundle and its package l2l.api are told apart by a star, with what they are and what they should be. */
  private static void assertRefuses(Said said, String delta, String version) {
    assertNotEquals(0, said.code(), said::all);
    assertTrue(said.all().contains("Baseline problems detected"), said::all);
    for (String kind : List.of("BUNDLE", "PACKAGE")) {
      String line = said.all().lines().filter(one -> one.matches(".*\\* l2l\\.api +" + kind + " .*")).findFirst().orElse("");
      assertTrue(line.matches(".* " + delta + " +1\\.[01]\\.0\\S* +1\\.0\\.0\\S* +" + version + "( .*)?"), () -> kind + ": " + said.all());
    }
  }

  private Said build() throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("maven.home"), "bin/mvn").toString(), "-B", "-o",
        "-f", folder.resolve("l2l.api/api/pom.xml").toString(), "-Dmaven.repo.local=" + System.getProperty("maven.repository"),
        "-Dmaven.test.skip=true", "verify"));
    Path settings = Path.of(System.getProperty("maven.settings"));
    if (Files.exists(settings)) {
      command.addAll(1, List.of("-s", settings.toString()));
    }
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    return Said.by(builder, folder, 120);
  }
}
