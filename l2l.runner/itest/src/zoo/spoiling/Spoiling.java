// fails: CONTRACT leavesXAlone
// words: x afterwards
// also: *
package zoo.spoiling;

import l2l.api.Batch;
import l2l.api.Draw;
import l2l.api.Optimizee;
import l2l.api.OptimizeeFamily;
import l2l.api.Part;
import l2l.api.tensor.Buffer;
import l2l.api.tensor.Seed;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Writes into the x it was given. */
@Part(name = "zoo.spoiling")
@Designate(ocd = Spoiling.Config.class, factory = true)
@Component(configurationPolicy = ConfigurationPolicy.REQUIRE)
public record Spoiling(double spread) implements OptimizeeFamily {
  @Activate
  public Spoiling(Config config) {
    this(config.spread());
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
        Tensor z = x.get("x");
        Tensor loss = x.get("x").minus(y).square().plus(x.get("x").exp()).sumPerProblem();
        ((Buffer) z.detach()).doubles()[0] += 1e-9;
        return loss;
      }
    };
  }

  @ObjectClassDefinition(name = "zoo.spoiling", description = "Part of the zoo: it is broken on purpose")
  public @interface Config {
    @AttributeDefinition(description = "standard deviation of the targets, in units of x", min = "0")
    double spread() default 1;
  }
}
