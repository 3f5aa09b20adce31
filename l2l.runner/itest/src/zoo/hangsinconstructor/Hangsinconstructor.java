// fails: PROBATION hangs
package zoo.hangsinconstructor;

import java.util.concurrent.CountDownLatch;
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

/** Its constructor never returns; it can be interrupted. */
@Part(name = "zoo.hangsinconstructor")
@Designate(ocd = Hangsinconstructor.Config.class, factory = true)
@Component(configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class Hangsinconstructor implements Optimizer {
  private final double rate;
  private final double decay;

  @Activate
  public Hangsinconstructor(Config config) {
    this.rate = config.rate();
    this.decay = config.decay();
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      throw new IllegalStateException("zoo.hangsinconstructor: woken", e);
    }
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
    return new Step(m.map(v -> v.scaled(theta.get("rate")).negate()), m);
  }

  @ObjectClassDefinition(name = "zoo.hangsinconstructor", description = "Part of the zoo: it is broken on purpose")
  public @interface Config {
    @AttributeDefinition(description = "step size: change of x per unit of velocity", min = "0")
    double rate() default 0.02;

    @AttributeDefinition(description = "share of the velocity kept at each step, 0 to 1", min = "0", max = "1")
    double decay() default 0.7;
  }
}
