package l2l.optimizees.cnn;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import l2l.api.Draw;
import l2l.api.Optimizee;
import l2l.api.OptimizeeFamily;
import l2l.api.Part;
import l2l.api.Split;
import l2l.api.data.DataSet;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/**
 * Convolutional networks that learn to classify a data set's images, a minibatch at a time.
 *
 * <p>Blocks of convolution (stride 1, zeros beyond the border, so that the image keeps its size), batch normalisation, ReLU and 2 x 2
 * max-pooling; then fully connected layers with batch normalisation and ReLU; then a linear one; f = mean over the minibatch of
 * logSumExp(scores) - score of the label, the softmax cross-entropy. Normalisation is by the statistics of the images at hand, in
 * judging too.
 *
 * <p>The usual one is the CIFAR network of Andrychowicz et al. 2016, section 3.3, with the sizes of the code that goes with it. x has
 * "conv.0.filter" [kernel * kernel * channels, out], "conv.0.bias", "norm.0.scale", "norm.0.shift" [out], …, "fc.0.weight" [in, out],
 * "fc.0.bias", … The norms are counted through: after three blocks that of the first fully connected layer is "norm.3". They start at
 * scale 1 and shift 0, all else with normal numbers.
 */
@Part(name = "cnn", paper = "Andrychowicz et al. 2016, section 3.3; Ioffe, Szegedy 2015")
@Designate(ocd = Cnn.Config.class, factory = true)
@Component(configurationPolicy = ConfigurationPolicy.REQUIRE)
public record Cnn(Config config, DataSet data) implements OptimizeeFamily {

  /** Settings. */
  @Retention(RetentionPolicy.RUNTIME)
  @ObjectClassDefinition(name = "cnn", description = "Convolutional classifiers of the images of the nested part 'data'")
  public @interface Config {
    @AttributeDefinition(description = "Filters of each block, counts; every block halves the image", min = "1", required = false)
    int[] channels() default {16, 16, 16};

    @AttributeDefinition(
        description = "Side of a filter, in pixels",
        options = {@Option(label = "3 x 3", value = "3"), @Option(label = "5 x 5", value = "5")})
    int kernel() default 5;

    @AttributeDefinition(description = "Units of each fully connected layer but the last", min = "1", required = false)
    int[] hidden() default {32};

    @AttributeDefinition(description = "Whether there is batch normalisation")
    boolean normalize() default true;

    @AttributeDefinition(description = "Added to the variance in batch normalisation, in units of a sum squared", min = "0")
    double epsilon() default 1e-3;

    @AttributeDefinition(
        description = "Images drawn for a step, with replacement, a count; a whole split is judged as many at a time", min = "1")
    int minibatch() default 128;

    @AttributeDefinition(description = "Standard deviation of the start of filters, weights and biases, in units of x", min = "0")
    double deviation() default 0.01;
  }

  /** @param data the images; the reference's own target matches none, so that the configuration must name one */
  @Activate
  public Cnn(Config config, @Reference(name = "data", target = "(!(objectClass=*))") DataSet data) {
    this.config = config;
    this.data = data;
  }

  /**
   * A network for the data's images; nothing about it is random.
   *
   * @throws UncheckedIOException if the training images cannot be read
   * @throws IllegalArgumentException if the examples are no images, or too small for so many blocks
   */
  @Override
  public Optimizee sample(Draw draw) {
    DataSet.Examples train;
    try {
      train = data.examples(Split.TRAIN);
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
    var layers = Layers.of(train.shape(), train.classes(), config);
    return new Network(draw.engine(), data, layers, config.minibatch(), config.deviation());
  }
}
