package l2l.runner.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.osgi.framework.BundleContext;

/** The folders that File Install watches, by its own property. */
record Folders(List<Path> all) {

  /** File Install's property: folders, with commas between. */
  static final String PROPERTY = "felix.fileinstall.dir";

  static Folders of(BundleContext context) {
    String dirs = context.getProperty(PROPERTY);
    List<Path> all = new ArrayList<>();
    for (String dir : (dirs == null ? "" : dirs).split(",")) {
      if (!dir.isBlank()) {
        all.add(real(Path.of(dir.strip())));
      }
    }
    return new Folders(all);
  }

  /** As File Install names it: without links. */
  private static Path real(Path folder) {
    try {
      return folder.toFile().getCanonicalFile().toPath();
    } catch (IOException e) {
      return folder.toAbsolutePath().normalize();
    }
  }

  /** Whether a file lies, or lay, in one of them. */
  boolean hold(Path file) {
    return all.contains(file.getParent());
  }

  static boolean isJar(Path file) {
    return file.getFileName().toString().endsWith(".jar") && Files.isRegularFile(file);
  }

  /** Everything that lies there, oldest first. */
  List<Path> files() {
    List<Path> files = new ArrayList<>();
    for (Path folder : all) {
      try (Stream<Path> there = Files.list(folder)) {
        there.forEach(files::add);
      } catch (IOException e) {
        continue; // it is not there, or nobody may look: then nothing lies in it
      }
    }
    files.sort(Comparator.<Path>comparingLong(f -> f.toFile().lastModified()).thenComparing(f -> f));
    return files;
  }

  @Override
  public String toString() {
    return String.join(" and ", all.stream().map(Path::toString).toList());
  }
}
