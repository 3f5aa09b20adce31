package {{part}};

import l2l.api.Batch;
import l2l.api.Draw;
import l2l.api.Optimizee;
import l2l.api.OptimizeeFamily;
import l2l.api.Part;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Seed;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * Bent valleys whose floor falls slowly while their walls are steep.
 *
 * <p>f(x) = (1 - x_1)^2 + c (x_2 - x_1^2)^2 with c drawn from [0.5, 1.5) of the steepness, and its least value 0 at (1, 1). x has one
 * tensor, "x": [b, 2]; the losses are [b], one for each problem. Rosenbrock 1960, whose c is 100.
 */
@Part(name = "{{part}}", paper = "Rosenbrock 1960")
@Designate(ocd = {{type}}.Config.class, factory = true)
@Component(configurationPolicy = ConfigurationPolicy.REQUIRE)
public record {{type}}(int problems, double steepness) implements OptimizeeFamily {

  @Activate
  public {{type}}(Config config) {
    this(config.problems(), config.steepness());
  }

  @Override
  public Optimizee sample(Draw draw) {
    Engine engine = draw.engine();
    return new Valley(engine, engine.uniform(draw.seed().child("steepness"), 0.5 * steepness, 1.5 * steepness, problems));
  }

  /** @param steepness [b] */
  private record Valley(Engine engine, Tensor steepness) implements Optimizee {

    @Override
    public Tensors start(Seed seed) {
      return Tensors.of("x", engine.uniform(seed.child("x"), -1.5, 1.5, steepness.size(), 2));
    }

    @Override
    public Tensor loss(Tensors at, Batch batch) {
      Tensor along = coordinate(at, 0), across = coordinate(at, 1).minus(along.square());
      return along.negate().plus(1).square().plus(across.square().times(steepness));
    }

    private static Tensor coordinate(Tensors at, int i) {
      return at.get("x").slice(1, i, i + 1).sum(1);
    }
  }

  @ObjectClassDefinition(name = "{{part}}", description = "{{description}}")
  public @interface Config {
    @AttributeDefinition(description = "independent problems at once, a count", min = "1")
    int problems() default 8;

    @AttributeDefinition(description = "how much steeper the walls are than the floor, a ratio", min = "0")
    double steepness() default 5;
  }
}
