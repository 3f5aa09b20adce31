package l2l.runner.itest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The folders of this checkout. */
final class Checkout {

  static final Path ROOT = Path.of(System.getProperty("l2l.root")).normalize();
  static final Path DISTRIBUTION = ROOT.resolve("l2l.runner/app/target/l2l");

  /** The groups whose bundles are parts. */
  static final List<String> GROUPS = List.of("l2l.engines", "l2l.optimizees", "l2l.optimizers", "l2l.metaobjectives", "l2l.estimators");

  private Checkout() {}

  static List<Path> files(Path folder, Predicate<Path> wanted) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).filter(wanted).sorted().toList();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Folders of parts: those under a group that hold a POM. */
  static List<Path> parts() {
    return GROUPS.stream().flatMap(group -> files(ROOT.resolve(group), file -> file.endsWith("pom.xml")
        && file.getParent().getParent().equals(ROOT.resolve(group))).stream()).map(Path::getParent).toList();
  }
}
