package l2l.optimizees.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import l2l.api.state.Values;
import l2l.api.tensor.Shape;

/**
 * NumPy's format of one array: the magic "\x93NUMPY", a version, a header that says type, order and shape, then the numbers.
 *
 * <p>Versions 1 and 2, types {@code <f4 <f8 <i8 |u1}, rows first. Floats stay floats, bytes become floats, long integers doubles.
 *
 * <p>Source: Kern 2007, NumPy Enhancement Proposal 1, "A simple file format for NumPy arrays".
 */
final class Npy {

  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final Pattern TYPE = Pattern.compile("'descr'\\s*:\\s*'([^']*)'");
  private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
  private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([0-9, ]*)\\)");

  private Npy() {}

  /**
   * These values and the array of these bytes.
   *
   * @param where the file and the array's place in it, for messages
   */
  static Values add(Values values, String name, String where, byte[] bytes) throws IOException {
    var in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (bytes.length < 10 || !Arrays.equals(MAGIC, Arrays.copyOf(bytes, MAGIC.length))) {
      throw new IOException(where + " is not an array of NumPy's: it does not begin with its magic number; write it with numpy.savez");
    }
    int version = bytes[6];
    if (version < 1 || version > 2) {
      throw new IOException(where + " is of version " + version + " of NumPy's format; 1 and 2 can be read, so write it anew");
    }
    int from = version == 1 ? 10 : 12;
    int length = version == 1 ? in.getShort(8) & 0xFFFF : bytes.length < 12 ? -1 : in.getInt(8);
    if (length < 0 || length > bytes.length - from) {
      throw new IOException(where + " is cut short inside its header; write it anew");
    }
    String header = new String(bytes, from, length, StandardCharsets.ISO_8859_1);
    if (!found(ORDER, header, where).equals("False")) {
      throw new IOException(where + " is in Fortran order, columns first; write it with numpy.ascontiguousarray");
    }
    int[] shape = shape(found(SHAPE, header, where), where);
    in.position(from + length);
    return numbers(values, name, where, found(TYPE, header, where), shape, in);
  }

  private static String found(Pattern pattern, String header, String where) throws IOException {
    Matcher m = pattern.matcher(header);
    if (!m.find()) {
      throw new IOException(where + " has a header that is not understood: " + header.strip() + "; write it with numpy.savez");
    }
    return m.group(1);
  }

  private static int[] shape(String text, String where) throws IOException {
    try {
      int[] shape = Stream.of(text.split(",")).map(String::strip).filter(s -> !s.isEmpty()).mapToInt(Integer::parseInt).toArray();
      Shape.size(shape);
      return shape;
    } catch (IllegalArgumentException e) {
      throw new IOException(where + " announces the shape (" + text + "), too large to be held; split it", e);
    }
  }

  private static Values numbers(Values values, String name, String where, String type, int[] shape, ByteBuffer in) throws IOException {
    int width = switch (type) {
      case "<f8", "<i8" -> 8;
      case "<f4" -> 4;
      case "|u1" -> 1;
      default -> throw new IOException(where + " holds numbers of type '" + type + "'; <f4, <f8, <i8 and |u1 can be read, so convert them");
    };
    int n = Shape.size(shape);
    if (in.remaining() != (long) n * width) {
      throw new IOException(where + " is cut short or too long: shape " + Shape.text(shape) + " of type " + type + " takes "
          + (long) n * width + " bytes, and " + in.remaining() + " are there; write it anew");
    }
    if (width == 8) {
      double[] d = new double[n];
      for (int i = 0; i < n; i++) {
        d[i] = type.equals("<f8") ? in.getDouble() : exact(in.getLong(), where);
      }
      return values.with(name, d, shape);
    }
    float[] f = new float[n];
    for (int i = 0; i < n; i++) {
      f[i] = width == 4 ? in.getFloat() : in.get() & 0xFF;
    }
    return values.with(name, f, shape);
  }

  private static double exact(long value, String where) throws IOException {
    if (Math.abs(value) > 1L << 53 || value == Long.MIN_VALUE) {
      throw new IOException(where + " holds the integer " + value + ", beyond the 2^53 that a double holds exactly; scale it");
    }
    return value;
  }
}
