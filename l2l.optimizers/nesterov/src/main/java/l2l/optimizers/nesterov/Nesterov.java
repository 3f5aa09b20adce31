package l2l.optimizers.nesterov;

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
 * Nesterov's accelerated gradient: momentum that looks one step ahead.
 *
 * <p>m' = decay m + g, change = -rate (g + decay m'). Theta: rate and decay, each [] or [b]. State: m of x's names and shapes, from 0.
 * Nesterov 1983; Sutskever et al. 2013, eq. 3-4, with their look-ahead point as x (Bengio et al. 2013, eq. 7), so that the gradient
 * is always that at x.
 */
@Part(name = "nesterov", paper = "Nesterov 1983; Sutskever et al. 2013, eq. 3-4; Bengio et al. 2013, eq. 7")
@Designate(ocd = Nesterov.Config.class, factory = true)
@Component(configurationPolicy = ConfigurationPolicy.REQUIRE)
public record Nesterov(double rate, double decay) implements Optimizer {

  @Activate
  public Nesterov(Config config) {
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
    Tensors ahead = seen.gradient().zip(m, (g, v) -> g.plus(v.scaled(theta.get("decay"))));
    Tensor back = theta.get("rate").negate();
    return new Step(ahead.map(v -> v.scaled(back)), m.prefixed("m/"));
  }

  @ObjectClassDefinition(name = "nesterov", description = "Nesterov's accelerated gradient")
  public @interface Config {
    @AttributeDefinition(description = "step size: change of x per unit of looked-ahead velocity", min = "0")
    double rate() default 0.01;

    @AttributeDefinition(description = "share of the velocity kept at each step, 0 to 1 (Sutskever et al. 2013)", min = "0", max = "1")
    double decay() default 0.9;
  }
}
