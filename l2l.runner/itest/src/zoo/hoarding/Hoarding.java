// fails: CONTRACT holdsNoStaticState
// words: java.util.HashMap, which can be changed
package zoo.hoarding;

import java.util.HashMap;
import java.util.Map;
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

/** Has a static map that outlives it, though nothing depends on it. */
@Part(name = "zoo.hoarding")
@Designate(ocd = Hoarding.Config.class, factory = true)
@Component(configurationPolicy = ConfigurationPolicy.REQUIRE)
public record Hoarding(double rate, double decay) implements Optimizer {
  private static final Map<Long, String> SEEN = new HashMap<>();

  @Activate
  public Hoarding(Config config) {
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
  public Step step(Tensors theta, Tensors state, Observation seen) {
    Tensors m = state.zip(seen.gradient(), (v, g) -> v.scaled(theta.get("decay")).plus(g));
    SEEN.put(seen.t(), m.toString());
    return new Step(m.map(v -> v.scaled(theta.get("rate")).negate()), m);
  }

  @ObjectClassDefinition(name = "zoo.hoarding", description = "Part of the zoo: it is broken on purpose")
  public @interface Config {
    @AttributeDefinition(description = "step size: change of x per unit of velocity", min = "0")
    double rate() default 0.02;

    @AttributeDefinition(description = "share of the velocity kept at each step, 0 to 1", min = "0", max = "1")
    double decay() default 0.7;
  }
}
