package l2l.api.later;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import l2l.api.Episode;
import l2l.api.MetaGradient;
import l2l.api.MetaProblem;
import l2l.api.Order;
import l2l.api.Segment;
import l2l.api.tensor.Seed;
import l2l.api.tensor.Tensors;

/**
 * Evolution strategies with one antithetic pair, unbiased over truncations: gradient = (sum of perturbations so far) (L(theta + e) -
 * L(theta - e)) / (2 sigma^2), each side going on from where it stopped. Vicol, Metz, Sohl-Dickstein 2021.
 */
public record PersistentEvolution(int unroll, double sigma) implements MetaGradient {

  // >>> evolution strategies with antithetic pairs and memory carried between truncations
  @Override
  public Estimate estimate(MetaProblem problem, Tensors theta, Optional<Episode> from, Seed seed) {
    Episode start = from.orElseGet(() -> begin(problem, theta, seed));
    Tensors e = theta.unflat(problem.engine().normal(seed.child("perturbation"), sigma, theta.size()));
    Segment plus = problem.unroll(theta.plus(e), side(start, "plus/"), unroll, Order.FIRST);
    Segment minus = problem.unroll(theta.plus(e.times(-1)), side(start, "minus/"), unroll, Order.FIRST);
    double up = problem.objective(plus.trajectory()).scalar();
    double down = problem.objective(minus.trajectory()).scalar();
    Tensors sum = start.memory().under("sum/").plus(e);
    Tensors memory = sum.prefixed("sum/").and(saved(plus.next(), "plus/")).and(saved(minus.next(), "minus/"));
    Optional<Episode> next = plus.trajectory().ends() ? Optional.empty() : Optional.of(plus.next().remembering(memory));
    return new Estimate((up + down) / 2, sum.times((up - down) / (2 * sigma * sigma)), next, diagnostics(plus));
  }

  private static Episode begin(MetaProblem problem, Tensors theta, Seed seed) {
    Episode e = problem.begin(theta, seed);
    return e.remembering(theta.times(0).prefixed("sum/").and(saved(e, "plus/")).and(saved(e, "minus/")));
  }

  private static Tensors saved(Episode e, String side) {
    return e.x().prefixed(side + "x/").and(e.state().prefixed(side + "state/"));
  }

  private static Episode side(Episode e, String side) {
    Tensors saved = e.memory().under(side);
    return new Episode(e.optimizee(), e.metaStep(), e.t(), saved.under("x/"), saved.under("state/"), Tensors.none());
  }
  // <<<

  private static Diagnostics diagnostics(Segment plus) {
    double[] last = plus.trajectory().loss(plus.trajectory().steps()).values();
    int diverged = (int) Arrays.stream(last).filter(loss -> !Double.isFinite(loss)).count();
    return new Diagnostics(plus.trajectory().steps(), last.length, diverged, Map.of());
  }
}
