package l2l.runner.loop;

import java.util.Arrays;
import l2l.api.Optimizer;
import l2l.api.tensor.Tensors;

/**
 * Chooses one hyper-parameter of a hand-made rule from a grid, by the mean verdict on the validation tasks.
 *
 * @param hyperparameter its name in theta
 * @param grid values to try, ascending
 */
public record Tuning(String hyperparameter, double[] grid) {

  /** Values spaced evenly by logarithm, both ends included. */
  public static Tuning logarithmic(String hyperparameter, double from, double to, int points) {
    double[] grid = new double[points];
    for (int i = 0; i < points; i++) {
      double share = points == 1 ? 0 : (double) i / (points - 1);
      grid[i] = StrictMath.exp(StrictMath.log(from) + share * (StrictMath.log(to) - StrictMath.log(from)));
    }
    return new Tuning(hyperparameter, grid);
  }

  /**
   * The choice.
   *
   * @param means the mean verdict of every value of the grid; infinite where a task diverged
   * @param best index of the least mean; the first of equals
   */
  public record Chosen(String hyperparameter, double[] grid, double[] means, int best) {

    public double value() {
      return grid[best];
    }

    /** Whether the best value is the grid's first or last: the optimum may lie outside. */
    public boolean atEdge() {
      return best == 0 || best == grid.length - 1;
    }
  }

  /** Tries every value of the grid. */
  public Chosen choose(Setup setup, Optimizer optimizer, Tensors theta, Watch watch) {
    double[] means = new double[grid.length];
    int best = 0;
    for (int i = 0; i < grid.length; i++) {
      watch.check();
      Tensors tried = with(theta, grid[i]);
      means[i] = Evaluation.of(setup, setup.validation(), optimizer, tried, watch).mean();
      best = means[i] < means[best] ? i : best;
      watch.advanced(i + 1, means[best]);
    }
    if (Arrays.stream(means).noneMatch(Double::isFinite)) {
      watch.warning("every " + hyperparameter + " of the grid diverged");
    }
    return new Chosen(hyperparameter, grid.clone(), means, best);
  }

  /** Theta with the hyper-parameter set. */
  public Tensors with(Tensors theta, double value) {
    return theta.with(hyperparameter, theta.get(hyperparameter).engine().fill(value, theta.get(hyperparameter).shape()));
  }
}
