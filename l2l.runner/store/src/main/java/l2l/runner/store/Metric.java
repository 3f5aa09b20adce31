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
 */
public record Metric(String optimizer, long metaStep, double objective, double gradientNorm, boolean clipped, double zeros,
    double nonFinite, int unroll, int diverged) {

  static final String HEAD = "optimizer,metaStep,objective,gradientNorm,clipped,zeros,nonFinite,unroll,diverged";

  String line() {
    String name = optimizer.matches("[^,\"\r\n]*") ? optimizer : '"' + optimizer.replace("\"", "\"\"") + '"';
    return name + "," + metaStep + "," + objective + "," + gradientNorm + "," + clipped + "," + zeros + "," + nonFinite + "," + unroll + ","
        + diverged;
  }
}
