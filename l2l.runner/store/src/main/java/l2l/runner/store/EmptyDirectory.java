package l2l.runner.store;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A place for a new run.
 *
 * @param made whether it was not there before
 */
record EmptyDirectory(Path path, boolean made) {

  private static final long LEAST_SPACE = 16L << 20;

  /** The directory a user named. */
  static EmptyDirectory at(Path wanted) {
    boolean made = !Files.exists(wanted);
    try {
      Files.createDirectories(wanted);
      try (DirectoryStream<Path> there = Files.newDirectoryStream(wanted)) {
        if (there.iterator().hasNext()) {
          throw new BadInput(wanted + " is not empty; name a new directory with --out, or leave --out away to get one");
        }
      }
      return new EmptyDirectory(wanted, made);
    } catch (IOException e) {
      throw BadInput.writing(wanted, e);
    }
  }

  /** The first of name-1, name-2, … that is not there yet. */
  static EmptyDirectory numbered(Path parent, String name) {
    try {
      Files.createDirectories(parent);
      for (int i = 1; ; i++) {
        Path wanted = parent.resolve(name + "-" + i);
        if (!Files.exists(wanted)) {
          try {
            return new EmptyDirectory(Files.createDirectory(wanted), true);
          } catch (FileAlreadyExistsException e) {
            continue; // somebody else was faster
          }
        }
      }
    } catch (IOException e) {
      throw BadInput.writing(parent, e);
    }
  }

  void checkSpace() {
    try {
      long space = Files.getFileStore(path).getUsableSpace();
      if (space < LEAST_SPACE) {
        throw new BadInput("cannot write " + path + ": only " + space / 1024 + " KiB are left on its disk and a run wants "
            + LEAST_SPACE / 1024 + "; free some or choose another --out");
      }
    } catch (IOException e) {
      throw BadInput.writing(path, e);
    }
  }

  /** Takes it back, with these files in it. */
  void undo(List<String> files) {
    files.forEach(file -> path.resolve(file).toFile().delete());
    if (made) {
      path.toFile().delete();
    }
  }
}
