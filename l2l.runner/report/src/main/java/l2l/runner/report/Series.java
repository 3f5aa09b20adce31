package l2l.runner.report;

/**
 * The losses of one optimizer on every task at every step.
 *
 * @param name the optimizer's name in the experiment
 * @param values [task][step 0 … T]: values[i][t] is f(x_t) on task i; kept as given, so do not change them afterwards
 * @throws IllegalArgumentException where there is no task, no step, or the tasks differ in their number of steps
 */
public record Series(String name, double[][] values) {

  public Series {
    if (values.length == 0 || values[0].length == 0) {
      throw new IllegalArgumentException("series " + name + ": no losses; give at least one task with one step");
    }
    for (int i = 1; i < values.length; i++) {
      if (values[i].length != values[0].length) {
        throw new IllegalArgumentException("series " + name + ": task 0 has " + values[0].length + " losses and task " + i + " has "
            + values[i].length + "; give every task the same steps (a diverged one NaN from there on)");
      }
    }
  }

  /** T: the number of updates. */
  public int horizon() {
    return values[0].length - 1;
  }

  /** f(x_t) on every task. */
  public double[] at(int t) {
    double[] column = new double[values.length];
    for (int i = 0; i < column.length; i++) {
      column[i] = values[i][t];
    }
    return column;
  }

  /** f(x_1) + … + f(x_T) of every task. */
  public double[] sums() {
    double[] sums = new double[values.length];
    for (int i = 0; i < sums.length; i++) {
      for (int t = 1; t < values[i].length; t++) {
        sums[i] += values[i][t];
      }
    }
    return sums;
  }
}
