package l2l.optimizees.mlp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
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
import l2l.optimizees.data.Digits;
import l2l.optimizees.data.Mnist;
import org.junit.jupiter.api.Test;

class MlpTest {

  @Mlp.Config
  private static final class Usual {}

  @Mlp.Config(layers = {100, 20}, activation = "relu", minibatch = 32, init = "wang")
  private static final class Wang {}

  @Mlp.Config(layers = {}, minibatch = 0)
  private static final class Linear {}

  @Mlp.Config(layers = {3}, minibatch = 0)
  private static final class Full {}

  @Mlp.Config(layers = {3}, minibatch = 7)
  private static final class Seven {}

  @Digits.Config(train = 3000, validation = 100, test = 1000)
  private static final class Drawn {}

  @Digits.Config(train = 500, validation = 100, test = 100, classes = {0, 1, 7})
  private static final class ThreeDigits {}

  private final Engine engine = new JavaEngine();

  private Optimizee network(Class<?> settings, DataSet data) {
    return new Mlp(settings.getAnnotation(Mlp.Config.class), data).sample(Given.draw(engine, new Seed(1), Split.TRAIN));
  }

  private static DataSet digits(Class<?> settings) {
    return new Digits(settings.getAnnotation(Digits.Config.class));
  }

  private static Batch step(long t) {
    return Given.batch(new Seed(5).child(t), t, 100, Split.TRAIN, false);
  }

  private static Batch all(Split split) {
    return Given.batch(new Seed(1), 0, 100, split, true);
  }

  @Test
  void hasTheParametersOfThePapers() {
    Tensors x = network(Usual.class, digits(Drawn.class)).start(new Seed(1));
    assertEquals("{layers.0.weight[784, 20], layers.0.bias[20], layers.1.weight[20, 10], layers.1.bias[10]}", x.toString());
    assertEquals(15_910, x.size());
    assertEquals(80_730, network(Wang.class, digits(Drawn.class)).start(new Seed(1)).size());
    assertArrayEquals(new int[] {20, 3}, network(Usual.class, digits(ThreeDigits.class)).start(new Seed(1)).get("layers.1.weight").shape());
  }

  @Test
  void startsWithTheDeviationAskedForBiasesToo() {
    Tensors usual = network(Usual.class, digits(Drawn.class)).start(new Seed(1));
    assertEquals(0.1, deviation(usual.get("layers.0.weight").values()), 0.002);
    assertEquals(0.1, deviation(usual.get("layers.0.bias").values()), 0.05);
    Tensors wang = network(Wang.class, digits(Drawn.class)).start(new Seed(1));
    assertEquals(1.2 / 28, deviation(wang.get("layers.0.weight").values()), 0.001);
    assertEquals(0.12, deviation(wang.get("layers.0.bias").values()), 0.03);
    assertEquals(0.12, deviation(wang.get("layers.1.weight").values()), 0.01);
    assertFalse(Arrays.equals(usual.flat().values(), network(Usual.class, digits(Drawn.class)).start(new Seed(2)).flat().values()));
  }

  private static double deviation(double[] values) {
    return Math.sqrt(DoubleStream.of(values).map(v -> v * v).average().orElseThrow());
  }

  @Test
  void knowsNothingWhereAllWeightsAreZero() {
    Optimizee f = network(Seven.class, new Clusters(40, 5, 3));
    Tensors zero = f.start(new Seed(1)).map(t -> t.times(0));
    assertEquals(Math.log(3), f.loss(zero, step(0)).scalar(), 1e-15);
  }

  @Test
  void computesTheCrossEntropyAndTheAccuracy() {
    DataSet two = split -> new DataSet.Examples(new int[] {1}, 2, new float[] {1, -1, 2}, new int[] {0, 0, 1});
    Optimizee f = network(Linear.class, two);
    Tensors x = Tensors.of("layers.0.weight", engine.tensor(new double[] {1, -1}, 1, 2))
        .with("layers.0.bias", engine.tensor(new double[] {0, 0.5}, 2));
    double[][] scores = {{1, -0.5}, {-1, 1.5}, {2, -1.5}};
    double expected = 0;
    for (int i = 0; i < 3; i++) {
      expected += Math.log(Math.exp(scores[i][0]) + Math.exp(scores[i][1])) - scores[i][i == 2 ? 1 : 0];
    }
    assertEquals(expected / 3, f.loss(x, step(0)).scalar(), 1e-14);
    assertEquals(1 / 3.0, f.aspect(Accuracy.class).orElseThrow().accuracy(x, step(0)).scalar());
  }

  @Test
  void drawsEachMinibatchFromItsSeedWithReplacement() {
    Optimizee f = network(Seven.class, new Clusters(3, 5, 3));
    Tensors x = f.start(new Seed(1));
    assertEquals(f.loss(x, step(1)).scalar(), f.loss(x, step(1)).scalar());
    long different = IntStream.range(0, 20).mapToDouble(t -> f.loss(x, step(t)).scalar()).distinct().count();
    assertTrue(different > 5, different + " different losses of 20 minibatches");
  }

  @Test
  void takesMinibatchesThatAverageToTheWhole() {
    var data = new Clusters(40, 5, 3);
    Optimizee f = network(Seven.class, data);
    Tensors x = f.start(new Seed(1));
    double whole = f.loss(x, all(Split.TRAIN)).scalar();
    assertEquals(whole, network(Full.class, data).loss(x, step(3)).scalar());
    double[] losses = IntStream.range(0, 2000).mapToDouble(t -> f.loss(x, step(t)).scalar()).toArray();
    double mean = DoubleStream.of(losses).average().orElseThrow();
    double error = Math.sqrt(DoubleStream.of(losses).map(l -> (l - mean) * (l - mean)).sum()) / losses.length;
    assertEquals(whole, mean, 4 * error);
    assertTrue(error < 0.01);
  }

  @Test
  void takesTheWholeSplitInPiecesWithTheSameResult() {
    var data = new Clusters(2 * Whole.PIECE + 1234, 3, 3);
    Optimizee f = network(Linear.class, data);
    Tensors x = f.start(new Seed(1)).map(t -> t.times(10));
    DataSet.Examples e = data.examples(Split.TEST);
    double[] w = x.get("layers.0.weight").values();
    double[] b = x.get("layers.0.bias").values();
    double sum = 0;
    int right = 0;
    for (int i = 0; i < e.size(); i++) {
      double[] s = b.clone();
      for (int j = 0; j < 9; j++) {
        s[j % 3] += e.values()[i * 3 + j / 3] * w[j];
      }
      sum += Math.log(DoubleStream.of(s).map(Math::exp).sum()) - s[e.labels()[i]];
      right += DoubleStream.of(s).max().orElseThrow() == s[e.labels()[i]] ? 1 : 0;
    }
    assertEquals(sum / e.size(), f.loss(x, all(Split.TEST)).scalar(), 1e-12);
    assertEquals(right / (double) e.size(), f.aspect(Accuracy.class).orElseThrow().accuracy(x, all(Split.TEST)).scalar());
  }

  @Test
  void replacesExactlyTheShareOfLabelsAskedFor() {
    // So many classes that a random one is never the right one: every label replaced is seen.
    var data = new Clusters(1000, 5, 1_000_000);
    for (double noise : new double[] {0.2, 0.29, 0.9999, 1}) {
      var noisy = new Labelled(data, noise, List.of("train", "validation"), new Seed(3));
      int[] right = data.examples(Split.TRAIN).labels();
      int[] labels = noisy.of(Split.TRAIN).labels();
      int count = (int) Math.floor(noise * 1000 + 1e-9);
      long changed = IntStream.range(0, 1000).filter(i -> labels[i] != right[i]).count();
      assertEquals(count, changed);
      assertArrayEquals(labels, new Labelled(data, noise, List.of("train"), new Seed(3)).of(Split.TRAIN).labels());
      assertFalse(Arrays.equals(labels, new Labelled(data, noise, List.of("train"), new Seed(4)).of(Split.TRAIN).labels()));
      assertFalse(Arrays.equals(data.examples(Split.VALIDATION).labels(), noisy.of(Split.VALIDATION).labels()));
      assertArrayEquals(data.examples(Split.TEST).labels(), noisy.of(Split.TEST).labels());
    }
  }

  @Test
  void eluIsSmoothAtItsSeamAndNeverOverflows() {
    Tensors x = Tensors.of("x", engine.tensor(new double[] {-2, 0, 3, 1000, -1000}, 5));
    Engine.Gradient g = engine.gradient(t -> Activation.ELU.of(t.get("x")), x);
    assertArrayEquals(new double[] {Math.exp(-2) - 1, 0, 3, 1000, -1}, g.value().values(), 1e-15);
    assertArrayEquals(new double[] {Math.exp(-2), 1, 1, 1, 0}, g.gradient().get("x").values(), 1e-15);
  }

  @Test
  void saysWhichFileCannotBeRead() {
    DataSet missing = split -> {
      throw new IOException("x is cut short");
    };
    assertEquals("x is cut short", assertThrows(UncheckedIOException.class, () -> network(Usual.class, missing)).getMessage());
  }

  /** Plain gradient descent. */
  private static Tensors trained(Engine engine, Optimizee f, Tensors start, double rate, int steps) {
    Tensors x = start;
    for (int t = 0; t < steps; t++) {
      int now = t;
      x = x.plus(engine.gradient(y -> f.loss(y, step(now)), x).gradient().times(-rate));
    }
    return x;
  }

  @Test
  void learnsTheDrawnDigits() {
    Optimizee f = network(Usual.class, digits(Drawn.class));
    Tensors start = f.start(new Seed(1));
    Accuracy accuracy = f.aspect(Accuracy.class).orElseThrow();
    assertEquals(0.1, accuracy.accuracy(start, all(Split.TEST)).scalar(), 0.1);
    Tensors x = trained(engine, f, start, 1, 400);
    double share = accuracy.accuracy(x, all(Split.TEST)).scalar();
    assertTrue(share > 0.9, "test accuracy " + share);
    assertTrue(f.loss(x, all(Split.TEST)).scalar() < 0.5);
  }

  @Test
  void learnsMnistInSinglePrecision() {
    Path real = Path.of(System.getenv().getOrDefault("L2L_DATA", "../../../shared/data"), "mnist").toAbsolutePath().normalize();
    assumeTrue(Files.exists(real.resolve("train-images-idx3-ubyte.gz")) || Files.exists(real.resolve("train-images-idx3-ubyte")),
        "skipped: no MNIST at " + real);
    try (var floats = new Nd4jEngine(Precision.FLOAT, 2)) {
      Optimizee f = new Mlp(Usual.class.getAnnotation(Mlp.Config.class), new Mnist(real, 10_000))
          .sample(Given.draw(floats, new Seed(1), Split.TRAIN));
      Tensors start = f.start(new Seed(1));
      double before = f.loss(start, all(Split.TEST)).scalar();
      assertTrue(before > 2.2 && before < 2.8, "loss at the start " + before);
      double[] corner = Arrays.copyOf(floats.gradient(y -> f.loss(y, step(0)), start).gradient().get("layers.0.weight").values(), 20);
      assertArrayEquals(new double[20], corner, "the corner pixel is always 0");
      Tensors x = trained(floats, f, start, 1, 500);
      double share = f.aspect(Accuracy.class).orElseThrow().accuracy(x, all(Split.TEST)).scalar();
      assertTrue(share > 0.88, "test accuracy " + share);
    }
  }
}
