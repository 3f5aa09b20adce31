package l2l.estimators.backprop;

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
 * Backpropagation through the steps of training: exact over the whole horizon, or truncated to stretches of it.
 *
 * <p>gradient = d M(f(x_s), …, f(x_(s + unroll))) / d theta, where x_s and the optimizer's state count as constants; the next estimate
 * goes on from x_(s + unroll). Werbos 1990, truncated Williams, Peng 1990; for optimizers Andrychowicz et al. 2016, section 2.1.
 *
 * <p>Short stretches are cheap and steady but teach greed: what pays only later counts nothing. So stretches may begin short and double,
 * as in Metz et al. 2019.
 *
 * <p>The memory of a stretch grows with its length, unless the points between segments alone are kept and each segment is computed again on
 * the way back: then with the square root of it, for about half as much time again and the same bits (Griewank, Walther 2000; Chen, Xu,
 * Zhang, Guestrin 2016).
 *
 * @param unroll steps of one estimate, 0 for the whole horizon
 * @param doubleEvery meta-steps after which stretches of trainings begun since are twice as long, 0 for never
 * @param order whether second derivatives of f take part
 * @param segment steps of a segment that is computed again, 0 for none, -1 for the square root of the stretch
 */
@Part(name = "backprop", paper = "Werbos 1990; Williams, Peng 1990; Andrychowicz et al. 2016, section 2.1")
@Designate(ocd = Backprop.Config.class, factory = true)
@Component(configurationPolicy = ConfigurationPolicy.REQUIRE)
public record Backprop(int unroll, int doubleEvery, Order order, int segment) implements MetaGradient {

  @Activate
  public Backprop(Config config) {
    this(config.unroll(), config.doubleEvery(), Order.valueOf(config.order().toUpperCase(Locale.ROOT)), config.segment());
  }

  /** Stretches that may double, every step of which is kept. */
  public Backprop(int unroll, int doubleEvery, Order order) {
    this(unroll, doubleEvery, order, 0);
  }

  /** Stretches of one length. */
  public Backprop(int unroll, Order order) {
    this(unroll, 0, order);
  }

  @Override
  public Estimate estimate(MetaProblem problem, Tensors theta, Optional<Episode> from, Seed seed) {
    Episode start = from.orElseGet(() -> problem.begin(theta, seed));
    int steps = steps(start, problem.horizon() - start.t());
    AtomicReference<End> end = new AtomicReference<>();
    Engine.Gradient g = problem.engine().gradient(variable -> {
      Segment stretch = problem.unroll(variable, start, steps, order, segment < 0 ? (int) Math.ceil(Math.sqrt(steps)) : segment);
      end.set(End.of(stretch));
      return problem.objective(stretch.trajectory());
    }, theta);
    return new Estimate(g.value().scalar(), g.gradient(), end.get().rest(), end.get().diagnostics());
  }

  /** How far to unroll, at most {@code left}. */
  private int steps(Episode start, long left) {
    long doublings = doubleEvery == 0 ? 0 : Math.min(30, start.metaStep() / doubleEvery);
    return Math.toIntExact(unroll == 0 ? left : Math.min(left, (long) unroll << doublings));
  }

  /** What is kept of a stretch once its derivative is taken. */
  private record End(Optional<Episode> rest, Diagnostics diagnostics) {
    static End of(Segment stretch) {
      return new End(stretch.rest(), Diagnostics.of(stretch.trajectory()));
    }
  }

  @ObjectClassDefinition(name = "backprop", description = "Backpropagation through training, whole or truncated")
  public @interface Config {
    @AttributeDefinition(
        description = "steps of training one estimate unrolls, from where the last one stopped; 0 for the whole horizon", min = "0")
    int unroll() default 20;

    @AttributeDefinition(
        description = "meta-steps after which stretches of trainings begun since are twice as long (Metz et al. 2019); 0 for never",
        min = "0")
    int doubleEvery() default 0;

    @AttributeDefinition(
        description = "derivatives of f that take part: first (second ones dropped, Andrychowicz et al. 2016) or second (exact)",
        options = {@Option(label = "second derivatives dropped", value = "first"), @Option(label = "exact", value = "second")})
    String order() default "first";

    @AttributeDefinition(
        description = "steps of a segment: the points between segments alone are kept, the rest is computed again on the way back, with "
            + "the same numbers, less memory and about half as much time again; 0 to keep every step, -1 for the square root of the stretch",
        min = "-1")
    int segment() default 0;
  }
}
