package l2l.runner.store;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A file that grows by lines; each is handed to the operating system at once, so that a killed run keeps what it wrote.
 *
 * <p>Opening cuts a last line that has no end. A line the disk does not take whole is taken back.
 */
final class LineLog implements AutoCloseable {

  private final Path file;
  private final RandomAccessFile out; // never interrupted, as a channel would be
  private long length;
  private final long torn;

  /**
   * Opens the file for appending.
   *
   * @throws BadInput if it cannot be written
   */
  LineLog(Path file) {
    this.file = file;
    try {
      out = new RandomAccessFile(file.toFile(), "rw");
      length = wholeLines();
      torn = out.length() - length;
      stand();
    } catch (IOException e) {
      throw BadInput.writing(file, e);
    }
  }

  private long wholeLines() throws IOException {
    byte[] piece = new byte[1 << 12];
    for (long end = out.length(); end > 0; end -= piece.length) {
      long from = Math.max(0, end - piece.length);
      out.seek(from);
      out.readFully(piece, 0, (int) (end - from));
      for (int i = (int) (end - from) - 1; i >= 0; i--) {
        if (piece[i] == '\n') {
          return from + i + 1;
        }
      }
    }
    return 0;
  }

  /** Makes the file as long as its whole lines, and stands at its end. */
  private void stand() throws IOException {
    if (out.length() != length) {
      out.setLength(length);
    }
    out.seek(length);
  }

  synchronized void add(String line) {
    byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
    try {
      stand();
      out.write(bytes);
      length += bytes.length;
    } catch (IOException e) {
      try {
        stand();
      } catch (IOException later) {
        e.addSuppressed(later); // the next line tries again
      }
      throw BadInput.writing(file, e);
    }
  }

  /** Bytes that opening cut off because they were no whole line. */
  long torn() {
    return torn;
  }

  /** Bytes of its whole lines. */
  synchronized long length() {
    return length;
  }

  /** Takes back everything behind the first so many bytes. */
  synchronized void cut(long bytes) {
    if (bytes < 0 || bytes > length) {
      throw new BadInput("cannot go back to byte " + bytes + " of " + file + ": it has " + length + "; go back to an earlier snapshot");
    }
    try {
      length = bytes;
      stand();
    } catch (IOException e) {
      throw BadInput.writing(file, e);
    }
    sync();
  }

  /** Waits until all lines are on the disk. */
  synchronized void sync() {
    try {
      out.getFD().sync();
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
