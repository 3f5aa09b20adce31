package l2l.metaobjectives.last;

import l2l.api.MetaObjective;
import l2l.api.Part;
import l2l.api.Trajectory;
import l2l.api.tensor.Tensor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * The loss a stretch of training ends with.
 *
 * <p>M = f(x_T), [] or [b]; T is the stretch's last point. Andrychowicz et al. 2016, eq. 2.
 */
@Part(name = "last", paper = "Andrychowicz et al. 2016, eq. 2")
@Designate(ocd = Last.Config.class, factory = true)
@Component(configurationPolicy = ConfigurationPolicy.REQUIRE)
public record Last() implements MetaObjective {

  @Activate
  public Last(Config config) {
    this();
  }

  @Override
  public Tensor of(Trajectory trajectory) {
    return trajectory.loss(trajectory.steps());
  }

  @ObjectClassDefinition(name = "last", description = "The loss at the last point; it has no settings")
  public @interface Config {}
}
