package l2l.runner.bench;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.EnumMap;
import java.util.Map;
import l2l.api.Part;
import l2l.api.Split;
import l2l.api.data.DataSet;
import l2l.api.tensor.Seed;
import l2l.api.tensor.Shape;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * Examples of nothing: numbers of [0, 1) and labels, all independent, of the shape of real data. For measuring time; there is nothing to
 * learn from them. Equal settings give equal examples, bit for bit. Made when first asked for, and kept.
 */
@Part(name = "noise")
@Designate(ocd = Noise.Config.class, factory = true)
@Component(configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class Noise implements DataSet {

  /** Settings. */
  @Retention(RetentionPolicy.RUNTIME)
  @ObjectClassDefinition(name = "noise", description = "Random numbers and labels of the shape of real data, for measuring time")
  public @interface Config {
    @AttributeDefinition(description = "Shape of an example: height, width, channels of an image", min = "1")
    int[] shape() default {28, 28, 1};

    @AttributeDefinition(description = "Labels are 0 … classes - 1", min = "1")
    int classes() default 10;

    @AttributeDefinition(description = "Examples of each split, a count", min = "1", max = "200000")
    int examples() default 4096;

    @AttributeDefinition(description = "Decides all that is random about the examples")
    long seed() default 1;
  }

  private final Config config;
  private final Map<Split, Examples> kept = new EnumMap<>(Split.class);

  @Activate
  public Noise(Config config) {
    this.config = config;
  }

  @Override
  public synchronized Examples examples(Split split) {
    return kept.computeIfAbsent(split, this::drawn);
  }

  private Examples drawn(Split split) {
    Seed seed = new Seed(config.seed()).child("noise").child(split.name());
    int size = Shape.size(config.shape());
    float[] values = new float[Shape.size(config.examples(), size)];
    for (int i = 0; i < config.examples(); i++) {
      double[] uniform = seed.child(i).uniforms(size);
      for (int j = 0; j < size; j++) {
        values[i * size + j] = (float) uniform[j];
      }
    }
    return new Examples(config.shape(), config.classes(), values, seed.child("labels").integers(config.examples(), config.classes()));
  }
}
