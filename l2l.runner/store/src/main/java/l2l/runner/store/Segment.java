package l2l.runner.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * One file of a {@link SegmentLog}, read: its bytes, and where its whole blocks end.
 *
 * <p>Block = length of the text (4 bytes, big-endian, never 0), CRC-32C of length and text (4 bytes), text: UTF-8 lines, each with a line
 * end.
 */
final class Segment {

  private static final int HEAD = 8;

  private final byte[] bytes;
  private final int[] ends;

  private Segment(byte[] bytes, int[] ends) {
    this.bytes = bytes;
    this.ends = ends;
  }

  /** The block of these lines. */
  static byte[] block(List<String> lines) {
    byte[] text = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(HEAD + text.length).putInt(text.length).putInt(checksum(text, 0, text.length)).put(text).array();
  }

  /** Reads a file up to its first block that is not whole. */
  static Segment read(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    int[] ends = new int[16];
    int n = 0;
    for (int end = end(bytes, 0); end > 0; end = end(bytes, end)) {
      ends = n < ends.length ? ends : Arrays.copyOf(ends, 2 * n);
      ends[n++] = end;
    }
    return new Segment(bytes, Arrays.copyOf(ends, n));
  }

  /** Where the block that begins here ends; 0 if no whole block begins here. */
  private static int end(byte[] bytes, int from) {
    if (bytes.length - from < HEAD) {
      return 0;
    }
    ByteBuffer head = ByteBuffer.wrap(bytes, from, HEAD);
    int length = head.getInt();
    boolean fits = length > 0 && length <= bytes.length - from - HEAD;
    return fits && head.getInt() == checksum(bytes, from + HEAD, length) ? from + HEAD + length : 0;
  }

  private static int checksum(byte[] bytes, int from, int length) {
    CRC32C crc = new CRC32C();
    crc.update(ByteBuffer.allocate(4).putInt(0, length));
    crc.update(bytes, from, length);
    return (int) crc.getValue();
  }

  /** Its whole blocks. */
  int blocks() {
    return ends.length;
  }

  /** Where its first so many blocks end. */
  long end(int blocks) {
    return blocks == 0 ? 0 : ends[blocks - 1];
  }

  /** Bytes behind the last whole block. */
  long rest() {
    return bytes.length - end(blocks());
  }

  /** Whether a whole block stands behind bytes that are none: then it is not the end that was torn off. */
  boolean goesOn() {
    for (int at = (int) end(blocks()) + 1; at < bytes.length; at++) {
      if (end(bytes, at) > 0) {
        return true;
      }
    }
    return false;
  }

  /** The lines of its first so many blocks. */
  List<String> lines(int blocks) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < blocks; i++) {
      int from = (int) end(i) + HEAD;
      text.append(new String(bytes, from, ends[i] - from, StandardCharsets.UTF_8));
    }
    return text.length() == 0 ? List.of() : List.of(text.substring(0, text.length() - 1).split("\n", -1));
  }
}
