package l2l.optimizers.rmsprop;

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
 * RMSprop: each coordinate's gradient is divided by a running root mean square of itself.
 *
 * <p>v' = decay v + (1 - decay) g^2, change = -rate g / (sqrt(v') + epsilon). Theta: rate, decay, epsilon, each [] or [b]. State: v of
 * x's names and shapes, from 0. Tieleman, Hinton 2012, lecture 6e, which leaves epsilon open: here it stands outside the root. The
 * derivative of the root at v' = 0 is taken to be 0 ({@link Tensor#rootOrZero}).
 */
@Part(name = "rmsprop", paper = "Tieleman, Hinton 2012, lecture 6e")
@Designate(ocd = Rmsprop.Config.class, factory = true)
@Component(configurationPolicy = ConfigurationPolicy.REQUIRE)
public record Rmsprop(double rate, double decay, double epsilon) implements Optimizer {

  @Activate
  public Rmsprop(Config config) {
    this(config.rate(), config.decay(), config.epsilon());
  }

  @Override
  public Tensors theta(Setting setting) {
    var engine = setting.engine();
    return Tensors.of("rate", engine.scalar(rate)).with("decay", engine.scalar(decay)).with("epsilon", engine.scalar(epsilon));
  }

  @Override
  public Tensors state(Tensors theta, Setting setting) {
    return setting.x().map(x -> setting.engine().zeros(x.shape())).prefixed("v/");
  }

  @Override
  public Step step(Tensors theta, Tensors state, Observation seen) {
    Tensor back = theta.get("rate").negate(), decay = theta.get("decay"), fresh = decay.negate().plus(1), epsilon = theta.get("epsilon");
    Tensors v = seen.gradient().zip(state.under("v/"), (g, old) -> old.scaled(decay).plus(g.square().scaled(fresh)));
    Tensors change = seen.gradient().zip(v, (g, mean) -> g.scaled(back).over(mean.rootOrZero().plus(epsilon.spreadLike(g))));
    return new Step(change, v.prefixed("v/"));
  }

  @ObjectClassDefinition(name = "rmsprop", description = "Gradients divided by their running root mean square")
  public @interface Config {
    @AttributeDefinition(description = "step size: change of x per step where the gradient is constant", min = "0")
    double rate() default 0.01;

    @AttributeDefinition(description = "share of the mean square kept at each step, 0 to 1 (Torch's default)", min = "0", max = "1")
    double decay() default 0.99;

    @AttributeDefinition(description = "added to the root mean square, in units of the gradient (Torch's default)", min = "0")
    double epsilon() default 1e-8;
  }
}
