package l2l.runner.app;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** A file that takes what is printed and never grows beyond a size: full, it becomes NAME.1, and what was NAME.1 becomes NAME.2. */
final class Log extends OutputStream {

  private static final int KEPT = 3;

  private final Path file;
  private final long most;
  private OutputStream out;
  private long size;

  /** @param most bytes of the file */
  Log(Path file, long most) throws IOException {
    this.file = file;
    this.most = most;
    open();
  }

  private void open() throws IOException {
    out = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    size = Files.size(file);
  }

  @Override
  public synchronized void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public synchronized void write(byte[] bytes, int from, int length) throws IOException {
    if (size > 0 && size + length > most) {
      out.close();
      for (int i = KEPT; i > 0; i--) {
        Path older = i == 1 ? file : numbered(i - 1);
        if (Files.exists(older)) {
          Files.move(older, numbered(i), StandardCopyOption.REPLACE_EXISTING);
        }
      }
      open();
    }
    out.write(bytes, from, length);
    size += length;
  }

  private Path numbered(int i) {
    return file.resolveSibling(file.getFileName() + "." + i);
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
