package l2l.optimizers.lstm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import l2l.api.contract.Landscape;
import l2l.api.contract.Training;
import l2l.api.contract.junit.PrimitiveContract;
import l2l.api.tensor.Buffer;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Precision;
import l2l.api.tensor.Primitive;
import l2l.api.tensor.Seed;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;
import l2l.engines.blas.Nd4jEngine;
import l2l.engines.java.JavaEngine;
import l2l.optimizers.lstm.FloatKernel.Floats;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The fused float step against its plain form in double. */
class CellsTest {
  private static final Engine ENGINE = new JavaEngine();

  /** On the float engine, whose panels are native. */
  private abstract static class Contract extends PrimitiveContract {
    abstract Lstm lstm();

    @Override
    protected Primitive part() {
      return new Cells(lstm());
    }

    @Override
    protected List<Tensors> inputs() {
      Engine engine = new Nd4jEngine(Precision.FLOAT, 2);
      List<Tensors> inputs = new ArrayList<>();
      for (int n : new int[] {1, 5, 257}) {
        Tensors at = Tensors.none();
        for (Tensor t : Case.of(lstm(), n).in()) {
          at = at.with(Integer.toString(at.names().size()), engine.tensor(t.values(), t.shape()));
        }
        inputs.add(at);
      }
      return inputs;
    }
  }

  @Nested
  class OfTwoLayers extends Contract {
    @Override
    Lstm lstm() {
      return new Lstm(2, 4, Preprocessing.of("none", 10), 1, 0);
    }
  }

  @Nested
  class OfOneLayerWithLogarithmAndSign extends Contract {
    @Override
    Lstm lstm() {
      return new Lstm(1, 4, Preprocessing.of("log-sign", 10), 1, 1);
    }
  }

  @Nested
  class OfNoLayers extends Contract {
    @Override
    Lstm lstm() {
      return new Lstm(0, 4, Preprocessing.of("log-sign", 10), 1, 0);
    }
  }

  static Stream<Arguments> settings() {
    return Stream.of(
        Arguments.of(new Lstm(2, 20, Preprocessing.of("none", 10), 0.1, 0), 600),
        Arguments.of(new Lstm(2, 20, Preprocessing.of("log-sign", 10), 0.1, 0), 600),
        Arguments.of(new Lstm(1, 7, Preprocessing.of("log-sign", 5), 2, 1), 256),
        Arguments.of(new Lstm(3, 4, Preprocessing.of("none", 10), 1, 0.5), 257),
        Arguments.of(new Lstm(0, 4, Preprocessing.of("log-sign", 10), 1, 0), 300),
        Arguments.of(new Lstm(0, 4, Preprocessing.of("none", 10), 1, 0), 1),
        Arguments.of(new Lstm(2, 1, Preprocessing.of("none", 10), 1, 0), 1));
  }

  /** A step's inputs and the adjoints of its outputs, drawn; gradients of all sizes. */
  private record Case(Lstm lstm, Cells cells, List<Tensor> in, List<Tensor> adjoints) {
    static Case of(Lstm lstm, int n) {
      Seed seed = new Seed(3);
      Cells cells = new Cells(lstm);
      List<Tensor> in = new ArrayList<>();
      Tensor g = ENGINE.normal(seed.child("g"), 1, n);
      in.add(g.times(ENGINE.uniform(seed.child("size"), -14, 1, n).exp()));
      for (int i = 0; i < 2 * lstm.layers(); i++) {
        in.add(ENGINE.normal(seed.child("state").child(i), 0.5, lstm.units(), n));
      }
      Tensors theta = new Training(ENGINE, lstm, Landscape.number(ENGINE), seed, 1).theta();
      in.addAll(theta.map(t -> t.plus(ENGINE.normal(seed.child("theta" + t.size()), 0.3, t.shape()))).tensors());
      List<Tensor> adjoints = new ArrayList<>();
      for (int[] shape : cells.outputs(in.stream().map(Tensor::shape).toList())) {
        adjoints.add(ENGINE.normal(seed.child("adjoint").child(adjoints.size()), 1, shape));
      }
      return new Case(lstm, cells, in, adjoints);
    }

    List<int[]> shapes() {
      return in.stream().map(Tensor::shape).toList();
    }

    private static Buffer[] floats(List<Tensor> tensors) {
      return tensors.stream().map(t -> t == null ? null : Floats.of(t.values(), t.shape())).toArray(Buffer[]::new);
    }

    private static Buffer[] zeros(List<int[]> shapes) {
      return shapes.stream().map(Floats::zeros).toArray(Buffer[]::new);
    }

    /** Outputs, then adjoints of the inputs, in float; of inputs not wanted null. */
    Buffer[][] fused(boolean backwards, List<Tensor> outAdjoints, List<Integer> unwanted) {
      FloatKernel kernel = new FloatKernel(backwards);
      Buffer[] inputs = floats(in), out = zeros(cells.outputs(shapes())), saved = zeros(cells.saved(shapes()));
      cells.forward(kernel, inputs, out, saved);
      Buffer[] back = zeros(shapes());
      unwanted.forEach(i -> back[i] = null);
      cells.backward(kernel, inputs, out, saved, floats(outAdjoints), back);
      return new Buffer[][] {out, back};
    }

    /** The adjoints of all inputs, in double, by the engine's own derivative of the plain form. */
    List<Tensor> plainAdjoints() {
      Tensors at = Tensors.none();
      for (int i = 0; i < in.size(); i++) {
        at = at.with(Integer.toString(i), in.get(i));
      }
      return ENGINE.gradient(x -> {
        List<Tensor> y = cells.plain(x.tensors());
        Tensor sum = ENGINE.scalar(0);
        for (int i = 0; i < y.size(); i++) {
          sum = sum.plus(y.get(i).times(adjoints.get(i)).sum());
        }
        return sum;
      }, at).gradient().tensors();
    }
  }

  private static void close(Tensor wanted, Buffer got, String what) {
    double[] w = wanted.values();
    double largest = DoubleStream.of(w).map(Math::abs).max().orElseThrow();
    assertTrue(largest > 0, what + " is not zero throughout");
    for (int i = 0; i < w.length; i++) {
      assertEquals(w[i], got.floats()[i], 1e-4 * largest, what + "[" + i + "]");
    }
  }

  private static float[] numbers(Buffer b) {
    return Arrays.copyOf(b.floats(), b.size());
  }

  @ParameterizedTest
  @MethodSource("settings")
  void fusedValuesAndAdjointsAreThoseOfThePlainForm(Lstm lstm, int n) {
    Case c = Case.of(lstm, n);
    Buffer[][] fused = c.fused(false, c.adjoints, List.of());
    List<Tensor> values = c.cells.plain(c.in), adjoints = c.plainAdjoints();
    for (int i = 0; i < values.size(); i++) {
      close(values.get(i), fused[0][i], "output " + i);
    }
    for (int i = 0; i < adjoints.size(); i++) {
      close(adjoints.get(i), fused[1][i], "adjoint of input " + i);
    }
    assertEquals(1 + 2 * lstm.layers(), values.size());
    assertEquals(3 + 5 * lstm.layers(), adjoints.size());
  }

  @ParameterizedTest
  @MethodSource("settings")
  void bitsDoNotDependOnWhoDoesWhichTile(Lstm lstm, int n) {
    Case c = Case.of(lstm, n);
    Buffer[][] one = c.fused(false, c.adjoints, List.of()), other = c.fused(true, c.adjoints, List.of());
    for (int k = 0; k < 2; k++) {
      for (int i = 0; i < one[k].length; i++) {
        assertArrayEquals(numbers(one[k][i]), numbers(other[k][i]));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("settings")
  void unwantedAdjointsChangeNoOthers(Lstm lstm, int n) {
    Case c = Case.of(lstm, n);
    Buffer[] all = c.fused(false, c.adjoints, List.of())[1];
    for (List<Integer> unwanted : List.of(List.of(0), states(c), theta(c))) {
      Buffer[] some = c.fused(false, c.adjoints, unwanted)[1];
      for (int i = 0; i < all.length; i++) {
        if (!unwanted.contains(i)) {
          assertArrayEquals(numbers(all[i]), numbers(some[i]), "input " + i + " without " + unwanted);
        }
      }
    }
  }

  private static List<Integer> states(Case c) {
    return Stream.iterate(1, i -> i + 1).limit(2L * c.lstm.layers()).toList();
  }

  private static List<Integer> theta(Case c) {
    return Stream.iterate(c.cells.w(0), i -> i + 1).limit(c.in.size() - c.cells.w(0)).toList();
  }

  @ParameterizedTest
  @MethodSource("settings")
  void absentAdjointsOfOutputsAreZeros(Lstm lstm, int n) {
    Case c = Case.of(lstm, n);
    for (int absent = 0; absent < c.adjoints.size(); absent++) {
      List<Tensor> without = new ArrayList<>(c.adjoints), zero = new ArrayList<>(c.adjoints);
      without.set(absent, null);
      zero.set(absent, ENGINE.zeros(c.adjoints.get(absent).shape()));
      Buffer[] a = c.fused(false, without, List.of())[1], b = c.fused(false, zero, List.of())[1];
      for (int i = 0; i < a.length; i++) {
        float[] x = numbers(a[i]), y = numbers(b[i]);
        for (int k = 0; k < x.length; k++) {
          assertTrue(x[k] == y[k], "input " + i + " without output " + absent + ": " + x[k] + " and " + y[k]);
        }
      }
    }
  }

  @Test
  void valuesNeedNothingSaved() {
    Case c = Case.of(new Lstm(2, 20, Preprocessing.of("log-sign", 10), 0.1, 0), 600);
    Buffer[] out = Case.zeros(c.cells.outputs(c.shapes()));
    c.cells.forward(new FloatKernel(false), Case.floats(c.in), out, null);
    assertArrayEquals(numbers(c.fused(false, c.adjoints, List.of())[0][0]), numbers(out[0]));
    assertFalse(c.cells.speaks(Precision.DOUBLE), "plain serves double");
  }

  @Test
  void functionsAreAccurateToAFewUnitsOfTheLastPlace() {
    for (int i = -40_000; i <= 40_000; i++) {
      float v = i * 4e-4f;
      double exact = Math.tanh(v);
      assertEquals(exact, Rational.tanh(v), 3e-7 * Math.abs(exact));
    }
    assertTrue(Float.isNaN(Rational.tanh(Float.NaN)));
    assertEquals(1, Rational.tanh(Float.POSITIVE_INFINITY), 2e-7);
  }

  @Test
  void functionsWithoutLimitsHaveTheSameBitsWithinTheBound() {
    for (int i = -90_000; i <= 90_000; i++) {
      float v = i * 1e-4f;
      assertEquals(Rational.tanh(v), Rational.within(v));
    }
    assertTrue(Rational.within(1000) > 2, "beyond it they differ");
  }

  @Test
  void statesAndGradientsOfAnySizeSaturateTheGates() {
    for (int which : new int[] {0, 1, 3}) {
      Case c = Case.of(new Lstm(2, 4, Preprocessing.of("none", 10), 1, 0), 300);
      List<Tensor> in = new ArrayList<>(c.in);
      in.set(which, in.get(which).times(300));
      Case large = new Case(c.lstm, c.cells, in, c.adjoints);
      List<Tensor> values = c.cells.plain(in);
      Buffer[] fused = large.fused(false, c.adjoints, List.of())[0];
      for (int i = 0; i < values.size(); i++) {
        close(values.get(i), fused[i], "output " + i + ", input " + which + " large");
      }
    }
  }

  /** Adjoints of a state far below and far above what is flushed, alone. */
  @ParameterizedTest
  @ValueSource(doubles = {1e-37, 1e-32, 1e-20, 1e-10})
  void adjointsNeverBecomeSubnormal(double size) {
    Case c = Case.of(new Lstm(2, 20, Preprocessing.of("none", 10), 0.1, 0), 300);
    List<Tensor> small = c.adjoints.stream().map(t -> t.times(size)).toList();
    Buffer[] back = c.fused(false, small, List.of())[1];
    Buffer[] ordinary = c.fused(false, c.adjoints, List.of())[1];
    for (int i = 1; i < back.length - 2; i++) { // all but that of the gradient, and the output's, which are products of the given ones
      float[] got = numbers(back[i]), wanted = numbers(ordinary[i]);
      float largest = 0;
      for (float w : wanted) {
        largest = Math.max(largest, Math.abs(w));
      }
      for (int k = 0; k < got.length; k++) {
        assertTrue(got[k] == 0 || Math.abs(got[k]) >= Float.MIN_NORMAL, i + ": " + got[k]);
        assertEquals(size < 1e-30 ? 0 : wanted[k] * size, got[k], 1e-5 * largest * size, "input " + i);
      }
    }
  }

  @Test
  void logarithmIsAccurateOverTheWholeRange() {
    int seen = 0;
    for (float v = 1.2e-38f; v < 3e38f; v *= 1.00137f) {
      double exact = Math.log(v);
      assertEquals(exact, Preprocessing.log(v), 1e-9 * Math.max(1, Math.abs(exact)), "log " + v);
      seen++;
    }
    assertTrue(seen > 100_000, "it looked");
    assertEquals(0, Preprocessing.log(1));
    assertEquals(Double.POSITIVE_INFINITY, Preprocessing.log(Float.POSITIVE_INFINITY));
  }
}
