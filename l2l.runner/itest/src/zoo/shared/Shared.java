// fails: CONTRACT problemsDoNotTouchOneAnother
// words: problem 1
package zoo.shared;

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

/** Adds the first problem's loss to all. */
@Part(name = "zoo.shared")
@Designate(ocd = Shared.Config.class, factory = true)
@Component(configurationPolicy = ConfigurationPolicy.REQUIRE)
public record Shared(double weight) implements MetaObjective {
  @Activate
  public Shared(Config config) {
    this(config.weight());
  }

  @Override
  public Tensor of(Trajectory trajectory) {
    Tensor last = trajectory.loss(trajectory.steps()).times(weight);
    return last.rank() == 0 ? last : last.plus(trajectory.loss(0).mean().reshape(1).spread(last.shape()));
  }

  @ObjectClassDefinition(name = "zoo.shared", description = "Part of the zoo: it is broken on purpose")
  public @interface Config {
    @AttributeDefinition(description = "factor of the loss")
    double weight() default 1;
  }
}
