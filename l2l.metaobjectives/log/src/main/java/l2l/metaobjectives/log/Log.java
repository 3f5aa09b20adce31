package l2l.metaobjectives.log;

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
 * The rate at which the loss shrank: its logarithm per step, whose derivative neither explodes nor vanishes with the horizon.
 *
 * <p>M = (1/T) log f(x_T), [] or [b]; x_T is the stretch's last point and T counts the steps from the start of training. NaN for a
 * negative loss, -infinity for 0. Wang, Yuan, Wu, Ge 2021, section 3.
 */
@Part(name = "log", paper = "Wang, Yuan, Wu, Ge 2021, section 3")
@Designate(ocd = Log.Config.class, factory = true)
@Component(configurationPolicy = ConfigurationPolicy.REQUIRE)
public record Log() implements MetaObjective {

  @Activate
  public Log(Config config) {
    this();
  }

  @Override
  public Tensor of(Trajectory trajectory) {
    return trajectory.loss(trajectory.steps()).log().times(1.0 / (trajectory.from() + trajectory.steps()));
  }

  @ObjectClassDefinition(name = "log", description = "The logarithm of the last loss per step; it has no settings")
  public @interface Config {}
}
