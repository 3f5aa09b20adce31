package l2l.optimizers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Arrays;
import l2l.api.Optimizer;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;
import l2l.engines.java.JavaEngine;
import org.junit.jupiter.api.Test;

/** The test of a rule whose hyper-parameters may lead with [b, …]: each of b problems is trained by a rule of its own. */
public interface RunsManyAtOnce extends Differentiates {

  @Test
  default void rulesAtOnceTrainAsEachAlone() {
    Trial together = Trial.quadratics(new JavaEngine(), 8);
    Optimizer optimizer = smooth();
    Tensors one = optimizer.theta(together);
    Tensors many = one.map(t -> t.spreadLike(together.engine().zeros(3)).times(together.engine().tensor(new double[] {1, 0.5, 0.7}, 3)));
    Tensor x = together.path(optimizer, many).get(8).get("x");
    for (int k = 0; k < 3; k++) {
      int problem = k;
      Tensors alone = many.map(t -> t.slice(0, problem, problem + 1).reshape());
      double[] wanted = together.path(optimizer, alone).get(8).get("x").slice(0, k, k + 1).values();
      assertArrayEquals(wanted, x.slice(0, k, k + 1).values(), 1e-14);
    }
    assertFalse(Arrays.equals(x.slice(0, 0, 1).values(), together.path(optimizer, one.times(0.5)).get(8).get("x").slice(0, 0, 1).values()));
  }
}
