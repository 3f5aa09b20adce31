package l2l.runner.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** House rules that a reader of the sources can check. */
class SourcesIT {

  private static final Pattern FORBIDDEN_NAME = Pattern.compile("Abstract.*|.*(Impl|Manager|Base|Util|Utils|Helper|Common)");

  private final List<Path> sources =
      Checkout.files(Checkout.ROOT, SourcesIT::isSource).stream().map(Checkout.ROOT::relativize).toList();

  @Test
  void noRandomnessWithoutASeed() {
    assertNoneSays(
        Pattern.compile("new Random\\(|Math\\.random\\(|ThreadLocalRandom|new SplittableRandom\\(|UUID\\.randomUUID"),
        path -> true);
  }

  @Test
  void noThreadLocals() {
    assertNoneSays(Pattern.compile("\\bThreadLocal\\b"), path -> true);
  }

  @Test
  void onlyTheShellAndTheReportPrint() {
    assertNoneSays(Pattern.compile("System\\.out\\b"),
        path -> !path.startsWith("l2l.runner/shell") && !path.startsWith("l2l.runner/report"));
  }

  @Test
  void noTypeIsNamedAfterNothing() {
    assertLooked();
    assertEquals(List.of(), sources.stream().filter(path -> FORBIDDEN_NAME.matcher(name(path)).matches()).toList());
  }

  @Test
  void everyPackageSaysWhatItIsFor() {
    assertLooked();
    List<Path> silent = sources.stream().map(Path::getParent).distinct()
        .filter(folder -> folder.startsWith("l2l.api/api"))
        .filter(folder -> !Files.exists(Checkout.ROOT.resolve(folder).resolve("package-info.java"))).toList();
    assertEquals(List.of(), silent);
  }

  @Test
  void noTabsAndNoBlanksAtTheEnd() {
    assertLooked();
    List<String> wrong = new ArrayList<>();
    sources.forEach(path -> lines(path, (number, line) -> {
      if (line.contains("\t") || line.endsWith(" ")) {
        wrong.add(path + ":" + number);
      }
    }));
    assertEquals(List.of(), wrong);
  }

  private void assertNoneSays(Pattern forbidden, Predicate<Path> where) {
    assertLooked();
    List<String> wrong = new ArrayList<>();
    sources.stream().filter(where).forEach(path -> lines(path, (number, line) -> {
      if (forbidden.matcher(line.replaceAll("//.*|^\\s*\\*.*", "")).find()) {
        wrong.add(path + ":" + number + ": " + line.strip());
      }
    }));
    assertEquals(List.of(), wrong);
  }

  private void assertLooked() {
    assertTrue(sources.size() > 100, "only " + sources.size() + " source files were found");
  }

  private static boolean isSource(Path file) {
    String path = Checkout.ROOT.relativize(file).toString().replace('\\', '/');
    return path.matches("(l2l\\.|examples/)[^/]*/.*src/main/java/.*\\.java") && !path.contains("/target/");
  }

  private static String name(Path path) {
    return path.getFileName().toString().replace(".java", "");
  }

  /** Told of each line and its number, from 1. */
  private interface Reader {
    void read(int number, String line);
  }

  private static void lines(Path path, Reader reader) {
    try {
      List<String> lines = Files.readAllLines(Checkout.ROOT.resolve(path));
      for (int i = 0; i < lines.size(); i++) {
        reader.read(i + 1, lines.get(i));
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
