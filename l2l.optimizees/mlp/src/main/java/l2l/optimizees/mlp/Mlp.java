package l2l.optimizees.mlp;

import java.io.UncheckedIOException;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.List;
import java.util.Locale;
import java.util.function.IntToDoubleFunction;
import l2l.api.Draw;
import l2l.api.Optimizee;
import l2l.api.OptimizeeFamily;
import l2l.api.Part;
import l2l.api.Split;
import l2l.api.data.DataSet;
import l2l.api.tensor.Shape;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/**
 * Fully connected networks that learn to classify a data set's examples, a minibatch at a time.
 *
 * <p>a_0 = example, a_(i+1) = activation(a_i W_i + b_i), the last without activation; f = mean over the minibatch of logSumExp(a) -
 * a[label], the softmax cross-entropy. x has "layers.0.weight" [in, out], "layers.0.bias" [out], "layers.1.weight", …
 *
 * <p>The usual one is Andrychowicz et al. 2016, section 3.2: one hidden layer of 20 sigmoid units, batches of 128 drawn with replacement.
 * Label noise and the start "wang" are those of Wang et al. 2021, section 5.
 */
@Part(name = "mlp", paper = "Andrychowicz et al. 2016, section 3.2; Wang et al. 2021, section 5")
@Designate(ocd = Mlp.Config.class, factory = true)
@Component(configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class Mlp implements OptimizeeFamily {

  /** Settings. */
  @Retention(RetentionPolicy.RUNTIME)
  @ObjectClassDefinition(name = "mlp", description = "Fully connected classifiers of the examples of the nested part 'data'")
  public @interface Config {
    @AttributeDefinition(description = "Units of each hidden layer; none: a linear classifier", min = "1", required = false)
    int[] layers() default {20};

    @AttributeDefinition(
        description = "What hidden units do to their sum",
        options = {
          @Option(label = "sigmoid", value = "sigmoid"),
          @Option(label = "relu", value = "relu"),
          @Option(label = "tanh", value = "tanh"),
          @Option(label = "elu", value = "elu")
        })
    String activation() default "sigmoid";

    @AttributeDefinition(description = "Examples drawn for a step, with replacement, a count; 0: all of the split", min = "0")
    int minibatch() default 128;

    @AttributeDefinition(
        description = "Start of weights and biases: normal N(0, deviation^2); wang N(0, (1.2 / sqrt(length of the first axis))^2)",
        options = {@Option(label = "normal", value = "normal"), @Option(label = "wang", value = "wang")})
    String init() default "normal";

    @AttributeDefinition(description = "Standard deviation of a normal start, in units of x", min = "0")
    double deviation() default 0.1;

    @AttributeDefinition(
        description = "Share of labels replaced by random ones, anew for every draw (Wang et al. 2021)", min = "0", max = "1")
    double labelNoise() default 0;

    @AttributeDefinition(
        description = "Splits whose labels are replaced; their own test script replaced test labels too",
        options = {
          @Option(label = "train", value = "train"),
          @Option(label = "validation", value = "validation"),
          @Option(label = "test", value = "test")
        })
    String[] noisySplits() default {"train", "validation"};
  }

  /** Wang et al. 2021, section 5. */
  private static final double WANG = 1.2;

  private final Config config;
  private final DataSet data;
  private final Whole whole = new Whole();

  /** @param data the examples; the reference's own target matches none, so that the configuration must name one */
  @Activate
  public Mlp(Config config, @Reference(name = "data", target = "(!(objectClass=*))") DataSet data) {
    this.config = config;
    this.data = data;
  }

  /**
   * Draws which labels are replaced.
   *
   * @throws UncheckedIOException if the training examples cannot be read
   */
  @Override
  public Optimizee sample(Draw draw) {
    var labelled = new Labelled(data, config.labelNoise(), List.of(config.noisySplits()), draw.seed().child("labels"));
    DataSet.Examples train = labelled.of(Split.TRAIN).examples();
    var layers = new Layers(widths(train), Activation.valueOf(config.activation().toUpperCase(Locale.ROOT)));
    IntToDoubleFunction deviation = config.init().equals("wang") ? n -> WANG / Math.sqrt(n) : n -> config.deviation();
    return new Network(draw.engine(), labelled, whole, layers, config.minibatch(), deviation);
  }

  /** Numbers of an example, units of each hidden layer, classes. */
  private int[] widths(DataSet.Examples train) {
    int[] hidden = config.layers();
    int[] widths = new int[hidden.length + 2];
    widths[0] = Shape.size(train.shape());
    System.arraycopy(hidden, 0, widths, 1, hidden.length);
    widths[hidden.length + 1] = train.classes();
    return widths;
  }
}
