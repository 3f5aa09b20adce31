// fails: CONTRACT swapsWithoutATrace
// words: x_5
// also: continuesAsIfUninterrupted
package zoo.lying;

import java.lang.ref.SoftReference;
import java.util.IdentityHashMap;
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

/** Keeps the true velocity where nobody looks, and gives another as its state. */
@Part(name = "zoo.lying")
@Designate(ocd = Lying.Config.class, factory = true)
@Component(configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class Lying implements Optimizer {
  private final SoftReference<Map<Tensors, Tensors>> truth = new SoftReference<>(new IdentityHashMap<>());

  private final double rate;
  private final double decay;

  @Activate
  public Lying(Config config) {
    this.rate = config.rate();
    this.decay = config.decay();
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
    Map<Tensors, Tensors> known = truth.get();
    Tensors old = known == null ? state : known.getOrDefault(state, state);
    Tensors m = old.zip(seen.gradient(), (v, g) -> v.scaled(theta.get("decay")).plus(g));
    Tensors told = m.map(v -> v.times(1 + 1e-3));
    if (known != null) {
      known.put(told, m);
    }
    return new Step(m.map(v -> v.scaled(theta.get("rate")).negate()), told);
  }

  @ObjectClassDefinition(name = "zoo.lying", description = "Part of the zoo: it is broken on purpose")
  public @interface Config {
    @AttributeDefinition(description = "step size: change of x per unit of velocity", min = "0")
    double rate() default 0.02;

    @AttributeDefinition(description = "share of the velocity kept at each step, 0 to 1", min = "0", max = "1")
    double decay() default 0.7;
  }
}
