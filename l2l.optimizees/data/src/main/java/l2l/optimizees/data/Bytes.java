package l2l.optimizees.data;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** A file read from front to back, gzipped (and then named .gz) or not. Every fault is one sentence that names the file. */
final class Bytes implements AutoCloseable {

  private final Path file;
  private final InputStream in;

  private Bytes(Path file, InputStream in) {
    this.file = file;
    this.in = in;
  }

  /** Whether the directory holds a file of this name, or of this name and .gz. */
  static boolean exist(Path directory, String name) {
    return Files.isRegularFile(directory.resolve(name)) || Files.isRegularFile(directory.resolve(name + ".gz"));
  }

  /**
   * Opens the file of this name, or else of this name and .gz.
   *
   * @param what the data set's name, for messages
   */
  static Bytes open(Path directory, String name, String what) throws IOException {
    if (!Files.isDirectory(directory)) {
      throw new IOException(what + ": there is no directory " + directory + "; set 'directory' to the one that holds " + name);
    }
    if (!exist(directory, name)) {
      throw new IOException(
          what + ": " + directory + " holds neither " + name + " nor " + name + ".gz; set 'directory' to the one that does");
    }
    Path plain = directory.resolve(name);
    return Files.isRegularFile(plain) ? unpacked(plain) : packed(directory.resolve(name + ".gz"));
  }

  private static Bytes unpacked(Path file) throws IOException {
    var in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    if (gzipped(in)) {
      in.close();
      throw new IOException(file + " is gzipped but not named .gz; rename or unpack it");
    }
    return new Bytes(file, in);
  }

  private static Bytes packed(Path file) throws IOException {
    var in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    if (!gzipped(in)) {
      in.close();
      throw new IOException(file + " is named .gz but is not gzipped; rename it or fetch it anew");
    }
    try {
      return new Bytes(file, new GZIPInputStream(in, 1 << 16));
    } catch (IOException e) {
      in.close();
      throw new IOException(file + " is cut short inside its gzip header; fetch it anew", e);
    }
  }

  private static boolean gzipped(BufferedInputStream in) throws IOException {
    in.mark(2);
    boolean is = in.read() == 0x1F && in.read() == 0x8B;
    in.reset();
    return is;
  }

  Path file() {
    return file;
  }

  /** Up to n bytes, fewer only where the file ends. */
  byte[] upTo(int n) throws IOException {
    try {
      return in.readNBytes(n);
    } catch (EOFException e) {
      throw new IOException(file + " is cut short: its gzip stream breaks off; fetch it anew", e);
    } catch (ZipException e) {
      throw new IOException(file + " is damaged (" + e.getMessage() + "); fetch it anew", e);
    }
  }

  /**
   * Exactly n bytes.
   *
   * @param what they are, for the message where the file ends before
   */
  byte[] exactly(int n, String what) throws IOException {
    byte[] bytes = upTo(n);
    if (bytes.length < n) {
      throw new IOException(file + " is cut short: " + bytes.length + " of the " + n + " bytes of " + what + " are there; fetch it anew");
    }
    return bytes;
  }

  /** Makes sure that the file ends here; a gzip stream's check sum is compared. */
  void end(String announced) throws IOException {
    if (upTo(1).length > 0) {
      throw new IOException(file + " goes on after " + announced + ", all that its header announces; fetch it anew");
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
