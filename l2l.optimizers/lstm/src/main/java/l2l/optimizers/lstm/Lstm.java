package l2l.optimizers.lstm;

import java.util.ArrayList;
import java.util.List;
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
import org.osgi.service.metatype.annotations.Option;

/**
 * A small recurrent network as an update rule: the same LSTM looks at every coordinate's gradients, each with a memory of its own.
 *
 * <p>change = scale (V h + a), h the top of a stack of LSTM layers over the preprocessed gradient; the equations are in {@link Cells}.
 * Andrychowicz et al. 2016, section 2.1 and appendix A. All n coordinates of all tensors of x are columns of one matrix.
 *
 * <p>Theta: for each layer l "cell.l.input" [4h, in], "cell.l.recurrent" [4h, h], "cell.l.bias" [4h, 1], the gates in the order input,
 * forget, output, candidate; "output.weight" [1, h], "output.bias" [1, 1]. State: "cell.l.h" and "cell.l.c" [h, n], from 0. Weights
 * and biases begin uniform in ±1/sqrt(h), the output's bias at 0. Without layers the change is a linear map of the preprocessed
 * gradient that begins at 0 (the authors' code, problem "simple").
 *
 * @param scale of the output: change of x per unit of it
 * @param forgetBias added to the forget gates' bias (the authors' code: 1)
 */
@Part(name = "lstm", paper = "Andrychowicz et al. 2016, section 2.1, appendix A")
@Designate(ocd = Lstm.Config.class, factory = true)
@Component(configurationPolicy = ConfigurationPolicy.REQUIRE)
public record Lstm(int layers, int units, Preprocessing preprocessing, double scale, double forgetBias) implements Optimizer {

  @Activate
  public Lstm(Config config) {
    this(config.layers(), config.units(), Preprocessing.of(config.preprocessing(), config.p()), config.scale(), config.forgetBias());
  }

  @Override
  public Tensors theta(Setting setting) {
    Tensors theta = Tensors.none();
    for (int l = 0; l < layers; l++) {
      theta = theta.with("cell." + l + ".input", weights(setting, "cell." + l + ".input", 4 * units, width(l)))
          .with("cell." + l + ".recurrent", weights(setting, "cell." + l + ".recurrent", 4 * units, units))
          .with("cell." + l + ".bias", weights(setting, "cell." + l + ".bias", 4 * units, 1));
    }
    Tensor output = layers == 0 ? setting.engine().zeros(1, width(0)) : weights(setting, "output.weight", 1, units);
    return theta.with("output.weight", output).with("output.bias", setting.engine().zeros(1, 1));
  }

  private Tensor weights(Setting setting, String name, int rows, int columns) {
    double bound = 1 / Math.sqrt(units);
    return setting.engine().uniform(setting.seed().child(name), -bound, bound, rows, columns);
  }

  /** Rows of what layer l, or behind the last layer the output, takes in. */
  int width(int l) {
    return l == 0 ? preprocessing.features() : units;
  }

  @Override
  public Tensors state(Tensors theta, Setting setting) {
    Tensor zeros = setting.engine().zeros(units, setting.x().size());
    Tensors state = Tensors.none();
    for (int l = 0; l < layers; l++) {
      state = state.with("cell." + l + ".h", zeros).with("cell." + l + ".c", zeros);
    }
    return state;
  }

  @Override
  public Step step(Tensors theta, Tensors state, Observation seen) {
    List<Tensor> in = new ArrayList<>(List.of(seen.gradient().flat()));
    for (int l = 0; l < layers; l++) {
      in.add(state.get("cell." + l + ".h"));
      in.add(state.get("cell." + l + ".c"));
    }
    for (int l = 0; l < layers; l++) {
      in.add(theta.get("cell." + l + ".input"));
      in.add(theta.get("cell." + l + ".recurrent"));
      in.add(theta.get("cell." + l + ".bias"));
    }
    in.add(theta.get("output.weight"));
    in.add(theta.get("output.bias"));
    List<Tensor> out = seen.engine().apply(new Cells(this), in);
    Tensors next = Tensors.none();
    for (int l = 0; l < layers; l++) {
      next = next.with("cell." + l + ".h", out.get(1 + 2 * l)).with("cell." + l + ".c", out.get(2 + 2 * l));
    }
    return new Step(seen.gradient().unflat(out.get(0)), next);
  }

  @ObjectClassDefinition(name = "lstm", description = "The coordinatewise LSTM, a learned optimizer")
  public @interface Config {
    @AttributeDefinition(description = "LSTM layers, 0 for a linear map of the gradient (Andrychowicz et al. 2016: 2)", min = "0")
    int layers() default 2;

    @AttributeDefinition(description = "units of each layer (Andrychowicz et al. 2016: 20)", min = "1")
    int units() default 20;

    @AttributeDefinition(
        description = "what the network sees of a gradient: itself, or its logarithm and sign (Andrychowicz et al. 2016, appendix A)",
        options = {@Option(label = "the gradient", value = "none"), @Option(label = "logarithm and sign", value = "log-sign")})
    String preprocessing() default "none";

    @AttributeDefinition(
        description = "log-sign: gradients below e^-p count as small (paper: 10; the authors' code: 5)", min = "0.01", max = "80")
    double p() default 10;

    @AttributeDefinition(description = "factor of the output: change of x per unit of it (as in Lv et al. 2017)")
    double scale() default 0.1;

    @AttributeDefinition(description = "added to the forget gates' bias (paper: none; the authors' code: 1)")
    double forgetBias() default 0;
  }
}
