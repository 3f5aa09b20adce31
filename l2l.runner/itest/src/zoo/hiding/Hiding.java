// fails: CONTRACT divergenceShows
// words: Infinity
package zoo.hiding;

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

/** Hides that training diverged. */
@Part(name = "zoo.hiding")
@Designate(ocd = Hiding.Config.class, factory = true)
@Component(configurationPolicy = ConfigurationPolicy.REQUIRE)
public record Hiding(double weight) implements MetaObjective {
  @Activate
  public Hiding(Config config) {
    this(config.weight());
  }

  @Override
  public Tensor of(Trajectory trajectory) {
    return trajectory.loss(trajectory.steps()).times(weight).clip(0, 100);
  }

  @ObjectClassDefinition(name = "zoo.hiding", description = "Part of the zoo: it is broken on purpose")
  public @interface Config {
    @AttributeDefinition(description = "factor of the loss")
    double weight() default 1;
  }
}
