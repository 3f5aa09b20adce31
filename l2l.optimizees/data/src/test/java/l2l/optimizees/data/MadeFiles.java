package l2l.optimizees.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Small files of every format, made for tests. */
final class MadeFiles {

  private MadeFiles() {}

  /** An IDX file: magic number, axes, numbers 0, 1, 2, …, each modulo {@code modulus}. */
  static byte[] idx(int modulus, int... shape) {
    int n = 1;
    for (int d : shape) {
      n *= d;
    }
    ByteBuffer b = ByteBuffer.allocate(4 + 4 * shape.length + n).putInt(0x0800 + shape.length);
    for (int d : shape) {
      b.putInt(d);
    }
    for (int i = 0; i < n; i++) {
      b.put((byte) (i % modulus));
    }
    return b.array();
  }

  /** n records of CIFAR-10: labels 0, 1, 2, … modulo 10; red planes 1, green 2, blue 3, the first red pixel the record's number. */
  static byte[] cifar(int n) {
    ByteBuffer b = ByteBuffer.allocate(n * 3073);
    for (int i = 0; i < n; i++) {
      b.put((byte) (i % 10));
      for (int j = 0; j < 3072; j++) {
        b.put((byte) (j == 0 ? i : 1 + j / 1024));
      }
    }
    return b.array();
  }

  static byte[] gzipped(byte[] bytes) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  /** An .npy file of this header's entries. */
  static byte[] npy(int version, String type, boolean fortran, String shape, byte[] numbers) {
    String dictionary = "{'descr': '" + type + "', 'fortran_order': " + (fortran ? "True" : "False") + ", 'shape': (" + shape + "), }";
    byte[] header = (dictionary + " ".repeat(80 - dictionary.length()) + "\n").getBytes(StandardCharsets.ISO_8859_1);
    int from = version == 1 ? 10 : 12;
    ByteBuffer b = ByteBuffer.allocate(from + header.length + numbers.length).order(ByteOrder.LITTLE_ENDIAN);
    b.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.ISO_8859_1)).put((byte) version).put((byte) 0);
    if (version == 1) {
      b.putShort((short) header.length);
    } else {
      b.putInt(header.length);
    }
    return b.put(header).put(numbers).array();
  }

  static byte[] doubles(double... d) {
    ByteBuffer b = ByteBuffer.allocate(8 * d.length).order(ByteOrder.LITTLE_ENDIAN);
    for (double v : d) {
      b.putDouble(v);
    }
    return b.array();
  }

  static byte[] floats(float... f) {
    ByteBuffer b = ByteBuffer.allocate(4 * f.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float v : f) {
      b.putFloat(v);
    }
    return b.array();
  }

  static byte[] longs(long... l) {
    ByteBuffer b = ByteBuffer.allocate(8 * l.length).order(ByteOrder.LITTLE_ENDIAN);
    for (long v : l) {
      b.putLong(v);
    }
    return b.array();
  }

  /** An .npz file of these entries. */
  static Path npz(Path file, Map<String, byte[]> entries) throws IOException {
    try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (var e : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(e.getKey() + ".npy"));
        zip.write(e.getValue());
        zip.closeEntry();
      }
    }
    return file;
  }

  /** Real data beside the checkout, or where L2L_DATA points. */
  static Path real(String folder) {
    String given = System.getenv("L2L_DATA");
    return given != null ? Path.of(given, folder) : Path.of("../../../shared/data", folder).toAbsolutePath().normalize();
  }
}
