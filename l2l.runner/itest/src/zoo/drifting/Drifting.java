// fails: CONTRACT sameStretchGivesTheSameBits
// words: the objective
// also: *
package zoo.drifting;

import l2l.api.MetaObjective;
import l2l.api.Part;
import l2l.api.Trajectory;
import l2l.api.tensor.Tensor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Adds noise that no seed decides. */
@Part(name = "zoo.drifting")
@Designate(ocd = Drifting.Config.class, factory = true)
@Component(configurationPolicy = ConfigurationPolicy.REQUIRE)
public record Drifting(double weight) implements MetaObjective {
  @Activate
  public Drifting(Config config) {
    this(config.weight());
  }

  @Override
  public Tensor of(Trajectory trajectory) {
    return trajectory.loss(trajectory.steps()).times(weight).plus(1e-12 * (System.nanoTime() % 1_000_003));
  }

  @ObjectClassDefinition(name = "zoo.drifting", description = "Part of the zoo: it is broken on purpose")
  public @interface Config {
    @AttributeDefinition(description = "factor of the loss")
    double weight() default 1;
  }
}
