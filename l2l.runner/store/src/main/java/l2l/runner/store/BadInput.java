package l2l.runner.store;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/** Something the user gave cannot be used; the message is one sentence that names it and says what to do. The exit code is 2. */
public final class BadInput extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public BadInput(String sentence) {
    super(sentence);
  }

  public BadInput(String sentence, Throwable cause) {
    super(sentence, cause);
  }

  /** Why a file or directory could not be written. */
  public static BadInput writing(Path path, IOException e) {
    return writing(path, e, "choose another --out");
  }

  /** Why a file or directory could not be written, and what to do then. */
  public static BadInput writing(Path path, IOException e, String remedy) {
    String why = e instanceof NoSuchFileException ? "its directory cannot be made" : reason(path, e);
    return new BadInput("cannot write " + path + ": " + why + "; " + remedy, e);
  }

  /** Why a file could not be read. */
  public static BadInput reading(Path path, IOException e) {
    return new BadInput("cannot read " + path + ": " + reason(path, e), e);
  }

  static String reason(Path path, IOException e) {
    String file = e instanceof FileSystemException f ? f.getFile() : null;
    String at = file == null || file.equals(path.toString()) ? "" : " (" + file + ")";
    String said = String.valueOf(e instanceof FileSystemException f && f.getReason() != null ? f.getReason() : e.getMessage());
    if (e instanceof AccessDeniedException) {
      return "no permission" + at;
    } else if (e instanceof NoSuchFileException) {
      return "there is no such file" + at;
    } else if (e instanceof FileAlreadyExistsException || e instanceof NotDirectoryException || said.contains("Not a directory")) {
      return "a file of that name stands in the way" + at;
    } else if (said.contains("No space left") || said.contains("quota")) {
      return "no space is left on its disk" + at;
    } else if (said.contains("Read-only")) {
      return "its disk is read-only" + at;
    }
    return said + at;
  }
}
