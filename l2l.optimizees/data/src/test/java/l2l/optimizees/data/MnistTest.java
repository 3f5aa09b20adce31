package l2l.optimizees.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import l2l.api.Split;
import l2l.api.data.DataSet.Examples;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MnistTest {

  private static final String IMAGES = "train-images-idx3-ubyte";
  private static final String LABELS = "train-labels-idx1-ubyte";

  @TempDir Path folder;

  private void write(String name, byte[] bytes) throws IOException {
    Files.write(folder.resolve(name), bytes);
  }

  private void twelve() throws IOException {
    write(IMAGES, MadeFiles.idx(256, 12, 2, 3));
    write(LABELS, MadeFiles.idx(10, 12));
  }

  private String refusal() {
    return assertThrows(IOException.class, () -> new Mnist(folder, 2).examples(Split.TRAIN)).getMessage();
  }

  private static void says(String message, String... words) {
    for (String word : words) {
      assertTrue(message.contains(word), () -> "'" + word + "' is missing from: " + message);
    }
  }

  @Test
  void holdsBackTheLastTrainingImagesForValidation() throws IOException {
    twelve();
    var mnist = new Mnist(folder, 2);
    Examples train = mnist.examples(Split.TRAIN);
    Examples validation = mnist.examples(Split.VALIDATION);
    assertArrayEquals(new int[] {2, 3, 1}, train.shape());
    assertArrayEquals(new int[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, train.labels());
    assertArrayEquals(new int[] {0, 1}, validation.labels());
    assertEquals(10, train.classes());
    assertEquals(60, train.values().length);
    assertEquals(59 / 255f, train.values()[59]);
    assertEquals(60 / 255f, validation.values()[0]);
    assertSame(train, mnist.examples(Split.TRAIN));
  }

  @Test
  void readsGzippedFilesToo() throws IOException {
    write(IMAGES + ".gz", MadeFiles.gzipped(MadeFiles.idx(256, 12, 2, 3)));
    write(LABELS + ".gz", MadeFiles.gzipped(MadeFiles.idx(10, 12)));
    assertEquals(12, new Mnist(folder, 0).examples(Split.TRAIN).size());
  }

  @Test
  void takesOnlyTheClassesAskedForAndNumbersThemAnew() throws IOException {
    twelve();
    Examples e = new Mnist(folder, 0, 7, 1).examples(Split.TRAIN);
    assertEquals(2, e.classes());
    assertArrayEquals(new int[] {1, 0, 1}, e.labels());
    assertEquals(6 / 255f, e.values()[0]);
    assertEquals(42 / 255f, e.values()[6]);
  }

  @Test
  void refusesClassesThatDoNotExistOrAreNamedTwice() {
    says(assertThrows(IllegalArgumentException.class, () -> new Mnist(folder, 0, 10)).getMessage(), "class 10 does not exist", "0 … 9");
    says(assertThrows(IllegalArgumentException.class, () -> new Mnist(folder, 0, 3, 3)).getMessage(), "names 3 twice");
  }

  @Test
  void refusesAMissingFolderAndAMissingFile() throws IOException {
    says(assertThrows(IOException.class, () -> new Mnist(folder.resolve("nowhere"), 2).examples(Split.TEST)).getMessage(),
        "mnist: there is no directory", "nowhere", "'directory'");
    says(refusal(), "mnist", folder.toString(), "holds neither " + IMAGES + " nor " + IMAGES + ".gz", "'directory'");
    twelve();
    says(assertThrows(IOException.class, () -> new Mnist(folder, 2).examples(Split.TEST)).getMessage(), "t10k-images-idx3-ubyte");
  }

  @Test
  void refusesATruncatedFile() throws IOException {
    twelve();
    write(IMAGES, Arrays.copyOf(MadeFiles.idx(256, 12, 2, 3), 50));
    says(refusal(), IMAGES, "is cut short: 34 of the 72 bytes of 12 images of 2 x 3");
    write(IMAGES, new byte[] {0, 0});
    says(refusal(), IMAGES, "is cut short: 2 of the 4 bytes of its magic number");
    Files.delete(folder.resolve(IMAGES));
    byte[] gzip = MadeFiles.gzipped(MadeFiles.idx(256, 12, 2, 3));
    write(IMAGES + ".gz", Arrays.copyOf(gzip, gzip.length - 12));
    says(refusal(), IMAGES + ".gz", "is cut short: its gzip stream breaks off");
    write(IMAGES + ".gz", Arrays.copyOf(gzip, 5));
    says(refusal(), IMAGES + ".gz", "is cut short inside its gzip header");
    gzip[gzip.length - 6] ^= 1;
    write(IMAGES + ".gz", gzip);
    says(refusal(), IMAGES + ".gz", "is damaged");
  }

  @Test
  void refusesAFileThatGoesOn() throws IOException {
    twelve();
    byte[] images = MadeFiles.idx(256, 12, 2, 3);
    write(IMAGES, Arrays.copyOf(images, images.length + 1));
    says(refusal(), IMAGES, "goes on after 12 images of 2 x 3");
  }

  @Test
  void refusesAMislabelledFile() throws IOException {
    twelve();
    write(IMAGES, MadeFiles.idx(10, 12));
    says(refusal(), IMAGES, "is not an IDX file of images", "0x00000801 (labels)", "not 0x00000803", "exchanged");
    write(IMAGES, "GIF89a".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    says(refusal(), "is not an IDX file of images", "0x47494638,");
    write(IMAGES, MadeFiles.gzipped(MadeFiles.idx(256, 12, 2, 3)));
    says(refusal(), IMAGES, "is gzipped but not named .gz");
  }

  @Test
  void refusesAPlainFileNamedGz() throws IOException {
    write(IMAGES + ".gz", MadeFiles.idx(256, 12, 2, 3));
    says(refusal(), IMAGES + ".gz", "is named .gz but is not gzipped");
  }

  @Test
  void refusesImagesAndLabelsOfDifferentNumber() throws IOException {
    twelve();
    write(LABELS, MadeFiles.idx(10, 11));
    says(refusal(), IMAGES, "holds 12 images but", LABELS, "11 labels");
  }

  @Test
  void refusesLabelsThatAreNoDigits() throws IOException {
    twelve();
    write(LABELS, MadeFiles.idx(256, 12));
    says(refusal(), LABELS, "label 10 of example 10 is not one of 0 … 9");
  }

  @Test
  void refusesImpossibleAxes() throws IOException {
    twelve();
    byte[] images = MadeFiles.idx(256, 12, 2, 3);
    images[4] = -1;
    write(IMAGES, images);
    says(refusal(), IMAGES, "announces an axis of -16777204", "damaged");
    images[4] = 0x7F;
    images[8] = 0x7F;
    write(IMAGES, images);
    says(refusal(), IMAGES, "which cannot be");
  }

  @Test
  void refusesToHoldBackEverything() throws IOException {
    twelve();
    says(assertThrows(IOException.class, () -> new Mnist(folder, 12).examples(Split.TRAIN)).getMessage(),
        "'validation' 12 leaves none of the 12 training images");
    says(assertThrows(IOException.class, () -> new Mnist(folder, 0).examples(Split.VALIDATION)).getMessage(), "'validation' is 0");
  }

  @Test
  void readsTheRealFiles() throws IOException {
    Path real = MadeFiles.real("mnist");
    assumeTrue(Bytes.exist(real, IMAGES), "skipped: no MNIST at " + real);
    Examples all = new Mnist(real, 0).examples(Split.TRAIN);
    assertEquals(60_000, all.size());
    assertArrayEquals(new int[] {28, 28, 1}, all.shape());
    double sum = 0;
    double squares = 0;
    for (float v : all.values()) {
      sum += v;
      squares += (double) v * v;
    }
    double mean = sum / all.values().length;
    assertEquals(0.13066, mean, 5e-6);
    assertEquals(0.30811, Math.sqrt(squares / all.values().length - mean * mean), 5e-6);
    assertArrayEquals(new int[] {5, 0, 4, 1, 9}, Arrays.copyOf(all.labels(), 5));
    var mnist = new Mnist(real, 10_000);
    assertEquals(50_000, mnist.examples(Split.TRAIN).size());
    assertEquals(10_000, mnist.examples(Split.VALIDATION).size());
    assertArrayEquals(Arrays.copyOfRange(all.labels(), 50_000, 60_000), mnist.examples(Split.VALIDATION).labels());
    assertEquals(10_000, mnist.examples(Split.TEST).size());
    assertArrayEquals(new int[] {7, 2, 1, 0, 4}, Arrays.copyOf(mnist.examples(Split.TEST).labels(), 5));
  }
}
