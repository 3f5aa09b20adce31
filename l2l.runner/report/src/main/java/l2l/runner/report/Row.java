package l2l.runner.report;

import java.util.List;

/**
 * What an optimizer came to on all tasks: a line of the table.
 *
 * @param name the optimizer's name in the experiment
 * @param tasks the number of tasks
 * @param diverged on how many the verdict or the sum is not finite
 * @param mean mean verdict over tasks; infinite with diverged ones
 * @param sem its standard error; NaN with diverged tasks
 * @param median median verdict
 * @param sum mean over tasks of f(x_1) + … + f(x_T)
 * @param tuned the settings chosen on validation tasks; empty for an optimizer that was not tuned
 * @param difference mean over tasks of its verdict minus the reference's; NaN for the reference itself and where there is none
 * @param differenceSem the standard error of that difference
 */
public record Row(String name, int tasks, int diverged, double mean, double sem, double median, double sum, List<Tuned> tuned,
    double difference, double differenceSem) {

  public Row {
    tuned = List.copyOf(tuned);
  }

  /** A row with nothing to compare to: the reference itself, or a comparison without one. */
  public static Row of(String name, double[] verdicts, double[] sums, List<Tuned> tuned) {
    if (verdicts.length != sums.length) {
      throw new IllegalArgumentException(
          "row " + name + ": " + verdicts.length + " verdicts and " + sums.length + " sums; give one of each a task");
    }
    int diverged = 0;
    for (int i = 0; i < verdicts.length; i++) {
      diverged += Double.isFinite(verdicts[i]) && Double.isFinite(sums[i]) ? 0 : 1;
    }
    return new Row(name, verdicts.length, diverged, Statistics.mean(verdicts), Statistics.sem(verdicts), Statistics.median(verdicts),
        Statistics.mean(sums), tuned, Double.NaN, Double.NaN);
  }

  /** A row compared with the reference's verdicts on the same tasks, in the same order. */
  public static Row of(String name, double[] verdicts, double[] sums, List<Tuned> tuned, double[] reference) {
    Row alone = of(name, verdicts, sums, tuned);
    Statistics.Mean paired = Statistics.paired(verdicts, reference);
    return new Row(name, alone.tasks, alone.diverged, alone.mean, alone.sem, alone.median, alone.sum, tuned, paired.value(),
        paired.error());
  }
}
