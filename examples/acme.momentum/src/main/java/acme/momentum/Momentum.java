package acme.momentum;

import l2l.api.Observation;
import l2l.api.Optimizer;
import l2l.api.Part;
import l2l.api.Setting;
import l2l.api.tensor.Tensors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The heavy ball: v' = decay v - rate g, change = v' (Polyak 1964). Theta: rate and decay, each []. State: v of x's names and shapes. */
@Part(name = "acme.momentum", paper = "Polyak 1964")
@Designate(ocd = Momentum.Config.class, factory = true)
@Component(configurationPolicy = ConfigurationPolicy.REQUIRE)
public record Momentum(double rate, double decay) implements Optimizer {

  @Activate
  public Momentum(Config config) {
    this(config.rate(), config.decay());
  }

  @Override
  public Tensors theta(Setting setting) {
    return Tensors.of("rate", setting.engine().scalar(rate)).with("decay", setting.engine().scalar(decay));
  }

  @Override
  public Tensors state(Tensors theta, Setting setting) {
    return setting.x().map(x -> setting.engine().zeros(x.shape()));
  }

  @Override
  public Step step(Tensors theta, Tensors velocity, Observation seen) {
    Tensors next = velocity.zip(seen.gradient(), (v, g) -> v.scaled(theta.get("decay")).minus(g.scaled(theta.get("rate"))));
    return new Step(next, next);
  }

  @ObjectClassDefinition(name = "acme.momentum", description = "Gradient descent of a heavy ball")
  public @interface Config {
    @AttributeDefinition(description = "step size: change of x per unit of gradient", min = "0")
    double rate() default 0.01;

    @AttributeDefinition(description = "share of the velocity kept at each step, 0 to 1", min = "0", max = "1")
    double decay() default 0.9;
  }
}
