package l2l.runner.kit;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What is printed by others, of which the beginning is kept. */
final class Overheard extends OutputStream {

  private static final int KEPT = 80;

  private final byte[] beginning = new byte[KEPT];
  private long bytes;

  @Override
  public synchronized void write(int b) {
    if (bytes < KEPT) {
      beginning[(int) bytes] = (byte) b;
    }
    bytes++;
  }

  @Override
  public synchronized void write(byte[] b, int from, int length) {
    if (bytes < KEPT) {
      System.arraycopy(b, from, beginning, (int) bytes, Math.min(length, (int) (KEPT - bytes)));
    }
    bytes += length;
  }

  PrintStream stream() {
    return new PrintStream(this, true, StandardCharsets.UTF_8);
  }

  /** How much was printed and how it begins, or empty. */
  synchronized Optional<String> words() {
    String begins = new String(beginning, 0, (int) Math.min(bytes, KEPT), StandardCharsets.UTF_8).lines().findFirst().orElse("");
    return bytes == 0 ? Optional.empty() : Optional.of(bytes + " bytes, beginning with \"" + begins + "\"");
  }
}
