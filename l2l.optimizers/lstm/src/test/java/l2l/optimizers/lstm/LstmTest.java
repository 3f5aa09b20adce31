package l2l.optimizers.lstm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import l2l.api.Observation;
import l2l.api.Optimizer;
import l2l.api.contract.Landscape;
import l2l.api.contract.Law;
import l2l.api.contract.OptimizerLaws;
import l2l.api.contract.Training;
import l2l.api.contract.junit.OptimizerContract;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Precision;
import l2l.api.tensor.Seed;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;
import l2l.engines.blas.Nd4jEngine;
import l2l.engines.java.JavaEngine;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class LstmTest {
  private static final Preprocessing NONE = Preprocessing.of("none", 10);
  private final Engine engine = new JavaEngine();

  /** In double the plain form; float, the fused one, agrees with it. */
  private abstract static class Contract extends OptimizerContract {
    @Override
    protected Engine engine() {
      return new JavaEngine();
    }

    @Override
    protected List<Law> more() {
      return OptimizerLaws.agreement(part(), new Nd4jEngine(Precision.FLOAT, 1), engine(), 1e-4);
    }
  }

  @Nested
  class OfTwoLayers extends Contract {
    @Override
    protected Optimizer part() {
      return new Lstm(2, 4, NONE, 0.1, 0);
    }
  }

  @Nested
  class WithLogarithmAndSign extends Contract {
    @Override
    protected Optimizer part() {
      return new Lstm(1, 4, Preprocessing.of("log-sign", 5), 0.1, 1);
    }
  }

  @Nested
  class WithoutLayers extends Contract {
    @Override
    protected Optimizer part() {
      return new Lstm(0, 20, NONE, 0.1, 0);
    }
  }

  private Training training(Optimizer optimizer, int steps) {
    return new Training(engine, optimizer, Landscape.network(engine), new Seed(7), steps);
  }

  @Test
  void thetaIsNamedShapedAndDrawnAsPublished() {
    Tensors theta = training(new Lstm(2, 20, Preprocessing.of("log-sign", 10), 0.1, 0), 1).theta();
    assertEquals("{cell.0.input[80, 2], cell.0.recurrent[80, 20], cell.0.bias[80, 1], cell.1.input[80, 20], cell.1.recurrent[80, 20], "
        + "cell.1.bias[80, 1], output.weight[1, 20], output.bias[1, 1]}", theta.toString());
    assertEquals(5141, theta.size());
    assertEquals(5061, training(new Lstm(2, 20, NONE, 0.1, 0), 1).theta().size());
    double[] all = theta.flat().values();
    double bound = 1 / Math.sqrt(20), greatest = DoubleStream.of(all).map(Math::abs).max().orElseThrow();
    assertTrue(greatest <= bound && greatest > 0.99 * bound, "uniform within the bound, and up to it: " + greatest);
    assertEquals(0, theta.get("output.bias").scalar());
    assertEquals(5140, DoubleStream.of(all).distinct().count() - 1, "all but the output's bias differ");
  }

  @Test
  void zeroOutputWeightsMakeExactlyZeroChanges() {
    Training training = training(new Lstm(2, 4, NONE, 0.1, 0), 4);
    Tensors theta = training.theta().with("output.weight", engine.zeros(1, 4));
    assertArrayEquals(training.start().flat().values(), training.run(theta).x().flat().values());
  }

  @Test
  void permutedCoordinatesHavePermutedChanges() {
    Lstm lstm = new Lstm(2, 4, NONE, 0.1, 0);
    int[] order = {2, 0, 3, 1};
    Tensor start = engine.tensor(new double[] {0.3, -0.5, 0.7, 0.9}, 4), curvature = engine.tensor(new double[] {1, 2, 3, 4}, 4);
    Tensor end = bowl(lstm, start, curvature);
    assertArrayEquals(end.gather(0, order).values(), bowl(lstm, start.gather(0, order), curvature.gather(0, order)).values());
    assertTrue(end.values()[0] != start.values()[0], "it moves");
  }

  /** x_5 of f(x) = sum of curvature x^2. */
  private Tensor bowl(Lstm lstm, Tensor start, Tensor curvature) {
    Landscape bowl = new Landscape("a bowl", seed -> Tensors.of("x", start), x -> x.get("x").square().times(curvature).sum());
    Training training = new Training(engine, lstm, bowl, new Seed(0), 5);
    return training.run(training.theta()).x().get("x");
  }

  /** The paper's formula; the authors' code adds 2^-23 to |g| before the logarithm, which at 0.001 makes -0.690764 of -0.690776. */
  @Test
  void preprocessesAsTabulated() {
    double[] g = {1, 0, 0.01, -0.01, 0.001, 1e-6, -3e-5, 100};
    double[][] ten = {{0, 1}, {-1, 0}, {-0.460516, 1}, {-0.460516, -1}, {-0.690776, 1}, {-1, 0.022026}, {-1, -0.660794}, {0.460517, 1}};
    double[][] five = {{0, 1}, {-1, 0}, {-0.921032, 1}, {-0.921032, -1}, {-1, 0.148413}, {-1, 0.000148}, {-1, -0.004452}, {0.921034, 1}};
    compare(ten, features(g, 10));
    compare(five, features(g, 5));
  }

  private double[] features(double[] g, double p) {
    Tensor f = Preprocessing.of("log-sign", p).plain(engine.tensor(g, 1, g.length));
    assertArrayEquals(new int[] {2, g.length}, f.shape());
    return f.values();
  }

  private static void compare(double[][] wanted, double[] features) {
    for (int i = 0; i < wanted.length; i++) {
      assertEquals(wanted[i][0], features[i], 1e-5);
      assertEquals(wanted[i][1], features[wanted.length + i], 1e-5);
    }
  }

  @Test
  void preprocessingIsContinuousWhereSmallBecomesLarge() {
    double edge = Math.exp(-10);
    double[] f = features(new double[] {edge * (1 - 1e-12), edge * (1 + 1e-12), -edge * (1 - 1e-12), -edge * (1 + 1e-12)}, 10);
    assertArrayEquals(new double[] {-1, -1, -1, -1, 1, 1, -1, -1}, f, 1e-11);
  }

  @Test
  void preprocessingPassesNotANumberOn() {
    assertTrue(Double.isNaN(features(new double[] {Double.NaN}, 10)[1]));
  }

  /**
   * The authors' problem "simple": f = x^2 from 1, a linear map of the gradient that begins at 0, two chunks of 5 steps, the losses of
   * all six points of a chunk summed, second derivatives dropped, Adam with rate 0.01 after each chunk.
   */
  @Test
  void reachesTheUnitValuesOfTheAuthorsCode() {
    Lstm linear = new Lstm(0, 1, NONE, 1, 0);
    Landscape simple = new Landscape("simple", seed -> Tensors.of("x", engine.tensor(new double[] {1}, 1)), x -> x.get("x").square().sum());
    Training training = new Training(engine, linear, simple, new Seed(0), 10);
    Tensors theta = training.theta();
    assertArrayEquals(new double[] {0, 0}, theta.flat().values());
    Tensors x = training.start();
    double[] m = new double[2], v = new double[2];
    for (int k = 1; k <= 2; k++) {
      Tensors from = x;
      Tensors[] end = new Tensors[1];
      double[] g = engine.gradient(th -> {
        Tensors at = from;
        Tensor sum = simple.f().apply(at);
        for (int t = 0; t < 5; t++) {
          Observation seen = training.observation(at, t);
          at = at.plus(linear.step(th, Tensors.none(), seen.with(seen.seed(), at, seen.gradient().detach())).change());
          sum = sum.plus(simple.f().apply(at));
        }
        end[0] = at.detach();
        return sum;
      }, theta).gradient().flat().values();
      x = end[0];
      double[] next = theta.flat().values();
      for (int i = 0; i < 2; i++) {
        m[i] = 0.9 * m[i] + 0.1 * g[i];
        v[i] = 0.999 * v[i] + 0.001 * g[i] * g[i];
        next[i] -= 0.01 * m[i] / (1 - Math.pow(0.9, k)) / (Math.sqrt(v[i] / (1 - Math.pow(0.999, k))) + 1e-8);
      }
      theta = theta.unflat(engine.tensor(next, 2));
    }
    assertEquals(0.8559, x.get("x").scalar(), 5e-5);
    assertEquals(0.7325327, Math.pow(x.get("x").scalar(), 2), 1e-6);
  }

  @Test
  void saysThatThetaIsOfAnotherSize() {
    Training training = training(new Lstm(2, 4, NONE, 0.1, 0), 1);
    Tensors theta = training(new Lstm(2, 5, NONE, 0.1, 0), 1).theta();
    String message = assertThrows(IllegalArgumentException.class, () -> training.run(theta)).getMessage();
    assertTrue(message.contains("[20, 1] where [16, 1]") && message.contains("2 layers of 4 units"), message);
  }

  @Test
  void saysWhichPreprocessingThereIs() {
    String message = assertThrows(IllegalArgumentException.class, () -> Preprocessing.of("log", 10)).getMessage();
    assertEquals("lstm: preprocessing 'log' is unknown; take none or log-sign", message);
  }
}
