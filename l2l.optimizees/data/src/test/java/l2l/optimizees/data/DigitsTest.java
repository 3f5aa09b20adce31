package l2l.optimizees.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.stream.IntStream;
import l2l.api.Split;
import l2l.api.data.DataSet.Examples;
import org.junit.jupiter.api.Test;

class DigitsTest {

  @Digits.Config(train = 200, validation = 50, test = 40)
  private static final class Few {}

  @Digits.Config(train = 200, seed = 2)
  private static final class Others {}

  @Digits.Config(train = 300, size = 12, noise = 0, classes = {8, 3})
  private static final class TwoOfThem {}

  @Digits.Config(train = 400, distortion = 0, noise = 0)
  private static final class Undistorted {}

  @Digits.Config
  private static final class Usual {}

  private static Digits digits(Class<?> settings) {
    return new Digits(settings.getAnnotation(Digits.Config.class));
  }

  @Test
  void drawsImagesOfTheSizeAndNumberAskedFor() throws IOException {
    Digits digits = digits(Few.class);
    Examples train = digits.examples(Split.TRAIN);
    assertArrayEquals(new int[] {28, 28, 1}, train.shape());
    assertEquals(200, train.size());
    assertEquals(200 * 784, train.values().length);
    assertEquals(50, digits.examples(Split.VALIDATION).size());
    assertEquals(40, digits.examples(Split.TEST).size());
    assertSame(train, digits.examples(Split.TRAIN));
    assertEquals(10, IntStream.of(train.labels()).distinct().count());
    for (float v : train.values()) {
      assertTrue(v >= 0 && v <= 1);
    }
  }

  @Test
  void drawsTheSameBitsFromTheSameSeedAndOthersFromAnother() throws IOException {
    Examples a = digits(Few.class).examples(Split.TRAIN);
    Examples b = digits(Few.class).examples(Split.TRAIN);
    assertArrayEquals(a.values(), b.values());
    assertArrayEquals(a.labels(), b.labels());
    assertFalse(Arrays.equals(a.values(), digits(Others.class).examples(Split.TRAIN).values()));
  }

  @Test
  void drawsTheSameBitsEverywhere() throws IOException {
    // Stored when first drawn; JDK 17 and 25 agree.
    Examples e = digits(Few.class).examples(Split.TRAIN);
    assertArrayEquals(new int[] {6, 8, 8, 6, 1, 2, 6, 0}, Arrays.copyOf(e.labels(), 8));
    assertEquals(1_609_997_275, Arrays.hashCode(e.values()));
  }

  @Test
  void sharesNoImageBetweenSplits() throws IOException {
    Digits digits = digits(Few.class);
    float[] train = digits.examples(Split.TRAIN).values();
    float[] test = digits.examples(Split.TEST).values();
    int compared = 0;
    for (int i = 0; i < train.length; i += 784) {
      for (int j = 0; j < test.length; j += 784) {
        assertFalse(Arrays.equals(train, i, i + 784, test, j, j + 784));
        compared++;
      }
    }
    assertEquals(200 * 40, compared);
  }

  @Test
  void takesOnlyTheDigitsAskedFor() throws IOException {
    Examples e = digits(TwoOfThem.class).examples(Split.TRAIN);
    assertEquals(2, e.classes());
    assertArrayEquals(new int[] {12, 12, 1}, e.shape());
    assertArrayEquals(new int[] {0, 1}, IntStream.of(e.labels()).distinct().sorted().toArray());
  }

  @Test
  void drawsDifferentDigitsDifferentlyAndEqualOnesAlike() throws IOException {
    Examples e = digits(Undistorted.class).examples(Split.TRAIN);
    float[][] first = new float[10][];
    int seen = 0;
    for (int i = 0; i < e.size(); i++) {
      float[] image = Arrays.copyOfRange(e.values(), i * 784, (i + 1) * 784);
      int digit = e.labels()[i];
      if (first[digit] == null) {
        first[digit] = image;
        seen++;
      }
      assertArrayEquals(first[digit], image);
    }
    assertEquals(10, seen);
    assertEquals(10, Arrays.stream(first).map(Arrays::hashCode).distinct().count());
  }

  @Test
  void canBeToldApartByTheNearestMean() throws IOException {
    Digits digits = digits(Usual.class);
    Examples train = digits.examples(Split.TRAIN);
    double[][] mean = new double[10][784];
    int[] count = new int[10];
    for (int i = 0; i < train.size(); i++) {
      count[train.labels()[i]]++;
      for (int j = 0; j < 784; j++) {
        mean[train.labels()[i]][j] += train.values()[i * 784 + j];
      }
    }
    Examples test = digits.examples(Split.TEST);
    int right = 0;
    for (int i = 0; i < test.size(); i++) {
      int best = 0;
      double least = Double.MAX_VALUE;
      for (int d = 0; d < 10; d++) {
        double distance = 0;
        for (int j = 0; j < 784; j++) {
          double e = test.values()[i * 784 + j] - mean[d][j] / count[d];
          distance += e * e;
        }
        if (distance < least) {
          least = distance;
          best = d;
        }
      }
      right += best == test.labels()[i] ? 1 : 0;
    }
    double share = right / (double) test.size();
    // Neither trivial nor hopeless: MNIST itself gives 0.82 by the same rule.
    assertTrue(share > 0.7 && share < 0.99, "share told apart: " + share);
  }
}
