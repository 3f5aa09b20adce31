package l2l.metaobjectives.validation;

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
import org.osgi.service.metatype.annotations.Option;

/**
 * The loss on examples the optimizer did not learn from, so that memorising them does not pay.
 *
 * <p>M = F(x_T) ("last"), or the mean of F(x_1), …, F(x_T) ("mean") over a stretch of T steps, where F is f on validation examples;
 * [] or [b]. Train-by-validation of Wang, Yuan, Wu, Ge 2021, section 4; the mean is that of Metz et al. 2019.
 *
 * @param mean whether all points but the first count, or the last alone
 */
@Part(name = "validation", paper = "Wang, Yuan, Wu, Ge 2021, section 4; Metz et al. 2019")
@Designate(ocd = Validation.Config.class, factory = true)
@Component(configurationPolicy = ConfigurationPolicy.REQUIRE)
public record Validation(boolean mean) implements MetaObjective {

  @Activate
  public Validation(Config config) {
    this(config.points().equals("mean"));
  }

  @Override
  public Tensor of(Trajectory trajectory) {
    int steps = trajectory.steps();
    Tensor sum = trajectory.validation(steps);
    if (!mean) {
      return sum;
    }
    for (int i = 1; i < steps; i++) {
      sum = sum.plus(trajectory.validation(i));
    }
    return sum.times(1.0 / Math.max(1, steps));
  }

  @ObjectClassDefinition(name = "validation", description = "The loss on validation examples")
  public @interface Config {
    @AttributeDefinition(
        description = "which points of a stretch count: its last, or the mean of all but its first",
        options = {@Option(label = "the last", value = "last"), @Option(label = "the mean", value = "mean")})
    String points() default "last";
  }
}
