package l2l.runner.store;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * How many bytes a workbench takes.
 *
 * @param runs by their number
 * @param generations by the SHA-256 of the jar
 * @param rest of the folder: the index, logs, jars in load/; what the container keeps there while it runs does not count, for it is
 *     emptied at each start and holds links to the distribution's bundles
 */
public record DiskUse(Map<Long, Long> runs, Map<String, Long> generations, long rest) {

  /** Adds it up. */
  public static DiskUse of(WorkbenchDirectory workbench, RunIndex index) {
    Map<Long, Long> runs = new LinkedHashMap<>();
    long inside = 0;
    for (RunRow run : index.runs()) {
      long bytes = bytes(run.directory());
      runs.put(run.id(), bytes);
      inside += run.directory().startsWith(workbench.path()) ? bytes : 0;
    }
    Map<String, Long> generations = new TreeMap<>();
    Vault vault = workbench.generations();
    vault.all().forEach(sha256 -> generations.put(sha256, vault.bytes(sha256)));
    long jars = generations.values().stream().mapToLong(Long::longValue).sum();
    return new DiskUse(runs, generations, Math.max(0, bytes(workbench.path()) - bytes(workbench.framework()) - inside - jars));
  }

  /** All of it, in bytes. */
  public long total() {
    return Stream.concat(runs.values().stream(), generations.values().stream()).mapToLong(Long::longValue).sum() + rest;
  }

  /** Bytes of the files under a path; those that go meanwhile, or cannot be looked at, count nothing. */
  static long bytes(Path path) {
    long[] sum = new long[1];
    try {
      Files.walkFileTree(path, new SimpleFileVisitor<>() {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
          sum[0] += attributes.size();
          return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) {
          return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, IOException e) {
          return FileVisitResult.CONTINUE;
        }
      });
    } catch (IOException e) {
      throw BadInput.reading(path, e);
    }
    return sum[0];
  }

  /** Deletes a file or a folder with all in it. */
  static void delete(Path path) throws IOException {
    try (Stream<Path> all = Files.walk(path)) {
      for (Path p : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(p);
      }
    }
  }
}
