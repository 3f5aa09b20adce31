package l2l.engines.blas;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Arrays;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Precision;
import l2l.api.tensor.Seed;
import l2l.api.tensor.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ChainOnThreadsTest {
  private static final int N = 200_000;

  /** A step of Adam on numbers from to end - 1, from step to step as an optimizer goes. */
  private static double[] adam(Engine engine, int from, int end) {
    Tensor g = engine.normal(new Seed(1), 1, N).slice(0, from, end);
    Tensor x = engine.normal(new Seed(2), 1, N).slice(0, from, end);
    Tensor m = engine.zeros(end - from);
    Tensor v = engine.zeros(end - from);
    Tensor beta = engine.scalar(0.9);
    for (int t = 0; t < 3; t++) {
      m = m.scaled(beta).plus(g.times(0.1));
      v = v.scaled(beta).plus(g.square().times(0.1));
      x = x.minus(m.times(0.01).over(v.rootOrZero().plus(beta.times(1e-8).spreadLike(v)))).detach();
    }
    return x.values();
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void aLongChainGivesTheSameBitsOnAnyNumberOfThreadsAndInSmallParts(Precision precision) {
    try (Nd4jEngine one = new Nd4jEngine(precision, 1); Nd4jEngine three = new Nd4jEngine(precision, 3)) {
      double[] wanted = adam(one, 0, N);
      assertArrayEquals(wanted, adam(three, 0, N));
      for (int from = 0; from < N; from += 50_000) {
        assertArrayEquals(Arrays.copyOfRange(wanted, from, from + 3_000), adam(one, from, from + 3_000));
        assertArrayEquals(Arrays.copyOfRange(wanted, from, from + 12_000), adam(one, from, from + 12_000));
      }
    }
  }
}
