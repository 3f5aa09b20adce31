package l2l.runner.store;

/**
 * What one meta-step showed: a line of metrics.csv.
 *
 * @param optimizer who is being trained
 * @param metaStep meta-updates done before it, from 0
 * @param objective the meta-loss of the stretch
 * @param gradientNorm Euclidean norm of the meta-gradient, before clipping
 * @param clipped whether it was clipped
 * @param zeros share of its entries that are exactly 0
 * @param nonFinite share of its entries that are infinite or NaN
 * @param unroll inner steps of the stretch
 * @param problems trained at once
 * @param diverged of these, how many ended in a loss that is not finite
 */
public record Metric(String optimizer, long metaStep, double objective, double gradientNorm, boolean clipped, double zeros, double nonFinite,
    int unroll, int problems, int diverged) {

  static final String HEAD = "optimizer,metaStep,objective,gradientNorm,clipped,zeros,nonFinite,unroll,problems,diverged";

  String line() {
    String name = optimizer.matches("[^,\"\r\n]*") ? optimizer : '"' + optimizer.replace("\"", "\"\"") + '"';
    return name + "," + metaStep + "," + objective + "," + gradientNorm + "," + clipped + "," + zeros + "," + nonFinite + "," + unroll + ","
        + problems + "," + diverged;
  }
}
