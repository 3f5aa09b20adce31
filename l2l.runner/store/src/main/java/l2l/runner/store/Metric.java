package l2l.runner.store;

/**
 * What one meta-step showed: a line of metrics.csv.
 *
 * @param optimizer who is being trained
 * @param metaStep meta-steps done, this one included
 * @param objective the meta-loss of the stretch
 * @param gradientNorm Euclidean norm of the meta-gradient, before clipping
 * @param clipped whether it was clipped
 * @param zeros share of its entries that are exactly 0
 * @param nonFinite share of its entries that are infinite or NaN
 * @param unroll inner steps of the stretch
 * @param diverged problems of the stretch that ended in a loss that is not finite
 * @param mixed swaps that the run had in it by then; 0 where no code had changed hands
 */
public record Metric(String optimizer, long metaStep, double objective, double gradientNorm, boolean clipped, double zeros,
    double nonFinite, int unroll, int diverged, int mixed) {

  /** The first line of metrics.csv. */
  public static final String HEAD = "optimizer,metaStep,objective,gradientNorm,clipped,zeros,nonFinite,unroll,diverged,mixed";

  /** As a line of metrics.csv. */
  public String line() {
    String name = optimizer.matches("[^,\"\r\n]*") ? optimizer : '"' + optimizer.replace("\"", "\"\"") + '"';
    return name + "," + metaStep + "," + objective + "," + gradientNorm + "," + clipped + "," + zeros + "," + nonFinite + "," + unroll + ","
        + diverged + "," + mixed;
  }

  /**
   * Reads a line back; one of before there was "mixed", too.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static Metric of(String line) {
    boolean quoted = line.startsWith("\"");
    int end = quoted ? line.lastIndexOf('"') + 1 : line.indexOf(',');
    String[] rest = line.substring(end + 1).split(",");
    if (rest.length != 8 && rest.length != 9) {
      throw new IllegalArgumentException("'" + line + "' is no line of metrics.csv (" + HEAD + ")");
    }
    return new Metric(quoted ? line.substring(1, end - 1).replace("\"\"", "\"") : line.substring(0, end), Long.parseLong(rest[0]),
        Double.parseDouble(rest[1]), Double.parseDouble(rest[2]), Boolean.parseBoolean(rest[3]), Double.parseDouble(rest[4]),
        Double.parseDouble(rest[5]), Integer.parseInt(rest[6]), Integer.parseInt(rest[7]),
        rest.length == 8 ? 0 : Integer.parseInt(rest[8]));
  }
}
