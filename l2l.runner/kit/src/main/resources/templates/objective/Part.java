package {{part}};

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

/**
 * The mean of the losses along a stretch, in which later losses count more.
 *
 * <p>M = sum over i = 1 … n of decay^(n - i) f(x_i), divided by the sum of the same powers; [] or [b]. With decay 0 it is the last loss,
 * with 1 the plain mean. The first point counts only where it is the only one. A weighting as in Andrychowicz et al. 2016, eq. 3.
 */
@Part(name = "{{part}}", paper = "Andrychowicz et al. 2016, eq. 3")
@Designate(ocd = {{type}}.Config.class, factory = true)
@Component(configurationPolicy = ConfigurationPolicy.REQUIRE)
public record {{type}}(double decay) implements MetaObjective {

  @Activate
  public {{type}}(Config config) {
    this(config.decay());
  }

  @Override
  public Tensor of(Trajectory trajectory) {
    Tensor sum = trajectory.loss(Math.min(1, trajectory.steps()));
    double weights = 1;
    for (int i = 2; i <= trajectory.steps(); i++) {
      sum = sum.times(decay).plus(trajectory.loss(i));
      weights = weights * decay + 1;
    }
    return sum.times(1 / weights);
  }

  @ObjectClassDefinition(name = "{{part}}", description = "{{description}}")
  public @interface Config {
    @AttributeDefinition(description = "weight of a loss, of that of the loss one step later, 0 to 1", min = "0", max = "1")
    double decay() default 0.9;
  }
}
