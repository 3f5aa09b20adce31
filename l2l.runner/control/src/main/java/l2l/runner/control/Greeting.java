package l2l.runner.control;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.concurrent.TimeUnit;

/**
 * The first line of a client, which holds the token, and the answer to it.
 *
 * <p>The line is "L2L1 ", the token, and an end of line: {@value #LENGTH} bytes. The answer is a line too: "OK", or why not. The workbench
 * reads not a byte more than the line before it is right, and waits for it no longer than it is told.
 */
final class Greeting {

  static final String OK = "OK";
  static final int LENGTH = 5 + ControlFile.BITS / 4 + 1;

  private Greeting() {}

  static byte[] line(String token) {
    return ("L2L1 " + token + "\n").getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Reads the line of a client; returns where it is right.
   *
   * @param millis within which all of it must be there
   * @throws ProtocolException with a sentence for the client where it is not
   */
  static void check(Socket socket, String token, int millis) throws IOException {
    byte[] said = new byte[LENGTH];
    int n = 0;
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    InputStream in = socket.getInputStream();
    try {
      while (n < LENGTH) {
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (left < 1) {
          throw new SocketTimeoutException();
        }
        socket.setSoTimeout((int) left);
        int read = in.read(said, n, LENGTH - n);
        if (read < 0) {
          throw new EOFException();
        }
        n += read;
      }
    } catch (SocketTimeoutException e) {
      throw new ProtocolException("no token came within " + millis + " ms");
    }
    socket.setSoTimeout(0);
    if (!MessageDigest.isEqual(said, line(token))) {
      throw new ProtocolException("that is not the token of this workbench; it stands in the file control of its directory");
    }
  }

  /** A line of at most 200 characters, byte by byte, for what follows is not a line. */
  static String answer(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0 || line.length() == 200) {
        throw new ProtocolException("no answer of a workbench");
      }
      line.append((char) c);
    }
    return line.toString();
  }
}
