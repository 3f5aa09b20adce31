package l2l.runner.loop;

import java.util.Arrays;
import java.util.Optional;
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
    Stage.Tuning stage = begin("", theta, Optional.empty());
    while (!through(stage)) {
      watch.check();
      stage = step(setup, optimizer, stage, watch);
    }
    return chosen(stage, watch);
  }

  /** Where it begins. */
  Stage.Tuning begin(String contestant, Tensors theta, Optional<Contestant.Trained> trained) {
    return new Stage.Tuning(contestant, theta, trained, new double[0], 0, Curves.NONE);
  }

  /** Whether every value of the grid was tried. */
  boolean through(Stage.Tuning stage) {
    return stage.means().length == grid.length;
  }

  /** One draw with one value of the grid. */
  Stage.Tuning step(Setup setup, Optimizer optimizer, Stage.Tuning stage, Watch watch) {
    double[] means = stage.means();
    Tensors tried = with(stage.theta(), grid[means.length]);
    Curves curves = stage.partial().and(Evaluation.draw(setup, setup.validation(), optimizer, tried, stage.draws(), watch));
    if (stage.draws() + 1 < setup.validation().draws()) {
      return new Stage.Tuning(stage.contestant(), stage.theta(), stage.trained(), means, stage.draws() + 1, curves);
    }
    means = Arrays.copyOf(means, means.length + 1);
    means[means.length - 1] = curves.mean();
    watch.advanced(means.length, means[best(means)]);
    return new Stage.Tuning(stage.contestant(), stage.theta(), stage.trained(), means, 0, Curves.NONE);
  }

  /** What a stage that is through came to. */
  Chosen chosen(Stage.Tuning stage, Watch watch) {
    if (Arrays.stream(stage.means()).noneMatch(Double::isFinite)) {
      watch.warning("every " + hyperparameter + " of the grid diverged");
    }
    return new Chosen(hyperparameter, grid.clone(), stage.means().clone(), best(stage.means()));
  }

  private static int best(double[] means) {
    int best = 0;
    for (int i = 1; i < means.length; i++) {
      best = means[i] < means[best] ? i : best;
    }
    return best;
  }

  /** Theta with the hyper-parameter set. */
  public Tensors with(Tensors theta, double value) {
    return theta.with(hyperparameter, theta.get(hyperparameter).engine().fill(value, theta.get(hyperparameter).shape()));
  }
}
