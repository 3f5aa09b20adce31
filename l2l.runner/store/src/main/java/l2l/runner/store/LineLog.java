package l2l.runner.store;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file that grows by lines; each is handed to the operating system at once, so that a killed run keeps what it wrote. */
final class LineLog implements AutoCloseable {

  private final Path file;
  private final BufferedWriter out;

  /**
   * Opens the file for appending.
   *
   * @throws BadInput if it cannot be written
   */
  LineLog(Path file) {
    this.file = file;
    try {
      out = Files.newBufferedWriter(file, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw BadInput.writing(file, e);
    }
  }

  synchronized void add(String line) {
    try {
      out.write(line);
      out.write('\n');
      out.flush();
    } catch (IOException e) {
      throw BadInput.writing(file, e);
    }
  }

  @Override
  public synchronized void close() {
    try {
      out.close();
    } catch (IOException e) {
      throw BadInput.writing(file, e);
    }
  }
}
