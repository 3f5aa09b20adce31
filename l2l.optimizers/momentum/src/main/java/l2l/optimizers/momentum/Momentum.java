package l2l.optimizers.momentum;

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
 * Heavy-ball momentum: gradients gather in a velocity that decays, and x moves along it.
 *
 * <p>m' = decay m + g, change = -rate m'. Theta: rate and decay, each [] or [b]. State: m of x's names and shapes, from 0.
 * Polyak 1964; in this form Sutskever et al. 2013, eq. 1-2, whose velocity is -rate m.
 */
@Part(name = "momentum", paper = "Polyak 1964; Sutskever et al. 2013, eq. 1-2")
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
    return setting.x().map(x -> setting.engine().zeros(x.shape())).prefixed("m/");
  }

  @Override
  public Step step(Tensors theta, Tensors state, Observation seen) {
    Tensors m = seen.gradient().zip(state.under("m/"), (g, old) -> old.scaled(theta.get("decay")).plus(g));
    Tensor back = theta.get("rate").negate();
    return new Step(m.map(v -> v.scaled(back)), m.prefixed("m/"));
  }

  @ObjectClassDefinition(name = "momentum", description = "Gradient descent with a decaying velocity")
  public @interface Config {
    @AttributeDefinition(description = "step size: change of x per unit of velocity", min = "0")
    double rate() default 0.01;

    @AttributeDefinition(description = "share of the velocity kept at each step, 0 to 1 (Sutskever et al. 2013)", min = "0", max = "1")
    double decay() default 0.9;
  }
}
