package l2l.optimizees.cnn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.DoubleStream;
import l2l.api.Accuracy;
import l2l.api.Batch;
import l2l.api.Optimizee;
import l2l.api.Split;
import l2l.api.contract.Given;
import l2l.api.data.DataSet;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Precision;
import l2l.api.tensor.Seed;
import l2l.api.tensor.Tensors;
import l2l.engines.blas.Nd4jEngine;
import l2l.engines.java.JavaEngine;
import l2l.optimizees.data.Cifar10;
import org.junit.jupiter.api.Test;

class CnnTest {

  @Cnn.Config
  private static final class Usual {}

  @Cnn.Config(minibatch = 64)
  private static final class OnCifar {}

  @Cnn.Config(channels = {6}, kernel = 3, hidden = {8}, minibatch = 32, deviation = 0.1)
  private static final class Small {}

  @Cnn.Config(channels = {3}, kernel = 5, hidden = {}, minibatch = 2, deviation = 0.5)
  private static final class OneBlock {}

  @Cnn.Config(channels = {3}, kernel = 5, hidden = {}, minibatch = 2, deviation = 0.5, normalize = false)
  private static final class PlainBlock {}

  @Cnn.Config(channels = {2}, kernel = 3, hidden = {}, minibatch = 4)
  private static final class Four {}

  private final Engine engine = new JavaEngine();

  private Optimizee network(Class<?> settings, DataSet data) {
    return network(engine, settings, data);
  }

  private static Optimizee network(Engine engine, Class<?> settings, DataSet data) {
    return new Cnn(settings.getAnnotation(Cnn.Config.class), data).sample(Given.draw(engine, new Seed(1), Split.TRAIN));
  }

  private static Batch step(long t) {
    return Given.batch(new Seed(5).child(t), t, 100, Split.TRAIN, false);
  }

  private static Batch all(Split split) {
    return Given.batch(new Seed(1), 0, 100, split, true);
  }

  @Test
  void hasTheParametersOfThePaper() {
    DataSet cifar = split -> new DataSet.Examples(new int[] {32, 32, 3}, 10, new float[3072], new int[1]);
    Tensors x = network(Usual.class, cifar).start(new Seed(1));
    assertEquals("{conv.0.filter[75, 16], conv.0.bias[16], norm.0.scale[16], norm.0.shift[16], "
        + "conv.1.filter[400, 16], conv.1.bias[16], norm.1.scale[16], norm.1.shift[16], "
        + "conv.2.filter[400, 16], conv.2.bias[16], norm.2.scale[16], norm.2.shift[16], "
        + "fc.0.weight[256, 32], fc.0.bias[32], norm.3.scale[32], norm.3.shift[32], fc.1.weight[32, 10], fc.1.bias[10]}", x.toString());
    double[] filter = x.get("conv.1.filter").values();
    assertEquals(0.01, Math.sqrt(DoubleStream.of(filter).map(v -> v * v).average().orElseThrow()), 0.0005);
    assertArrayEquals(new double[] {1, 1}, Arrays.copyOf(x.get("norm.3.scale").values(), 2));
    assertArrayEquals(new double[16], x.get("norm.0.shift").values());
  }

  /** One block and a linear layer, in plain loops over two images. */
  private static double[][] byHand(Tensors x, float[] images, int side, int channels, boolean normalize) {
    double[] filter = x.get("conv.0.filter").values();
    double[][][][] sums = new double[2][side][side][3];
    for (int n = 0; n < 2; n++) {
      for (int row = 0; row < side; row++) {
        for (int column = 0; column < side; column++) {
          for (int o = 0; o < 3; o++) {
            double sum = x.get("conv.0.bias").values()[o];
            for (int k = 0; k < 25 * channels; k++) {
              int r = row + k / channels / 5 - 2;
              int c = column + k / channels % 5 - 2;
              boolean inside = r >= 0 && r < side && c >= 0 && c < side;
              sum += inside ? filter[k * 3 + o] * images[((n * side + r) * side + c) * channels + k % channels] : 0;
            }
            sums[n][row][column][o] = sum;
          }
        }
      }
    }
    if (normalize) {
      normalize(sums, x.get("norm.0.scale").values(), x.get("norm.0.shift").values());
    }
    int half = side / 2;
    double[] weight = x.get("fc.0.weight").values();
    double[][] scores = new double[2][];
    for (int n = 0; n < 2; n++) {
      scores[n] = x.get("fc.0.bias").values();
      for (int i = 0; i < half * half * 3; i++) {
        int row = 2 * (i / 3 / half);
        int column = 2 * (i / 3 % half);
        double most = 0;
        for (int j = 0; j < 4; j++) {
          most = Math.max(most, sums[n][row + j / 2][column + j % 2][i % 3]);
        }
        for (int c = 0; c < 3; c++) {
          scores[n][c] += most * weight[i * 3 + c];
        }
      }
    }
    return scores;
  }

  private static void normalize(double[][][][] sums, double[] scale, double[] shift) {
    for (int o = 0; o < 3; o++) {
      int channel = o;
      double[] all = Arrays.stream(sums).flatMap(Arrays::stream).flatMap(Arrays::stream).mapToDouble(a -> a[channel]).toArray();
      double mean = DoubleStream.of(all).average().orElseThrow();
      double variance = DoubleStream.of(all).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
      for (double[][][] image : sums) {
        for (double[][] row : image) {
          for (double[] pixel : row) {
            pixel[o] = (pixel[o] - mean) / Math.sqrt(variance + 1e-3) * scale[o] + shift[o];
          }
        }
      }
    }
  }

  @Test
  void computesWhatPlainLoopsCompute() {
    for (int side : new int[] {6, 7}) {
      DataSet.Examples two = new Bars(2, side, 2).examples(Split.TRAIN);
      for (Class<?> settings : new Class<?>[] {OneBlock.class, PlainBlock.class}) {
        Optimizee f = network(settings, split -> two);
        Tensors x = f.start(new Seed(1));
        if (settings == OneBlock.class) {
          x = x.with("norm.0.scale", engine.tensor(new double[] {1.5, -0.5, 2}, 3))
              .with("norm.0.shift", engine.tensor(new double[] {0.1, 0, -1}, 3));
        }
        double[][] scores = byHand(x, two.values(), side, 2, settings == OneBlock.class);
        double loss = 0;
        for (int n = 0; n < 2; n++) {
          loss += Math.log(DoubleStream.of(scores[n]).map(Math::exp).sum()) - scores[n][two.labels()[n]];
        }
        assertEquals(loss / 2, f.loss(x, all(Split.TRAIN)).scalar(), 1e-12);
      }
    }
  }

  @Test
  void takesTheWholeSplitInLotsOfAMinibatch() {
    DataSet.Examples nine = new Bars(9, 4, 1).examples(Split.TEST);
    Optimizee f = network(Four.class, split -> nine);
    Tensors x = f.start(new Seed(1));
    double sum = 0;
    for (int from = 0; from < 9; from += 4) {
      int to = Math.min(9, from + 4);
      var lot = new DataSet.Examples(
          nine.shape(), 3, Arrays.copyOfRange(nine.values(), from * 16, to * 16), Arrays.copyOfRange(nine.labels(), from, to));
      sum += (to - from) * network(Four.class, split -> lot).loss(x, all(Split.TRAIN)).scalar();
    }
    assertEquals(sum / 9, f.loss(x, all(Split.TEST)).scalar(), 1e-14);
  }

  @Test
  void refusesWhatIsNoImageOrTooSmall() {
    DataSet row = split -> new DataSet.Examples(new int[] {16}, 2, new float[16], new int[1]);
    String none = assertThrows(IllegalArgumentException.class, () -> network(Usual.class, row)).getMessage();
    assertTrue(none.contains("shape [16]") && none.contains("no images") && none.contains("'data'"), none);
    String small = assertThrows(IllegalArgumentException.class, () -> network(Usual.class, new Bars(4, 7, 1))).getMessage();
    assertTrue(small.contains("3 blocks halve images of 7 x 7 to nothing") && small.contains("fewer 'channels'"), small);
  }

  @Test
  void saysWhichFileCannotBeRead() {
    DataSet missing = split -> {
      throw new IOException("x is cut short");
    };
    assertEquals("x is cut short", assertThrows(UncheckedIOException.class, () -> network(Usual.class, missing)).getMessage());
  }

  /** Gradient descent with momentum 0.9. */
  private static Tensors trained(Engine engine, Optimizee f, Tensors start, double rate, int steps) {
    Tensors x = start;
    Tensors m = start.map(t -> t.times(0));
    for (int t = 0; t < steps; t++) {
      int now = t;
      m = m.times(0.9).plus(engine.gradient(y -> f.loss(y, step(now)), x).gradient());
      x = x.plus(m.times(-rate));
    }
    return x;
  }

  @Test
  void learnsWhichWayABarLies() {
    Optimizee f = network(Small.class, new Bars(600, 8, 1));
    Tensors start = f.start(new Seed(1));
    Accuracy accuracy = f.aspect(Accuracy.class).orElseThrow();
    assertTrue(accuracy.accuracy(start, all(Split.TEST)).scalar() < 0.6);
    Tensors x = trained(engine, f, start, 0.1, 60);
    double share = accuracy.accuracy(x, all(Split.TEST)).scalar();
    assertTrue(share > 0.9, "test accuracy " + share);
  }

  @Test
  void trainsOnCifar10() {
    Path real = Path.of(System.getenv().getOrDefault("L2L_DATA", "../../../shared/data"), "cifar-10").toAbsolutePath().normalize();
    assumeTrue(Files.exists(real.resolve("data_batch_1.bin.gz")) || Files.exists(real.resolve("data_batch_1.bin")),
        "skipped: no CIFAR-10 at " + real);
    try (var floats = new Nd4jEngine(Precision.FLOAT, 2)) {
      Optimizee f = network(floats, OnCifar.class, new Cifar10(real, 5_000));
      Tensors start = f.start(new Seed(1));
      assertEquals(Math.log(10), f.loss(start, all(Split.TEST)).scalar(), 0.02);
      Tensors x = trained(floats, f, start, 0.05, 60);
      double loss = f.loss(x, all(Split.TEST)).scalar();
      double share = f.aspect(Accuracy.class).orElseThrow().accuracy(x, all(Split.TEST)).scalar();
      assertTrue(loss < 1.9, "test loss after 60 steps " + loss);
      assertTrue(share > 0.3, "test accuracy " + share);
    }
  }
}
