// fails: CONTRACT aFreshInstanceGivesTheSameBits
// words: the objective
package zoo.partial;

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

/** Every instance has another opinion. */
@Part(name = "zoo.partial")
@Designate(ocd = Partial.Config.class, factory = true)
@Component(configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class Partial implements MetaObjective {
  private final double weight;

  @Activate
  public Partial(Config config) {
    this.weight = config.weight();
  }

  @Override
  public Tensor of(Trajectory trajectory) {
    return trajectory.loss(trajectory.steps()).times(weight).plus(1e-12 * (System.identityHashCode(this) % 1_000_003));
  }

  @ObjectClassDefinition(name = "zoo.partial", description = "Part of the zoo: it is broken on purpose")
  public @interface Config {
    @AttributeDefinition(description = "factor of the loss")
    double weight() default 1;
  }
}
