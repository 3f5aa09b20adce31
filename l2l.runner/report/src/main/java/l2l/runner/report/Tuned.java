package l2l.runner.report;

/**
 * A setting that was chosen from a grid of values.
 *
 * @param setting its name, as in "rate"
 * @param value the value chosen
 * @param least the grid's smallest value
 * @param greatest the grid's largest value
 */
public record Tuned(String setting, double value, double least, double greatest) {

  /** How far a grid's end, computed as a power of ten, may lie from the number in the experiment. */
  private static final double ROUNDING = 1e-9;

  /** True where a better value may lie beyond the grid. */
  public boolean atEdge() {
    return value <= least * (1 + ROUNDING) || value >= greatest * (1 - ROUNDING);
  }
}
