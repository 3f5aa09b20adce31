package l2l.runner.store;

import java.io.BufferedOutputStream;
import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.stream.Stream;

/** A file that is there whole or not at all: written under a temporary name beside its place, synced to the disk, then renamed. */
final class WholeFile {

  /** Writes the content of one file. */
  interface Content {
    void to(OutputStream out) throws IOException;
  }

  private WholeFile() {}

  /**
   * Writes or replaces a file.
   *
   * @throws BadInput if the place cannot be written; then what was there before is still there, and nothing else
   */
  static void write(Path file, Content content) {
    write(file, true, content);
  }

  /** @param synced whether to wait until it is on the disk; if not, it may be lost with the power, but not with the process */
  static void write(Path file, boolean synced, Content content) {
    Path beside = file.resolveSibling("." + file.getFileName() + ".part");
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      try (FileOutputStream raw = new FileOutputStream(beside.toFile());
          OutputStream out = new BufferedOutputStream(raw, 1 << 16)) {
        content.to(out);
        out.flush();
        if (synced) {
          raw.getFD().sync();
        }
      }
      move(beside, file);
      if (synced) {
        sync(file.toAbsolutePath().getParent());
      }
    } catch (IOException e) {
      try {
        Files.deleteIfExists(beside);
      } catch (IOException left) {
        e.addSuppressed(left);
      }
      throw BadInput.writing(file, e);
    }
  }

  /** Removes what writers that were killed left under a folder: what is a minute older than this process, whose own may be on the way. */
  static void sweep(Path folder) {
    long begun = ProcessHandle.current().info().startInstant().orElse(Instant.EPOCH).minusSeconds(60).toEpochMilli();
    try (Stream<Path> all = Files.walk(folder)) {
      all.filter(f -> f.getFileName().toString().matches("\\..*\\.part")).map(Path::toFile).filter(f -> f.lastModified() < begun)
          .forEach(File::delete);
    } catch (IOException e) {
      throw BadInput.reading(folder, e);
    }
  }

  /** Waits until the names in a folder are on the disk; where a system cannot, it writes them by itself. */
  static void sync(Path folder) {
    boolean interrupted = Thread.interrupted(); // or the channel would be closed
    try (FileChannel names = FileChannel.open(folder)) {
      names.force(true);
    } catch (IOException e) {
      return; // Windows opens no folder
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
