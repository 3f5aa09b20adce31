package l2l.runner.kit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import l2l.runner.experiment.Kind;
import l2l.runner.store.BadInput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PluginProjectTest {

  private static final Distribution SOME = new Distribution("/opt/l2l", "file:///opt/l2l/repository", "1.2.3");

  @TempDir
  private Path folder;

  @Test
  void writesEveryKindWithNothingLeftToFillIn() throws IOException {
    assertEquals(4, PluginProject.KINDS.size());
    for (Kind kind : PluginProject.KINDS) {
      Path directory = folder.resolve(kind.word());
      List<Path> files = new PluginProject(kind, "acme.rmsplus").write(directory, SOME);
      assertEquals(7, files.size(), files::toString);
      for (Path file : files) {
        String text = Files.readString(directory.resolve(file));
        assertFalse(text.isBlank() || text.contains("{{"), () -> file + ":\n" + text);
        assertTrue(file.endsWith("pom.xml") || text.lines().allMatch(l -> l.length() <= 140), () -> file + " has long lines");
      }
      String test = Files.readString(directory.resolve("src/test/java/acme/rmsplus/RmsplusTest.java"));
      assertTrue(test.lines().count() < 25, test);
      new ObjectMapper().readTree(directory.resolve("experiment.json").toFile());
    }
  }

  @Test
  void theExampleIsWhatTheTemplateGives() throws IOException {
    Path example = Path.of("../../examples/acme.momentum");
    Map<String, String> files = new PluginProject(Kind.OPTIMIZER, "acme.momentum").files(
        new Distribution("", "file:${project.basedir}/../../l2l.runner/app/target/l2l/repository", "1.0.0-SNAPSHOT"));
    assertEquals(files.get("pom.xml"), Files.readString(example.resolve("pom.xml")));
    assertEquals(keys(files.get("bnd.bnd")), keys(Files.readString(example.resolve("bnd.bnd"))));
    String test = "src/test/java/acme/momentum/MomentumTest.java";
    assertEquals(files.get(test).replaceAll("new Momentum\\(.*\\)", "…"),
        Files.readString(example.resolve(test)).replaceAll("new Momentum\\(.*\\)", "…"));
  }

  private static List<String> keys(String bnd) {
    return bnd.lines().map(l -> l.replaceAll(":.*", "")).toList();
  }

  @Test
  void refusesAFolderThatHoldsSomething() throws IOException {
    Files.writeString(folder.resolve("notes.txt"), "mine");
    String message = assertThrows(BadInput.class, () -> new PluginProject(Kind.OPTIMIZER, "acme.a").write(folder, SOME)).getMessage();
    assertEquals("new: " + folder + " is not empty; name another place with --directory", message);
    assertEquals(1, folder.toFile().list().length);
  }

  @Test
  void refusesAFileInItsPlace() throws IOException {
    Path file = Files.writeString(folder.resolve("notes.txt"), "mine");
    String message = assertThrows(BadInput.class, () -> new PluginProject(Kind.OPTIMIZER, "acme.a").write(file, SOME)).getMessage();
    assertEquals("new: " + file + " cannot be written (NotDirectoryException: a file of that name stands there); name another place with "
        + "--directory", message);
  }

  @Test
  void refusesNamesThatAreNoPackage() {
    for (String bad : List.of("rmsplus", "Acme.rmsplus", "acme.rms-plus", "acme..rmsplus", "acme.", "9acme.rms", "acme rms", "")) {
      String message = assertThrows(BadInput.class, () -> PluginProject.of("optimizer", bad), bad).getMessage();
      assertTrue(message.startsWith("new: \"" + bad + "\" cannot be a part, a bundle and a Java package at once; give"), message);
    }
    assertEquals("new: \"acme.final\" holds \"final\", a word of Java, and cannot be a package; choose another word",
        assertThrows(BadInput.class, () -> PluginProject.of("optimizer", "acme.final")).getMessage());
    assertEquals("new: \"l2l.rmsplus\" begins with l2l, which is not yours; begin with a name of your own, such as acme",
        assertThrows(BadInput.class, () -> PluginProject.of("optimizer", "l2l.rmsplus")).getMessage());
  }

  @Test
  void refusesAKindItHasNoTemplateOf() {
    assertEquals("new: there is no template for \"optimiser\"; did you mean optimizer? "
        + "(there are optimizer, optimizee, objective, estimator)",
        assertThrows(BadInput.class, () -> PluginProject.of("optimiser", "acme.a")).getMessage());
  }

  @Test
  void aClassDoesNotHideWhatItUses() {
    assertEquals("OptimizerPart", PluginProject.of("optimizer", "acme.optimizer").type());
    assertEquals("Rmsplus", PluginProject.of("optimizer", "acme.rmsplus").type());
  }

  @Test
  void findsTheRepositoryOfADistribution() throws IOException {
    Path home = folder.resolve("a folder");
    Files.createDirectories(home.resolve("repository/org/l2l/l2l.api/1.0.0-SNAPSHOT"));
    Distribution found = Distribution.at(home);
    assertEquals("1.0.0-SNAPSHOT", found.version());
    assertTrue(found.repository().startsWith("file:///") && found.repository().endsWith("/a%20folder/repository"), found::repository);
    assertTrue(assertThrows(BadInput.class, () -> Distribution.at(folder)).getMessage().contains("has no repository/"));
  }
}
