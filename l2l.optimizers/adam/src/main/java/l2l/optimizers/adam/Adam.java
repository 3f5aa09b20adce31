package l2l.optimizers.adam;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
 * Adam: running means of the gradient and of its square, both corrected for having started at 0, decide each coordinate's step.
 *
 * <p>m' = beta1 m + (1 - beta1) g, v' = beta2 v + (1 - beta2) g^2, and at its own k-th step
 * change = -rate (m' / (1 - beta1^k)) / (sqrt(v' / (1 - beta2^k)) + epsilon). Kingma, Ba 2015, algorithm 1.
 *
 * <p>Theta: rate, beta1, beta2, epsilon, each [] or [b]. State: m and v of x's names and shapes, from 0, and the powers of beta1 and
 * beta2, from 1, so that it may take over in the middle of a training. The derivative of the root at v' = 0 is taken to be 0
 * ({@link Tensor#rootOrZero}).
 */
@Part(name = "adam", paper = "Kingma, Ba 2015, algorithm 1")
@Designate(ocd = Adam.Config.class, factory = true)
@Component(configurationPolicy = ConfigurationPolicy.REQUIRE)
public record Adam(double rate, double beta1, double beta2, double epsilon) implements Optimizer {

  @Activate
  public Adam(Config config) {
    this(config.rate(), config.beta1(), config.beta2(), config.epsilon());
  }

  @Override
  public Tensors theta(Setting setting) {
    var engine = setting.engine();
    return Tensors.of("rate", engine.scalar(rate)).with("beta1", engine.scalar(beta1)).with("beta2", engine.scalar(beta2))
        .with("epsilon", engine.scalar(epsilon));
  }

  @Override
  public Tensors state(Tensors theta, Setting setting) {
    var engine = setting.engine();
    Tensors zeros = setting.x().map(x -> engine.zeros(x.shape()));
    return zeros.prefixed("m/").and(zeros.prefixed("v/"))
        .with("power1", engine.fill(1, theta.get("beta1").shape())).with("power2", engine.fill(1, theta.get("beta2").shape()));
  }

  @Override
  public Step step(Tensors theta, Tensors state, Observation seen) {
    Tensor beta1 = theta.get("beta1"), beta2 = theta.get("beta2");
    Tensor power1 = state.get("power1").times(beta1), power2 = state.get("power2").times(beta2);
    List<Tensor> few = List.of(beta1, beta2, Moments.rest(power1).power(-1), Moments.rest(power2).power(-1), theta.get("rate").negate(),
        theta.get("epsilon"));
    Map<String, Tensor> m = new LinkedHashMap<>();
    Map<String, Tensor> v = new LinkedHashMap<>();
    Map<String, Tensor> change = new LinkedHashMap<>();
    for (String name : seen.gradient().names()) {
      List<Tensor> in = new ArrayList<>(List.of(state.get("m/" + name), state.get("v/" + name), seen.gradient().get(name)));
      in.addAll(few);
      List<Tensor> out = seen.engine().apply(new Moments(), in);
      m.put("m/" + name, out.get(0));
      v.put("v/" + name, out.get(1));
      change.put(name, out.get(2));
    }
    return new Step(Tensors.of(change), Tensors.of(m).and(Tensors.of(v)).with("power1", power1).with("power2", power2));
  }

  @ObjectClassDefinition(name = "adam", description = "Adaptive moment estimation")
  public @interface Config {
    @AttributeDefinition(description = "step size: change of x per step where the gradient is constant (Kingma, Ba 2015)", min = "0")
    double rate() default 0.001;

    @AttributeDefinition(description = "share of the mean gradient kept at each step, 0 to 1 (Kingma, Ba 2015)", min = "0", max = "1")
    double beta1() default 0.9;

    @AttributeDefinition(description = "share of the mean square kept at each step, 0 to 1 (Kingma, Ba 2015)", min = "0", max = "1")
    double beta2() default 0.999;

    @AttributeDefinition(description = "added to the root mean square, in units of the gradient (Kingma, Ba 2015)", min = "0")
    double epsilon() default 1e-8;
  }
}
