package l2l.optimizers.adam;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import l2l.api.contract.junit.PrimitiveContract;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Precision;
import l2l.api.tensor.Primitive;
import l2l.api.tensor.Seed;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;
import l2l.engines.blas.Nd4jEngine;
import l2l.engines.java.JavaEngine;
import org.junit.jupiter.api.Test;

class MomentsTest extends PrimitiveContract {
  private static final Engine JAVA = new JavaEngine();

  @Override
  protected Primitive part() {
    return new Moments();
  }

  /** @param few the axes that all six have, unless they have none */
  private static Tensors at(Engine engine, int[] shape, int few, boolean mixed) {
    Tensors at = Tensors.of("m", engine.normal(new Seed(1), 1, shape))
        .with("v", engine.normal(new Seed(2), 1, shape).square().plus(0.1)).with("g", engine.normal(new Seed(3), 1, shape));
    double[] middle = {0.8, 0.7, 1.4, 1.6, -0.3, 0.2};
    String[] names = {"beta1", "beta2", "correct1", "correct2", "back", "epsilon"};
    for (int i = 0; i < middle.length; i++) {
      int[] own = mixed && i % 2 == 0 ? new int[0] : Arrays.copyOf(shape, few);
      at = at.with(names[i], engine.normal(new Seed(4 + i), 0.05, own).plus(middle[i]));
    }
    return at;
  }

  @Override
  protected List<Tensors> inputs() {
    Engine single = new Nd4jEngine(Precision.FLOAT, 2);
    return List.of(at(JAVA, new int[] {5}, 0, false), at(JAVA, new int[] {4, 3}, 1, false), at(JAVA, new int[] {4, 3}, 1, true),
        at(JAVA, new int[0], 0, false), at(single, new int[] {7}, 0, false), at(single, new int[] {3, 2}, 1, true));
  }

  @Test
  void piecesAreWhatOneLoopIs() {
    for (Engine engine : List.of(JAVA, new Nd4jEngine(Precision.FLOAT, 2))) {
      for (Tensors at : List.of(at(engine, new int[] {50_000}, 0, false), at(engine, new int[] {3, 20_000}, 1, true))) {
        List<Tensor> fused = engine.apply(new Moments(), at.tensors());
        List<Tensor> plain = new Moments().plain(at.tensors());
        for (int i = 0; i < 3; i++) {
          assertArrayEquals(plain.get(i).values(), fused.get(i).values(), engine.precision() == Precision.FLOAT ? 1e-5 : 1e-14);
        }
        double[] by = engine.gradient(x -> sum(engine.apply(new Moments(), x.tensors())), at).gradient().flat().values();
        double[] wanted = engine.gradient(x -> sum(new Moments().plain(x.tensors())), at).gradient().flat().values();
        for (int i = 0; i < by.length; i++) {
          assertEquals(wanted[i], by[i], (engine.precision() == Precision.FLOAT ? 1e-4 : 1e-11) * Math.max(1, Math.abs(wanted[i])));
        }
      }
    }
  }

  private static Tensor sum(List<Tensor> all) {
    return all.get(0).sum().plus(all.get(1).square().sum()).plus(all.get(2).sum());
  }

  @Test
  void aDeadCoordinateOwesNothing() {
    Tensors at = at(JAVA, new int[] {2}, 0, false).with("m", JAVA.zeros(2)).with("v", JAVA.zeros(2)).with("g", JAVA.zeros(2));
    double[] by = JAVA.gradient(x -> sum(JAVA.apply(new Moments(), x.tensors())), at).gradient().flat().values();
    assertTrue(Arrays.stream(by).allMatch(Double::isFinite), Arrays.toString(by));
  }

  @Test
  void refusesWhatDoesNotFit() {
    Tensors at = at(JAVA, new int[] {4, 3}, 1, false).with("back", JAVA.zeros(3));
    Exception e = assertThrows(IllegalArgumentException.class, () -> JAVA.apply(new Moments(), at.tensors()));
    assertTrue(e.getMessage().startsWith("adam: shapes [[4, 3], [4, 3], [4, 3], [4], [4], [4], [4], [3], [4]] do not fit"), e.getMessage());
  }
}
