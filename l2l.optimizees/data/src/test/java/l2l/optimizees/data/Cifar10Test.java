package l2l.optimizees.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
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

class Cifar10Test {

  @TempDir Path folder;

  private void write(String name, byte[] bytes) throws IOException {
    Files.write(folder.resolve(name), bytes);
  }

  private String refusal(Split split) {
    return assertThrows(IOException.class, () -> new Cifar10(folder, 1).examples(split)).getMessage();
  }

  private static void says(String message, String... words) {
    for (String word : words) {
      assertTrue(message.contains(word), () -> "'" + word + "' is missing from: " + message);
    }
  }

  @Test
  void joinsTheBatchesThereAreAndMakesPlanesChannels() throws IOException {
    write("data_batch_1.bin", MadeFiles.cifar(3));
    write("data_batch_4.bin.gz", MadeFiles.gzipped(MadeFiles.cifar(4)));
    var cifar = new Cifar10(folder, 2);
    Examples train = cifar.examples(Split.TRAIN);
    assertArrayEquals(new int[] {32, 32, 3}, train.shape());
    assertArrayEquals(new int[] {0, 1, 2, 0, 1}, train.labels());
    float[] first = Arrays.copyOfRange(train.values(), 4 * 3072, 4 * 3072 + 6);
    assertArrayEquals(new float[] {1 / 255f, 2 / 255f, 3 / 255f, 1 / 255f, 2 / 255f, 3 / 255f}, first);
    assertEquals(2 / 255f, cifar.examples(Split.VALIDATION).values()[0]);
    assertArrayEquals(new int[] {2, 3}, cifar.examples(Split.VALIDATION).labels());
  }

  @Test
  void takesOnlyTheClassesAskedFor() throws IOException {
    write("test_batch.bin", MadeFiles.cifar(25));
    Examples test = new Cifar10(folder, 0, 9, 4).examples(Split.TEST);
    assertEquals(2, test.classes());
    assertArrayEquals(new int[] {1, 0, 1, 0, 1}, test.labels());
    says(assertThrows(IOException.class, () -> {
      write("test_batch.bin", MadeFiles.cifar(3));
      new Cifar10(folder, 0, 9).examples(Split.TEST);
    }).getMessage(), "no example of classes [9]");
  }

  @Test
  void refusesMissingTruncatedMislabelledAndUnzippedFiles() throws IOException {
    says(refusal(Split.TRAIN), "cifar10", folder.toString(), "holds neither data_batch_1.bin nor data_batch_1.bin.gz");
    says(refusal(Split.TEST), "holds neither test_batch.bin nor test_batch.bin.gz");
    write("test_batch.bin", Arrays.copyOf(MadeFiles.cifar(2), 3073 + 100));
    says(refusal(Split.TEST), "test_batch.bin", "is cut short or not CIFAR-10's binary version", "3173 bytes", "records of 3073");
    write("test_batch.bin", new byte[0]);
    says(refusal(Split.TEST), "its 0 bytes");
    byte[] wrong = MadeFiles.cifar(2);
    wrong[3073] = 77;
    write("test_batch.bin", wrong);
    says(refusal(Split.TEST), "test_batch.bin", "label 77 of example 1 is not one of 0 … 9");
    Files.delete(folder.resolve("test_batch.bin"));
    write("test_batch.bin.gz", MadeFiles.cifar(2));
    says(refusal(Split.TEST), "test_batch.bin.gz", "is named .gz but is not gzipped");
    write("data_batch_2.bin", MadeFiles.cifar(1));
    says(refusal(Split.TRAIN), "'validation' 1 leaves none of the 1 training images");
  }

  @Test
  void readsTheRealFiles() throws IOException {
    Path real = MadeFiles.real("cifar-10");
    assumeTrue(Bytes.exist(real, "data_batch_1.bin"), "skipped: no CIFAR-10 at " + real);
    var cifar = new Cifar10(real, 5_000);
    Examples train = cifar.examples(Split.TRAIN);
    assertArrayEquals(new int[] {6, 9, 9, 4, 1}, Arrays.copyOf(train.labels(), 5));
    assertTrue(train.size() >= 5_000 && (train.size() + 5_000) % 10_000 == 0, "training images: " + train.size());
    assertEquals(5_000, cifar.examples(Split.VALIDATION).size());
    assertTrue(cifar.examples(Split.TEST).size() >= 1_000);
    // The first training image, a frog, begins with the red, green and blue of its upper left corner: 59, 62, 63.
    assertArrayEquals(new float[] {59 / 255f, 62 / 255f, 63 / 255f}, Arrays.copyOf(train.values(), 3));
  }
}
