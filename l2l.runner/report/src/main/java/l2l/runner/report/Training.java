package l2l.runner.report;

import java.util.List;

/**
 * How the training of one optimizer's theta went.
 *
 * @param name the optimizer's name in the experiment
 * @param cost what it took, as in "2,500 meta-steps, 71 s"
 * @param steps the meta-steps recorded, ascending
 * @param metaLoss the estimated meta-objective at each of them
 * @param gradientNorm the Euclidean norm of the meta-gradient before clipping
 * @param validatedAt the meta-steps after which theta was judged on validation tasks
 * @param validation the validation objective there; less is better
 * @param swaps parts that changed hands on the way
 * @throws IllegalArgumentException where arrays that belong together differ in length
 */
public record Training(String name, String cost, double[] steps, double[] metaLoss, double[] gradientNorm, double[] validatedAt,
    double[] validation, List<Mark> swaps) {

  /**
   * A part that changed hands.
   *
   * @param before the first meta-step done with the new one
   */
  public record Mark(double before, String words) {}

  /** One in which nothing changed hands. */
  public Training(String name, String cost, double[] steps, double[] metaLoss, double[] gradientNorm, double[] validatedAt,
      double[] validation) {
    this(name, cost, steps, metaLoss, gradientNorm, validatedAt, validation, List.of());
  }

  public Training {
    swaps = List.copyOf(swaps);
    if (steps.length != metaLoss.length || steps.length != gradientNorm.length || validatedAt.length != validation.length) {
      throw new IllegalArgumentException("training " + name + ": " + steps.length + " meta-steps, " + metaLoss.length + " meta-losses, "
          + gradientNorm.length + " gradient norms; " + validatedAt.length + " validations, " + validation.length
          + " values; give one for each");
    }
  }

  /** Which validation is the best, the first of equals; -1 where none is finite. */
  public int best() {
    int best = -1;
    for (int i = 0; i < validation.length; i++) {
      if (Double.isFinite(validation[i]) && (best < 0 || validation[i] < validation[best])) {
        best = i;
      }
    }
    return best;
  }
}
