package {{part}};

import java.util.Optional;
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

/**
 * Evolution strategies with antithetic pairs: theta is moved at random, forth and back, and what that did to the objective is kept.
 *
 * <p>gradient = mean over pairs of e (M(theta + deviation e) - M(theta - deviation e)) / (2 deviation), e normal N(0, 1), of theta's names
 * and shapes; each M is that of the same stretch, truncated to {@code unroll} steps. The next stretch goes on from theta's own.
 * Salimans et al. 2017, section 2.
 *
 * @param unroll steps of one estimate, 0 for the whole horizon
 */
@Part(name = "{{part}}", paper = "Salimans et al. 2017, section 2")
@Designate(ocd = {{type}}.Config.class, factory = true)
@Component(configurationPolicy = ConfigurationPolicy.REQUIRE)
public record {{type}}(int pairs, double deviation, int unroll) implements MetaGradient {

  @Activate
  public {{type}}(Config config) {
    this(config.pairs(), config.deviation(), config.unroll());
  }

  @Override
  public Estimate estimate(MetaProblem problem, Tensors theta, Optional<Episode> from, Seed seed) {
    Episode start = from.orElseGet(() -> problem.begin(theta, seed));
    long left = problem.horizon() - start.t();
    int steps = Math.toIntExact(unroll == 0 ? left : Math.min(left, unroll));
    Segment middle = problem.unroll(theta, start, steps, Order.FIRST);
    Tensors gradient = theta.times(0);
    for (int i = 0; i < pairs; i++) {
      Tensors e = noise(problem.engine(), theta, seed.child("noise").child(start.t()).child(i));
      double rise = objective(problem, theta.plus(e.times(deviation)), start, steps)
          - objective(problem, theta.plus(e.times(-deviation)), start, steps);
      gradient = gradient.plus(e.times(rise / (2 * deviation * pairs)));
    }
    double objective = problem.objective(middle.trajectory()).scalar();
    return new Estimate(objective, gradient, middle.rest(), Diagnostics.of(middle.trajectory()));
  }

  private static Tensors noise(Engine engine, Tensors theta, Seed seed) {
    Tensors noise = theta;
    for (String name : theta.names()) {
      noise = noise.with(name, engine.normal(seed.child(name), 1, theta.get(name).shape()));
    }
    return noise;
  }

  private static double objective(MetaProblem problem, Tensors theta, Episode start, int steps) {
    return problem.objective(problem.unroll(theta, start, steps, Order.FIRST).trajectory()).scalar();
  }

  @ObjectClassDefinition(name = "{{part}}", description = "{{description}}")
  public @interface Config {
    @AttributeDefinition(description = "pairs of trials of one estimate, a count", min = "1")
    int pairs() default 4;

    @AttributeDefinition(description = "standard deviation of the moves, in units of theta; above 0", min = "1e-12")
    double deviation() default 0.01;

    @AttributeDefinition(description = "steps of training one estimate unrolls; 0 for the whole horizon", min = "0")
    int unroll() default 20;
  }
}
