package l2l.metaobjectives.sum;

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
 * The losses along a stretch of training, added up.
 *
 * <p>M = sum over t of w_t f(x_t), [] or [b], over the stretch's points but its first ("1..T"), or over all of them ("0..T": then the
 * point between two stretches counts in both, as in the authors' code). Andrychowicz et al. 2016, eq. 3; all w_t = 1 unless given.
 *
 * @param weights w_1, w_2, … of the whole training ("0..T": from w_0), or empty
 * @param first whether a stretch's first point counts
 */
@Part(name = "sum", paper = "Andrychowicz et al. 2016, eq. 3")
@Designate(ocd = Sum.Config.class, factory = true)
@Component(configurationPolicy = ConfigurationPolicy.REQUIRE)
public record Sum(double[] weights, boolean first) implements MetaObjective {

  @Activate
  public Sum(Config config) {
    this(config.weights(), config.points().equals("0..T"));
  }

  @Override
  public Tensor of(Trajectory trajectory) {
    Tensor sum = null;
    for (int i = first ? 0 : 1; i <= trajectory.steps(); i++) {
      Tensor loss = weights.length == 0 ? trajectory.loss(i) : trajectory.loss(i).times(weight(trajectory.from() + i));
      sum = sum == null ? loss : sum.plus(loss);
    }
    if (sum == null) {
      throw new IllegalArgumentException("sum: a stretch of 0 steps has no points after its first; take points 0..T or a longer stretch");
    }
    return sum;
  }

  private double weight(long t) {
    long i = first ? t : t - 1;
    if (i >= weights.length) {
      throw new IllegalArgumentException(
          "sum: " + weights.length + " weights do not reach x_" + t + "; give one for every point of the horizon, or none");
    }
    return weights[(int) i];
  }

  @ObjectClassDefinition(name = "sum", description = "The sum of the losses along the way")
  public @interface Config {
    @AttributeDefinition(description = "factors of the losses, one for every point of the horizon; none for 1 each")
    double[] weights() default {};

    @AttributeDefinition(
        description = "which points of a stretch count: all but its first (1..T) or all (0..T, as in DeepMind's code)",
        options = {@Option(label = "x_1 to x_T", value = "1..T"), @Option(label = "x_0 to x_T", value = "0..T")})
    String points() default "1..T";
  }
}
