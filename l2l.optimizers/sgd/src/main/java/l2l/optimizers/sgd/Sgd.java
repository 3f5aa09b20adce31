package l2l.optimizers.sgd;

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
 * Gradient descent: a step of fixed length factor against the gradient.
 *
 * <p>change = -rate g. Theta: rate, [] or [b]. Cauchy 1847; with minibatches Robbins, Monro 1951.
 */
@Part(name = "sgd", paper = "Cauchy 1847; Robbins, Monro 1951")
@Designate(ocd = Sgd.Config.class, factory = true)
@Component(configurationPolicy = ConfigurationPolicy.REQUIRE)
public record Sgd(double rate) implements Optimizer {

  @Activate
  public Sgd(Config config) {
    this(config.rate());
  }

  @Override
  public Tensors theta(Setting setting) {
    return Tensors.of("rate", setting.engine().scalar(rate));
  }

  @Override
  public Tensors state(Tensors theta, Setting setting) {
    return Tensors.none();
  }

  @Override
  public Step step(Tensors theta, Tensors state, Observation seen) {
    Tensor back = theta.get("rate").negate();
    return new Step(seen.gradient().map(g -> g.scaled(back)), state);
  }

  @ObjectClassDefinition(name = "sgd", description = "Gradient descent with a fixed step")
  public @interface Config {
    @AttributeDefinition(description = "step size: change of x per unit of gradient", min = "0")
    double rate() default 0.01;
  }
}
