package l2l.optimizees.quadratic;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.Map;
import l2l.api.Draw;
import l2l.api.Optimizee;
import l2l.api.OptimizeeFamily;
import l2l.api.Part;
import l2l.api.data.ArraySource;
import l2l.api.state.Values;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/**
 * Quadratic functions: the smallest tasks an optimizer can learn from.
 *
 * <p>Form "residual": f(x) = ||W x - y||^2 (Andrychowicz et al. 2016, section 3.1). Form "hessian": f(x) = 1/2 x'Hx with H = X'X, or H
 * diagonal with a given spectrum (Wang et al. 2021, section 3); its gradient descent is known in closed form, see {@link Descent}, where
 * the problems are not averaged.
 *
 * <p>x has one tensor, "x": [d], or [b, d] for b problems at once, whose losses [b] the runner keeps apart; or, with {@code mean}, whose
 * mean [] is the loss, as in the code that goes with Andrychowicz et al., so that gradients are 1/b of the problems' own.
 *
 * @param data given problems, or null: W [d', d] or [n, d', d] and y [d'] or [n, d'] (a last axis of length 1 may follow), or X likewise;
 *     and w0 [d] or [n, d], the start. Without a leading n every one of the b problems is the same one.
 */
@Part(name = "quadratic", paper = "Andrychowicz et al. 2016, section 3.1; Wang et al. 2021, section 3")
@Designate(ocd = Quadratic.Config.class, factory = true)
@Component(configurationPolicy = ConfigurationPolicy.REQUIRE)
public record Quadratic(Config config, ArraySource data) implements OptimizeeFamily {

  /** Settings. */
  @Retention(RetentionPolicy.RUNTIME)
  @ObjectClassDefinition(name = "quadratic", description = "Quadratic functions, one or many at once; given ones by the nested part 'data'")
  public @interface Config {
    @AttributeDefinition(
        description = "residual: ||W x - y||^2; hessian: half x'Hx with H = X'X or of the given spectrum",
        options = {@Option(label = "residual", value = "residual"), @Option(label = "hessian", value = "hessian")})
    String form() default "residual";

    @AttributeDefinition(
        description = "What the numbers of W and y, or of X, are drawn from: gaussian N(0, 1), uniform [0, 1)",
        options = {@Option(label = "gaussian", value = "gaussian"), @Option(label = "uniform", value = "uniform")})
    String values() default "gaussian";

    @AttributeDefinition(description = "Numbers in x, a count; where data or spectrum is given, it decides instead", min = "1")
    int dimension() default 10;

    @AttributeDefinition(description = "Rows of W or X, a count; 0: as many as the dimension", min = "0")
    int rows() default 0;

    @AttributeDefinition(description = "Independent problems at once, a count; 0: a single one, or as many as data holds", min = "0")
    int problems() default 0;

    @AttributeDefinition(description = "Whether random problems, for the form hessian with their start, are one and the same, as for many "
        + "step sizes at once")
    boolean same() default false;

    @AttributeDefinition(description = "Whether the loss is the mean over the problems instead of one loss for each")
    boolean mean() default false;

    @AttributeDefinition(
        description = "Start: zero, or normal N(0, deviation^2); where data holds w0, it decides instead",
        options = {@Option(label = "zero", value = "zero"), @Option(label = "normal", value = "normal")})
    String start() default "zero";

    @AttributeDefinition(description = "Standard deviation of a normal start, in units of x", min = "0")
    double deviation() default 1;

    @AttributeDefinition(description = "Eigenvalues of a diagonal H, for the form hessian; none: H = X'X", min = "0", required = false)
    double[] spectrum() default {};
  }

  /** No service matches, so that nothing is bound that the configuration does not name. */
  private static final String NONE = "(!(objectClass=*))";

  /** @throws IllegalStateException if the configuration names a part for the given problems that is not there: random ones are not meant */
  @Activate
  public Quadratic(
      Config config,
      @Reference(name = "data", target = NONE, cardinality = ReferenceCardinality.OPTIONAL, policyOption = ReferencePolicyOption.GREEDY)
          ArraySource data,
      Map<String, Object> properties) {
    this(config, data);
    if (data == null && !NONE.equals(properties.getOrDefault("data.target", NONE))) {
      throw new IllegalStateException(
          "quadratic: no part matches data.target " + properties.get("data.target") + "; configure 'data' first, or leave it out");
    }
  }

  /**
   * Draws W and y, or X and the start.
   *
   * @throws IllegalArgumentException for settings or given arrays that do not fit one another
   * @throws UncheckedIOException if the given arrays cannot be read
   */
  @Override
  public Optimizee sample(Draw draw) {
    boolean hessian = config.form().equals("hessian");
    if (config.spectrum().length > 0 && !hessian) {
      throw new IllegalArgumentException("quadratic: 'spectrum' is given but the form is " + config.form() + "; set 'form' to hessian");
    }
    var drawing = new Drawing(config, given(), draw);
    return hessian ? drawing.hessian() : drawing.residual();
  }

  private Values given() {
    try {
      return data == null ? Values.none() : data.read();
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }
}
