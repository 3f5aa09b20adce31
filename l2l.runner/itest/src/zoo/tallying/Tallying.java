// fails: CONTRACT keepsNothingInItsFields
// words: the field calls
package zoo.tallying;

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

/** Counts its calls in a field, though nothing depends on it. */
@Part(name = "zoo.tallying")
@Designate(ocd = Tallying.Config.class, factory = true)
@Component(configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class Tallying implements MetaObjective {
  private final double weight;
  private long calls;

  @Activate
  public Tallying(Config config) {
    this.weight = config.weight();
  }

  @Override
  public Tensor of(Trajectory trajectory) {
    calls++;
    return trajectory.loss(trajectory.steps()).times(weight);
  }

  @ObjectClassDefinition(name = "zoo.tallying", description = "Part of the zoo: it is broken on purpose")
  public @interface Config {
    @AttributeDefinition(description = "factor of the loss")
    double weight() default 1;
  }
}
