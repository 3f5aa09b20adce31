package l2l.runner.kit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * The jar that a project's build leaves behind, as it was seen.
 *
 * @param modified the file's time, in milliseconds
 */
record BuiltJar(Path file, long bytes, long modified) {

  /** The latest jar in a project's target/ that holds the plugin, if any is there. */
  static Optional<BuiltJar> in(Path project) {
    try (Stream<Path> files = Files.list(project.resolve("target"))) {
      return files.filter(f -> f.toString().endsWith(".jar") && !f.toString().matches(".*-(sources|javadoc|tests)\\.jar"))
          .map(f -> new BuiltJar(f, f.toFile().length(), f.toFile().lastModified()))
          .max(Comparator.comparingLong(BuiltJar::modified).thenComparing(BuiltJar::file));
    } catch (IOException e) {
      return Optional.empty(); // nothing is built yet, or it is being cleaned
    }
  }

  /** Whether it can be opened: a zip has its list of entries at its end. */
  boolean whole() {
    try (JarFile jar = new JarFile(file.toFile())) {
      return jar.size() > 0;
    } catch (IOException e) {
      return false;
    }
  }
}
