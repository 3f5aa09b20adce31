package {{part}};

import l2l.api.Observation;
import l2l.api.Optimizer;
import l2l.api.Part;
import l2l.api.Setting;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * RMSprop whose mean square is corrected for having started at 0, so that its first steps are no longer than the later ones.
 *
 * <p>v' = decay v + (1 - decay) g^2, p' = decay p, change = -rate g / (sqrt(v' / (1 - p')) + epsilon). Theta: rate, decay, epsilon, each
 * [] or [b]. State: v of x's names and shapes, from 0, and p, the power of decay, from 1. Tieleman, Hinton 2012, lecture 6e; the
 * correction is that of Kingma, Ba 2015, section 3. The derivative of the root at v' = 0 is taken to be 0.
 */
@Part(name = "{{part}}", paper = "Tieleman, Hinton 2012, lecture 6e; Kingma, Ba 2015, section 3")
@Designate(ocd = {{type}}.Config.class, factory = true)
@Component(configurationPolicy = ConfigurationPolicy.REQUIRE)
public record {{type}}(double rate, double decay, double epsilon) implements Optimizer {

  @Activate
  public {{type}}(Config config) {
    this(config.rate(), config.decay(), config.epsilon());
  }

  @Override
  public Tensors theta(Setting setting) {
    var engine = setting.engine();
    return Tensors.of("rate", engine.scalar(rate)).with("decay", engine.scalar(decay)).with("epsilon", engine.scalar(epsilon));
  }

  @Override
  public Tensors state(Tensors theta, Setting setting) {
    var engine = setting.engine();
    return setting.x().map(x -> engine.zeros(x.shape())).prefixed("v/").with("power", engine.fill(1, theta.get("decay").shape()));
  }

  @Override
  public Step step(Tensors theta, Tensors state, Observation seen) {
    Tensor rate = theta.get("rate"), decay = theta.get("decay"), epsilon = theta.get("epsilon");
    Tensor power = state.get("power").times(decay);
    Tensor fresh = rest(decay), correction = rest(power).power(-1);
    Tensors v = seen.gradient().zip(state.under("v/"), (g, old) -> old.scaled(decay).plus(g.square().scaled(fresh)));
    Tensors change = seen.gradient().zip(v, (g, mean) ->
        g.scaled(rate).negate().over(mean.scaled(correction).rootOrZero().plus(epsilon.spreadLike(g))));
    return new Step(change, v.prefixed("v/").with("power", power));
  }

  /** 1 - share. */
  private static Tensor rest(Tensor share) {
    return share.negate().plus(1);
  }

  @ObjectClassDefinition(name = "{{part}}", description = "{{description}}")
  public @interface Config {
    @AttributeDefinition(description = "step size: change of x per step where the gradient is constant", min = "0")
    double rate() default 0.01;

    @AttributeDefinition(description = "share of the mean square kept at each step, 0 to 1", min = "0", max = "1")
    double decay() default 0.9;

    @AttributeDefinition(description = "added to the root mean square, in units of the gradient", min = "0")
    double epsilon() default 1e-8;
  }
}
