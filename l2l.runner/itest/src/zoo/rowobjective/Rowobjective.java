// fails: CONTRACT isOneNumberOrOneAProblem
// words: [1, 1]
// also: *
package zoo.rowobjective;

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

/** Gives a matrix instead of a number. */
@Part(name = "zoo.rowobjective")
@Designate(ocd = Rowobjective.Config.class, factory = true)
@Component(configurationPolicy = ConfigurationPolicy.REQUIRE)
public record Rowobjective(double weight) implements MetaObjective {
  @Activate
  public Rowobjective(Config config) {
    this(config.weight());
  }

  @Override
  public Tensor of(Trajectory trajectory) {
    Tensor last = trajectory.loss(trajectory.steps()).times(weight);
    return last.reshape(1, last.size());
  }

  @ObjectClassDefinition(name = "zoo.rowobjective", description = "Part of the zoo: it is broken on purpose")
  public @interface Config {
    @AttributeDefinition(description = "factor of the loss")
    double weight() default 1;
  }
}
