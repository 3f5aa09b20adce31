package l2l.metaobjectives.log;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import l2l.api.MetaObjective;
import l2l.api.contract.Given;
import l2l.api.contract.junit.MetaObjectiveContract;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;
import l2l.engines.java.JavaEngine;
import org.junit.jupiter.api.Test;

class LogTest extends MetaObjectiveContract {

  @Override
  protected MetaObjective part() {
    return new Log();
  }

  @Override
  protected Engine engine() {
    return new JavaEngine();
  }

  @Test
  void dividesByAllStepsSinceTrainingBegan() {
    Engine engine = engine();
    var losses = List.of(engine.tensor(new double[] {5, 6}, 2), engine.tensor(new double[] {3, 4}, 2));
    double[] found = part().of(Given.trajectory(7, losses, losses, false)).values();
    assertArrayEquals(new double[] {Math.log(3) / 8, Math.log(4) / 8}, found, 1e-15);
  }

  /**
   * Eigenvalues 1 and 4, c = (1, 1), t = 3: F = sum of eigenvalue (c (1 - step eigenvalue)^t)^2 / 2, G = log(F) / t, G' = F' / (t F); at
   * 0.6 that is 258.1248 / (3 * 15.06112).
   */
  @Test
  void isWangsObjectiveOnAQuadratic() {
    double[][] known = {{0.1, -0.3414474551, -5.1099830795}, {0.3, -0.9436744147, -2.7640897333}, {0.4, -0.7162210036, 10},
        {0.5, 0.2323486070, 7.9533073930}, {0.6, 0.9040388629, 5.7128287936}};
    Engine engine = engine();
    Tensor eigenvalues = engine.tensor(new double[] {1, 4}, 2);
    for (double[] row : known) {
      Engine.Gradient g = engine.gradient(at -> {
        Tensor x = engine.fill(1, 2);
        List<Tensor> losses = new ArrayList<>(List.of(x.square().times(eigenvalues).sum().times(0.5)));
        for (int t = 0; t < 3; t++) {
          x = x.minus(x.times(eigenvalues).scaled(at.get("step")));
          losses.add(x.square().times(eigenvalues).sum().times(0.5));
        }
        return part().of(Given.trajectory(0, losses, losses, true));
      }, Tensors.of("step", engine.scalar(row[0])));
      assertEquals(row[1], g.value().scalar(), 1e-9);
      assertEquals(row[2], g.gradient().get("step").scalar(), 1e-8);
    }
  }
}
