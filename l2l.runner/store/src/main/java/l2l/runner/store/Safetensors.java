package l2l.runner.store;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import l2l.api.state.Values;
import l2l.api.tensor.Precision;
import l2l.api.tensor.Shape;

/**
 * Named arrays in a file that other programs read too: the safetensors format.
 *
 * <p>File = n (8 bytes, little-endian), a JSON header of n bytes {"name": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}, …,
 * "__metadata__": {"key": "text"}}, then the numbers, little-endian, row-major, without gaps. F32 and F64 are read and written.
 * Source: the format's public description, version 1 (Hugging Face, 2022).
 *
 * @param values the arrays
 * @param metadata texts by key
 */
public record Safetensors(Values values, Map<String, String> metadata) {

  private static final ObjectMapper JSON = new ObjectMapper();
  static final String METADATA = "__metadata__";

  public Safetensors {
    metadata = Map.copyOf(metadata);
  }

  /**
   * Writes the file whole: under a temporary name, synced, then renamed.
   *
   * @throws BadInput if the place cannot be written
   */
  public void write(Path file) {
    write(file, true);
  }

  void write(Path file, boolean synced) {
    byte[] header = header();
    WholeFile.write(file, synced, out -> {
      out.write(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(header.length).array());
      out.write(header);
      for (String name : values.names()) {
        writeArray(out, name);
      }
    });
  }

  private byte[] header() {
    ObjectNode root = JSON.createObjectNode();
    if (!metadata.isEmpty()) {
      ObjectNode texts = root.putObject(METADATA);
      metadata.entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach(e -> texts.put(e.getKey(), e.getValue()));
    }
    long at = 0;
    for (String name : values.names()) {
      if (name.equals(METADATA)) {
        throw new IllegalArgumentException("safetensors: no array may be called " + METADATA);
      }
      int[] shape = values.shape(name);
      Precision precision = values.precision(name);
      ObjectNode entry = root.putObject(name).put("dtype", precision == Precision.FLOAT ? "F32" : "F64");
      for (int axis : shape) {
        entry.withArray("shape").add(axis);
      }
      if (shape.length == 0) {
        entry.putArray("shape");
      }
      long end = at + (long) Shape.size(shape) * precision.bytes();
      entry.putArray("data_offsets").add(at).add(end);
      at = end;
    }
    String text = root.toString();
    int length = text.getBytes(StandardCharsets.UTF_8).length;
    return (text + " ".repeat((8 - length % 8) % 8)).getBytes(StandardCharsets.UTF_8);
  }

  private void writeArray(OutputStream out, String name) throws IOException {
    boolean wide = values.precision(name) == Precision.DOUBLE;
    double[] doubles = wide ? values.doubles(name) : null;
    float[] floats = wide ? null : values.floats(name);
    int n = wide ? doubles.length : floats.length;
    ByteBuffer piece = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < n; i++) {
      if (wide) {
        piece.putDouble(doubles[i]);
      } else {
        piece.putFloat(floats[i]);
      }
      if (piece.remaining() < 8) {
        out.write(piece.array(), 0, piece.position());
        piece.clear();
      }
    }
    out.write(piece.array(), 0, piece.position());
  }

  /**
   * Reads a file back, bit for bit.
   *
   * @throws BadInput if it is missing, cut short, not safetensors, or holds another kind of number
   */
  public static Safetensors read(Path file) {
    return SafetensorsReading.of(file);
  }
}
