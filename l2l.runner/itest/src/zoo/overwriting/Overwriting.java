// fails: CONTRACT leavesTheLossesAlone
// words: the losses afterwards
// also: *
package zoo.overwriting;

import l2l.api.MetaObjective;
import l2l.api.Part;
import l2l.api.Trajectory;
import l2l.api.tensor.Buffer;
import l2l.api.tensor.Tensor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Writes into the losses it was given. */
@Part(name = "zoo.overwriting")
@Designate(ocd = Overwriting.Config.class, factory = true)
@Component(configurationPolicy = ConfigurationPolicy.REQUIRE)
public record Overwriting(double weight) implements MetaObjective {
  @Activate
  public Overwriting(Config config) {
    this(config.weight());
  }

  @Override
  public Tensor of(Trajectory trajectory) {
    Tensor last = trajectory.loss(trajectory.steps());
    Tensor found = last.times(weight);
    ((Buffer) last.detach()).doubles()[0] = 0.25;
    return found;
  }

  @ObjectClassDefinition(name = "zoo.overwriting", description = "Part of the zoo: it is broken on purpose")
  public @interface Config {
    @AttributeDefinition(description = "factor of the loss")
    double weight() default 1;
  }
}
