package l2l.runner.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import l2l.api.state.Values;
import l2l.api.tensor.Shape;

/** Reads the safetensors format, and trusts nothing in the file: a length or an offset that does not fit is refused. */
final class SafetensorsReading {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long LONGEST_HEADER = 100_000_000;

  /** Where an array lies: [begin, end) counted from the end of the header, in bytes. */
  private record Place(String name, boolean wide, int[] shape, long begin, long end) {}

  private SafetensorsReading() {}

  static Safetensors of(Path file) {
    try (FileChannel in = FileChannel.open(file)) {
      JsonNode header = readHeader(file, in);
      Map<String, String> metadata = new LinkedHashMap<>();
      List<Place> places = new ArrayList<>();
      for (Map.Entry<String, JsonNode> e : header.properties()) {
        if (e.getKey().equals(Safetensors.METADATA)) {
          e.getValue().properties().forEach(m -> metadata.put(m.getKey(), m.getValue().asText()));
        } else {
          places.add(place(file, e.getKey(), e.getValue()));
        }
      }
      long data = in.position();
      checkPlaces(file, places, in.size() - data);
      Values values = Values.none();
      for (Place p : places) {
        values = readArray(in, data, p, values);
      }
      return new Safetensors(values, metadata);
    } catch (IOException e) {
      throw BadInput.reading(file, e);
    }
  }

  private static JsonNode readHeader(Path file, FileChannel in) throws IOException {
    long size = in.size();
    if (size < 10) {
      throw new BadInput(file + " is not a safetensors file: it has only " + size + " bytes");
    }
    ByteBuffer start = fill(in, 0, 9);
    long length = start.getLong(0);
    if (length < 2 || length > LONGEST_HEADER || start.get(8) != '{') {
      throw new BadInput(file + " is not a safetensors file: it does not begin with the length of a header and a header");
    }
    if (length > size - 8) {
      throw new BadInput(file + " is cut short: its header needs " + length + " bytes and " + (size - 8) + " are there; copy it again");
    }
    ByteBuffer text = fill(in, 8, (int) length);
    in.position(8 + length);
    try {
      return JSON.readTree(text.array());
    } catch (JsonProcessingException e) {
      throw new BadInput(file + " is not a safetensors file: its header is not JSON", e);
    }
  }

  private static Place place(Path file, String name, JsonNode entry) {
    String dtype = entry.path("dtype").asText();
    JsonNode offsets = entry.path("data_offsets");
    JsonNode axes = entry.path("shape");
    if (!entry.isObject() || !axes.isArray() || offsets.size() != 2) {
      throw new BadInput(file + " is not a safetensors file: its header describes no array at '" + name + "'");
    }
    if (!dtype.equals("F32") && !dtype.equals("F64")) {
      throw new BadInput(file + ": '" + name + "' is of type " + dtype + ", and only F32 and F64 are read; convert it");
    }
    int[] shape = new int[axes.size()];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = axes.get(i).asInt(-1);
    }
    Place p = new Place(name, dtype.equals("F64"), shape, offsets.get(0).asLong(-1), offsets.get(1).asLong(-1));
    try {
      if (p.end - p.begin == (long) Shape.size(shape) * (p.wide ? 8 : 4)) {
        return p;
      }
    } catch (IllegalArgumentException e) {
      throw new BadInput(file + ": '" + name + "': " + e.getMessage(), e);
    }
    throw new BadInput(file + ": '" + name + "' has " + (p.end - p.begin) + " bytes, which do not fill shape " + Shape.text(shape));
  }

  private static void checkPlaces(Path file, List<Place> places, long bytes) {
    long at = 0;
    for (Place p : places.stream().sorted(Comparator.comparingLong(Place::begin).thenComparingLong(Place::end)).toList()) {
      if (p.begin != at) {
        throw new BadInput(file + " is not a safetensors file: '" + p.name + "' begins at byte " + p.begin + ", not " + at);
      }
      at = p.end;
    }
    if (at > bytes) {
      throw new BadInput(file + " is cut short: its arrays need " + at + " bytes and " + bytes + " are there; copy it again");
    } else if (at < bytes) {
      throw new BadInput(file + " is not a safetensors file: " + (bytes - at) + " bytes stand behind its last array");
    }
  }

  private static Values readArray(FileChannel in, long data, Place p, Values so) throws IOException {
    ByteBuffer bytes = fill(in, data + p.begin, Math.toIntExact(p.end - p.begin));
    if (p.wide) {
      double[] d = new double[Shape.size(p.shape)];
      bytes.asDoubleBuffer().get(d);
      return so.with(p.name, d, p.shape);
    }
    float[] f = new float[Shape.size(p.shape)];
    bytes.asFloatBuffer().get(f);
    return so.with(p.name, f, p.shape);
  }

  private static ByteBuffer fill(FileChannel in, long from, int length) throws IOException {
    ByteBuffer b = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (b.hasRemaining()) {
      if (in.read(b, from + b.position()) < 0) {
        throw new IOException("it ended after " + (from + b.position()) + " bytes");
      }
    }
    return b.flip();
  }
}
