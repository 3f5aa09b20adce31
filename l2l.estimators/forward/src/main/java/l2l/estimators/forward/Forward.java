package l2l.estimators.forward;

import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import l2l.api.Episode;
import l2l.api.MetaGradient;
import l2l.api.MetaProblem;
import l2l.api.Order;
import l2l.api.Part;
import l2l.api.Segment;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Seed;
import l2l.api.tensor.Tensors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/**
 * Forward-mode differentiation through training: one pass for each number of theta, in the memory of a single step, however long.
 *
 * <p>gradient_i = the derivative of M(f(x_s), …, f(x_(s + unroll))) along the i-th unit vector of theta. For rules with a few
 * hyper-parameters and long horizons. Franceschi et al. 2017, section 3.2.
 *
 * @param unroll steps of one estimate, 0 for the whole horizon
 * @param order whether second derivatives of f take part
 * @param limit the most numbers theta may have
 */
@Part(name = "forward", paper = "Franceschi et al. 2017, section 3.2")
@Designate(ocd = Forward.Config.class, factory = true)
@Component(configurationPolicy = ConfigurationPolicy.REQUIRE)
public record Forward(int unroll, Order order, int limit) implements MetaGradient {

  @Activate
  public Forward(Config config) {
    this(config.unroll(), Order.valueOf(config.order().toUpperCase(Locale.ROOT)), config.limit());
  }

  /** @throws IllegalArgumentException where theta has no numbers, or more than the limit */
  @Override
  public Estimate estimate(MetaProblem problem, Tensors theta, Optional<Episode> from, Seed seed) {
    int n = theta.size();
    if (n == 0) {
      throw new IllegalArgumentException(
          "forward: theta has no numbers to differentiate by; take an optimizer that has something to learn");
    }
    if (n > limit) {
      throw new IllegalArgumentException("forward: theta has " + n + " numbers, each of which takes a pass through training, and the limit"
          + " is " + limit + "; take the estimator backprop, or raise the setting 'limit'");
    }
    Episode start = from.orElseGet(() -> problem.begin(theta, seed));
    int steps = unroll == 0 ? Math.toIntExact(problem.horizon() - start.t()) : unroll;
    AtomicReference<End> end = new AtomicReference<>();
    double[] gradient = new double[n];
    double objective = Double.NaN;
    for (int i = 0; i < n; i++) {
      Engine.Tangent t = problem.engine().tangent(variable -> {
        Segment segment = problem.unroll(variable, start, steps, order);
        end.set(End.of(segment));
        return Tensors.of("objective", problem.objective(segment.trajectory()));
      }, theta, unit(theta, i));
      objective = t.value().get("objective").scalar();
      gradient[i] = t.tangent().get("objective").scalar();
    }
    return new Estimate(objective, numbers(theta, gradient), end.get().rest(), end.get().diagnostics());
  }

  private static Tensors unit(Tensors theta, int i) {
    double[] e = new double[theta.size()];
    e[i] = 1;
    return numbers(theta, e);
  }

  /** These numbers under theta's names and shapes. */
  private static Tensors numbers(Tensors theta, double[] row) {
    return theta.unflat(theta.tensors().get(0).engine().tensor(row, row.length));
  }

  /** What is kept of a stretch once its derivative is taken. */
  private record End(Optional<Episode> rest, Diagnostics diagnostics) {
    static End of(Segment segment) {
      return new End(segment.rest(), Diagnostics.of(segment.trajectory()));
    }
  }

  @ObjectClassDefinition(name = "forward", description = "Forward-mode differentiation through training, one pass a number of theta")
  public @interface Config {
    @AttributeDefinition(
        description = "steps of training one estimate takes, from where the last one stopped; 0 for the whole horizon", min = "0")
    int unroll() default 0;

    @AttributeDefinition(
        description = "derivatives of f that take part: first (second ones dropped, Andrychowicz et al. 2016) or second (exact)",
        options = {@Option(label = "second derivatives dropped", value = "first"), @Option(label = "exact", value = "second")})
    String order() default "second";

    @AttributeDefinition(description = "the most numbers theta may have; each takes a pass through training", min = "1")
    int limit() default 64;
  }
}
