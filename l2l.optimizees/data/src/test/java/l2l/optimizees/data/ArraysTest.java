package l2l.optimizees.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import l2l.api.state.Values;
import l2l.api.tensor.Precision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArraysTest {

  @TempDir Path folder;

  private Path made() throws IOException {
    var entries = new LinkedHashMap<String, byte[]>();
    entries.put("a", MadeFiles.npy(1, "<f8", false, "2, 2", MadeFiles.doubles(1, 2, 3, 4)));
    entries.put("b", MadeFiles.npy(2, "<f4", false, "3,", MadeFiles.floats(0.1f, Float.NaN, -1)));
    entries.put("c", MadeFiles.npy(1, "|u1", false, "2,", new byte[] {0, (byte) 255}));
    entries.put("d", MadeFiles.npy(1, "<i8", false, "", MadeFiles.longs(-7)));
    return MadeFiles.npz(folder.resolve("made.npz"), entries);
  }

  private String refusal(Path file, String... names) {
    return assertThrows(IOException.class, () -> new Arrays(file, names).read()).getMessage();
  }

  private String refusalOf(byte[] npy) throws IOException {
    return refusal(MadeFiles.npz(folder.resolve("bad.npz"), Map.of("x", npy)));
  }

  private static void says(String message, String... words) {
    for (String word : words) {
      assertTrue(message.contains(word), () -> "'" + word + "' is missing from: " + message);
    }
  }

  @Test
  void readsEveryTypeAndBothVersions() throws IOException {
    Values v = new Arrays(made()).read();
    assertEquals(List.of("a", "b", "c", "d"), List.copyOf(v.names()));
    assertArrayEquals(new int[] {2, 2}, v.shape("a"));
    assertArrayEquals(new double[] {1, 2, 3, 4}, v.doubles("a"));
    assertEquals(Precision.FLOAT, v.precision("b"));
    assertArrayEquals(new float[] {0.1f, Float.NaN, -1}, v.floats("b"));
    assertArrayEquals(new float[] {0, 255}, v.floats("c"));
    assertArrayEquals(new int[0], v.shape("d"));
    assertArrayEquals(new double[] {-7}, v.doubles("d"));
  }

  @Test
  void takesTheNamedArraysUnderOtherNames() throws IOException {
    Values v = new Arrays(made(), "b=cell.0.input", "a").read();
    assertEquals(List.of("cell.0.input", "a"), List.copyOf(v.names()));
    assertEquals(-1, v.floats("cell.0.input")[2]);
    says(refusal(made(), "e=x"), "made.npz", "holds no array 'e' but [a, b, c, d]", "'names'");
    says(refusal(made(), "a=x", "b=x"), "calls two arrays 'x'");
  }

  @Test
  void refusesWhatIsNoNpzFile() throws IOException {
    says(refusal(folder.resolve("none.npz")), "arrays: there is no file", "none.npz", "'file'");
    Path text = Files.writeString(folder.resolve("text.npz"), "W = 1");
    says(refusal(text), "text.npz", "is cut short, or no .npz file at all");
    byte[] whole = Files.readAllBytes(made());
    says(refusal(Files.write(folder.resolve("short.npz"), java.util.Arrays.copyOf(whole, whole.length / 2))), "short.npz", "is cut short");
    says(refusal(MadeFiles.npz(folder.resolve("empty.npz"), Map.of("x/../y", new byte[0]))), "not an array of NumPy's");
  }

  @Test
  void refusesArraysThatAreNotWhatTheySay() throws IOException {
    byte[] two = MadeFiles.doubles(1, 2);
    says(refusalOf(MadeFiles.npy(1, "<f8", true, "1, 2", two)), "bad.npz: x", "Fortran order", "ascontiguousarray");
    says(refusalOf(MadeFiles.npy(1, "<c16", false, "1,", two)), "type '<c16'", "<f4, <f8, <i8 and |u1");
    says(refusalOf(MadeFiles.npy(1, ">f8", false, "2,", two)), "type '>f8'");
    says(refusalOf(MadeFiles.npy(1, "<f8", false, "3,", two)), "is cut short or too long", "[3]", "24 bytes, and 16");
    says(refusalOf(MadeFiles.npy(1, "<f8", false, "1,", two)), "8 bytes, and 16");
    says(refusalOf(MadeFiles.npy(1, "<f8", false, "99999999999,", two)), "shape (99999999999,), too large");
    says(refusalOf(MadeFiles.npy(3, "<f8", false, "2,", two)), "version 3");
    says(refusalOf(java.util.Arrays.copyOf(MadeFiles.npy(1, "<f8", false, "2,", two), 30)), "cut short inside its header");
    says(refusalOf("no array at all".getBytes(StandardCharsets.US_ASCII)), "not an array of NumPy's");
    says(refusalOf(MadeFiles.npy(1, "<i8", false, "1,", MadeFiles.longs(1L << 60))), "beyond the 2^53");
  }

  @Test
  void noticesAFlippedBit() throws IOException {
    Path file = folder.resolve("stored.npz");
    byte[] npy = MadeFiles.npy(1, "<f8", false, "2,", MadeFiles.doubles(1, 2));
    try (var zip = new java.util.zip.ZipOutputStream(Files.newOutputStream(file))) {
      var entry = new java.util.zip.ZipEntry("x.npy");
      var sum = new java.util.zip.CRC32();
      sum.update(npy);
      entry.setMethod(java.util.zip.ZipEntry.STORED);
      entry.setSize(npy.length);
      entry.setCrc(sum.getValue());
      zip.putNextEntry(entry);
      zip.write(npy);
      zip.closeEntry();
    }
    assertArrayEquals(new double[] {1, 2}, new Arrays(file).read().doubles("x"));
    byte[] bytes = Files.readAllBytes(file);
    bytes[30 + 5 + npy.length - 3] ^= 1;
    Files.write(file, bytes);
    says(refusal(file), "stored.npz: x", "is damaged: its check sum is wrong");
  }

  @Test
  void readsFilesThatNumpyWrote() throws IOException {
    Path tasks = MadeFiles.real("..").resolve("peers/quadratic_test_tasks.npz").normalize();
    assumeTrue(Files.isRegularFile(tasks), "skipped: no peers at " + tasks);
    Values v = new Arrays(tasks).read();
    assertArrayEquals(new int[] {1000, 10, 10}, v.shape("W"));
    assertArrayEquals(new int[] {1000, 10, 1}, v.shape("y"));
    assertEquals(Precision.FLOAT, v.precision("W"));
    double mean = java.util.stream.DoubleStream.of(v.doubles("W")).map(w -> w * w).average().orElse(0);
    assertEquals(1, mean, 0.02);
  }
}
