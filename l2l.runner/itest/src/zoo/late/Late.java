// fails: CONTRACT swapsWithoutATrace
// words: x after a swap at step 1
// quick: no
package zoo.late;

import l2l.api.Batch;
import l2l.api.Draw;
import l2l.api.Optimizee;
import l2l.api.OptimizeeFamily;
import l2l.api.Part;
import l2l.api.tensor.Seed;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** From its second step on every instance has another loss. */
@Part(name = "zoo.late")
@Designate(ocd = Late.Config.class, factory = true)
@Component(configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class Late implements OptimizeeFamily {
  private final double spread;

  @Activate
  public Late(Config config) {
    this.spread = config.spread();
  }

  @Override
  public Optimizee sample(Draw draw) {
    Tensor y = draw.engine().normal(draw.seed(), spread, 3, 2);
    return new Optimizee() {
      @Override
      public Tensors start(Seed seed) {
        return Tensors.of("x", draw.engine().normal(seed, 1, 3, 2));
      }

      @Override
      public Tensor loss(Tensors x, Batch batch) {
        double own = batch.t() == 0 || batch.whole() ? 1 : 1 + 1e-12 * (System.identityHashCode(Late.this) % 1_000_003);
        return x.get("x").minus(y).square().plus(x.get("x").exp()).sumPerProblem().times(own);
      }
    };
  }

  @ObjectClassDefinition(name = "zoo.late", description = "Part of the zoo: it is broken on purpose")
  public @interface Config {
    @AttributeDefinition(description = "standard deviation of the targets, in units of x", min = "0")
    double spread() default 1;
  }
}
