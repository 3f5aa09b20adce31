// fails: CONTRACT gradientHasTheFormOfTheta
// words: theta/rate
package zoo.renaming;

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

/** Its gradient has names of its own. */
@Part(name = "zoo.renaming")
@Designate(ocd = Renaming.Config.class, factory = true)
@Component(configurationPolicy = ConfigurationPolicy.REQUIRE)
public record Renaming(int unroll) implements MetaGradient {
  @Activate
  public Renaming(Config config) {
    this(config.unroll());
  }

  @Override
  public Estimate estimate(MetaProblem problem, Tensors theta, Optional<Episode> from, Seed seed) {
    Episode start = from.orElseGet(() -> problem.begin(theta, seed));
    AtomicReference<Segment> kept = new AtomicReference<>();
    Engine.Gradient g = problem.engine().gradient(v -> {
      kept.set(problem.unroll(v, start, unroll, Order.FIRST));
      return problem.objective(kept.get().trajectory());
    }, theta);
    Segment plain = problem.unroll(theta, start, unroll, Order.FIRST);
    Diagnostics seen = Diagnostics.of(plain.trajectory());
    double objective = g.value().scalar();
    Tensors gradient = g.gradient();
    Optional<Episode> next = kept.get().rest();
    gradient = gradient.prefixed("theta/");
    return new Estimate(objective, gradient, next, seen);
  }

  @ObjectClassDefinition(name = "zoo.renaming", description = "Part of the zoo: it is broken on purpose")
  public @interface Config {
    @AttributeDefinition(description = "steps of training one estimate unrolls", min = "1")
    int unroll() default 2;
  }
}
