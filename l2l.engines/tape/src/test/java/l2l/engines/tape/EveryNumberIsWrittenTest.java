package l2l.engines.tape;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Seed;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Results may lie in arrays that were used before: no operation may leave a number of theirs standing. */
class EveryNumberIsWrittenTest {

  /** [64, 80] to something as large. */
  private static Map<String, Function<Tensor, Tensor>> operations() {
    Map<String, Function<Tensor, Tensor>> f = new LinkedHashMap<>();
    f.put("plus", a -> a.plus(a));
    f.put("over", a -> a.over(a.exp()));
    f.put("choose", a -> a.positive().choose(a, a.times(2)));
    f.put("power", a -> a.power(2));
    f.put("clip", a -> a.clip(-1, 1));
    f.put("tanh", Tensor::tanh);
    f.put("sigmoid", Tensor::sigmoid);
    f.put("relu", Tensor::relu);
    f.put("rootOrZero", a -> a.abs().rootOrZero());
    f.put("scaled", a -> a.scaled(a.sum(1)));
    f.put("spread", a -> a.reshape(1, 64, 1, 80).spread(2, 64, 3, 80));
    f.put("spread a last axis", a -> a.reshape(64, 80, 1).spread(64, 80, 2));
    f.put("spread a number", a -> a.sum().spread(70, 80));
    f.put("sumTo", a -> a.reshape(64, 80, 1).spread(64, 80, 2).sumTo(64, 80, 1));
    f.put("sum of rows", a -> a.reshape(1, 64, 80).spread(3, 64, 80).sumTo(1, 64, 80));
    f.put("slice", a -> a.engine().concat(0, List.of(a, a)).slice(0, 3, 100));
    f.put("pad", a -> a.pad(0, 3, 90));
    f.put("gather", a -> a.gather(1, index(90, 80)));
    f.put("gather of one axis", a -> a.reshape(5120).gather(0, index(6000, 5120)));
    f.put("scatter", a -> a.scatter(0, 70, index(64, 70)));
    f.put("scatter of one axis", a -> a.reshape(5120).scatter(0, 6000, index(5120, 6000)));
    f.put("permute", Tensor::transpose);
    f.put("max", a -> a.reshape(64, 80, 1).spread(64, 80, 2).max(2));
    f.put("max of a middle axis", a -> a.reshape(64, 1, 80).spread(64, 2, 80).max(1));
    f.put("logSumExp", a -> a.reshape(5120, 1).spread(5120, 3).logSumExp());
    f.put("matmul", a -> a.matmul(true, a, false));
    f.put("matmul of pairs", a -> a.reshape(64, 8, 10).matmul(false, a.reshape(64, 8, 10), true).reshape(64, 8, 8));
    f.put("matmul over nothing", a -> a.slice(1, 0, 0).matmul(false, a.slice(1, 0, 0), true));
    f.put("patches", a -> a.reshape(4, 8, 8, 20).patches(3, 1, 1));
    f.put("patches beyond the border", a -> a.reshape(4, 8, 8, 20).patches(3, 2, 3));
    f.put("unpatches", a -> a.reshape(4, 8, 8, 20).patches(3, 2, 1).unpatches(8, 8, 3, 2, 1));
    return f;
  }

  private static int[] index(int n, int most) {
    int[] index = new int[n];
    Arrays.setAll(index, i -> i * 7 % most);
    return index;
  }

  /** A value and the gradient of its weighted sum. */
  private record Made(double[] value, double[] gradient) {}

  private static Made made(Engine engine, Function<Tensor, Tensor> f) {
    Tensor a = engine.normal(new Seed(1), 1, 64, 80);
    Tensor value = f.apply(a);
    Tensor weight = engine.normal(new Seed(2), 1, value.shape());
    Tensors gradient = engine.gradient(x -> f.apply(x.get("a")).times(weight).sum(), Tensors.of("a", a)).gradient();
    return new Made(value.values(), gradient.get("a").values());
  }

  @TestFactory
  List<DynamicTest> inArraysThatWereUsedBefore() {
    return operations().entrySet().stream().map(e -> DynamicTest.dynamicTest(e.getKey(), () -> {
      Made wanted = made(new TapeEngine(new DoubleLoops()) {}, e.getValue());
      TapeEngine engine = new TapeEngine(new DoubleLoops()) {};
      List<double[]> poisoned = new ArrayList<>();
      for (int n : new int[] {wanted.value.length, 5120, 10240}) {
        for (int i = 0; i < 40; i++) {
          double[] a = new double[n];
          Arrays.fill(a, Double.NaN);
          engine.arena.give(a, n);
          poisoned.add(a);
        }
      }
      Made got = made(engine, e.getValue());
      assertTrue(poisoned.stream().anyMatch(a -> !Double.isNaN(a[0])), "no array was used again");
      assertArrayEquals(wanted.value, got.value);
      assertArrayEquals(wanted.gradient, got.gradient);
    })).toList();
  }
}
