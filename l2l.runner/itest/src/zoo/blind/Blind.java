// fails: CONTRACT derivativeIsExact
// words: differences
package zoo.blind;

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

/** Cuts the derivative by the first loss. */
@Part(name = "zoo.blind")
@Designate(ocd = Blind.Config.class, factory = true)
@Component(configurationPolicy = ConfigurationPolicy.REQUIRE)
public record Blind(double weight) implements MetaObjective {
  @Activate
  public Blind(Config config) {
    this(config.weight());
  }

  @Override
  public Tensor of(Trajectory trajectory) {
    return trajectory.loss(trajectory.steps()).times(weight).times(trajectory.loss(0).detach());
  }

  @ObjectClassDefinition(name = "zoo.blind", description = "Part of the zoo: it is broken on purpose")
  public @interface Config {
    @AttributeDefinition(description = "factor of the loss")
    double weight() default 1;
  }
}
