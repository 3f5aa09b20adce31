package l2l.api;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import l2l.api.tensor.Seed;
import l2l.api.tensor.Tensors;
import org.osgi.annotation.versioning.ConsumerType;

/** Estimates d(meta-objective)/d(theta). */
@ConsumerType
public interface MetaGradient extends Extensible {

  /**
   * @param theta detached
   * @param from the episode to continue, or empty to begin one
   * @param seed decides the new episode and the estimator's own randomness
   */
  Estimate estimate(MetaProblem problem, Tensors theta, Optional<Episode> from, Seed seed);

  /**
   * @param objective of the stretch, mean over the problems; NaN or infinite where it diverged
   * @param gradient detached; names and shapes of theta
   * @param next where to go on, or empty when training ended
   */
  record Estimate(double objective, Tensors gradient, Optional<Episode> next, Diagnostics diagnostics) {}

  /**
   * What else an estimate showed.
   *
   * @param steps inner steps unrolled
   * @param problems trained at once
   * @param diverged of these, how many ended in a loss that is not finite
   * @param metrics the estimator's own, by name
   */
  record Diagnostics(int steps, int problems, int diverged, Map<String, Double> metrics) {
    public Diagnostics {
      metrics = Map.copyOf(metrics);
    }

    /** What a stretch showed: problems whose last loss is not finite have diverged. */
    public static Diagnostics of(Trajectory stretch) {
      double[] last = stretch.loss(stretch.steps()).values();
      int diverged = (int) Arrays.stream(last).filter(loss -> !Double.isFinite(loss)).count();
      return new Diagnostics(stretch.steps(), last.length, diverged, Map.of());
    }
  }
}
