package l2l.runner.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import l2l.api.state.Values;
import l2l.api.tensor.Seed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsTest {

  @TempDir Path dir;

  private static final Values SOME = Values.none().with("cell.0.input", new float[] {1, -0f, Float.MIN_VALUE, 4, 5, Float.NaN}, 2, 3)
      .with("rate", new double[] {0.1}).with("none", new double[0], 0, 4).with("größe", new double[] {1e300, Double.NEGATIVE_INFINITY}, 2);

  private Path written() {
    Path file = dir.resolve("some.safetensors");
    new Safetensors(SOME, Map.of("part", "lstm", "text", "a \"quoted\" line\n")).write(file);
    return file;
  }

  @Test
  void readsBackWhatItWroteBitForBit() {
    Safetensors read = Safetensors.read(written());
    assertEquals(SOME, read.values());
    assertEquals(SOME.sha256(), read.values().sha256());
    assertEquals(Map.of("part", "lstm", "text", "a \"quoted\" line\n"), read.metadata());
  }

  @Test
  void readsBackMoreThanOnePieceOfNumbers() {
    double[] doubles = new Seed(1).normals(100_003);
    float[] floats = new float[doubles.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) doubles[i];
    }
    Values values = Values.none().with("floats", floats, floats.length).with("doubles", doubles, doubles.length);
    new Safetensors(values, Map.of()).write(dir.resolve("many"));
    assertEquals(values, Safetensors.read(dir.resolve("many")).values());
  }

  @Test
  void laysTheFileOutAsTheFormatSays() throws IOException {
    Path file = dir.resolve("two");
    new Safetensors(Values.none().with("a", new float[] {1.5f}, 1).with("b", new double[] {2.5}), Map.of()).write(file);
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    int length = (int) bytes.getLong(0);
    assertEquals(0, length % 8);
    assertEquals("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
        + "\"b\":{\"dtype\":\"F64\",\"shape\":[],\"data_offsets\":[4,12]}}",
        new String(bytes.array(), 8, length, StandardCharsets.UTF_8).trim());
    assertEquals(1.5f, bytes.getFloat(8 + length));
    assertEquals(2.5, bytes.getDouble(8 + length + 4));
    assertEquals(8 + length + 12, bytes.capacity());
  }

  @Test
  void leavesNoTemporaryFileBehind() throws IOException {
    written();
    try (var files = Files.list(dir)) {
      assertEquals(1, files.count());
    }
  }

  @Test
  void refusesAFileCutShortInItsNumbers() throws IOException {
    Path file = written();
    byte[] all = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(all, all.length - 5));
    assertSays(file + " is cut short: its arrays need 48 bytes and 43 are there; copy it again", file);
  }

  @Test
  void refusesAFileCutShortInItsHeader() throws IOException {
    Path file = written();
    Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 40));
    String said = assertThrows(BadInput.class, () -> Safetensors.read(file)).getMessage();
    assertTrue(said.contains("is cut short: its header needs") && said.contains("32 are there"), said);
  }

  @Test
  void refusesWhatIsNotSafetensors() throws IOException {
    Path file = dir.resolve("x.npz");
    Files.writeString(file, "PK\3\4 this is a zip, which begins otherwise");
    assertSays(file + " is not a safetensors file: it does not begin with the length of a header and a header", file);
    Files.writeString(file, "short");
    assertSays(file + " is not a safetensors file: it has only 5 bytes", file);
    Files.write(file, file("{not json}", 0));
    assertSays(file + " is not a safetensors file: its header is not JSON", file);
    Files.write(file, file("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 6));
    assertSays(file + " is not a safetensors file: 2 bytes stand behind its last array", file);
    Files.write(file, file("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}", 4));
    assertSays(file + ": 'a' has 4 bytes, which do not fill shape [2]", file);
    Files.write(file, file("{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[4,0]}}", 4));
    assertSays(file + ": 'a': shape [-1] has a negative axis", file);
  }

  @Test
  void refusesAnotherKindOfNumber() throws IOException {
    Path file = dir.resolve("half");
    Files.write(file, file("{\"a\":{\"dtype\":\"F16\",\"shape\":[1],\"data_offsets\":[0,2]}}", 2));
    assertSays(file + ": 'a' is of type F16, and only F32 and F64 are read; convert it", file);
  }

  @Test
  void refusesAMissingFile() {
    Path file = dir.resolve("gone");
    assertSays("cannot read " + file + ": there is no such file", file);
  }

  @Test
  void saysWhyItCannotBeWritten() throws IOException {
    Path file = dir.resolve("file");
    Files.writeString(file, "in the way");
    String said = assertThrows(BadInput.class, () -> new Safetensors(SOME, Map.of()).write(file.resolve("x"))).getMessage();
    assertTrue(said.startsWith("cannot write " + file.resolve("x") + ": a file of that name stands in the way"), said);
    assertTrue(said.endsWith("; choose another --out"), said);
  }

  private static byte[] file(String header, int data) {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + text.length + data).order(ByteOrder.LITTLE_ENDIAN).putLong(text.length).put(text).array();
  }

  private static void assertSays(String sentence, Path file) {
    assertEquals(sentence, assertThrows(BadInput.class, () -> Safetensors.read(file)).getMessage());
  }
}
