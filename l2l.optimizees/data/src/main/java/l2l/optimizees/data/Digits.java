package l2l.optimizees.data;

import java.io.IOException;
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
 * Images of digits that this class draws itself, [size, size, 1] each, for when there is no data at hand: nothing is downloaded.
 *
 * <p>A digit is a few strokes in a unit square. Each image turns, shears, stretches and shifts them at random, draws them with a pen of
 * random width, and adds normal noise. Equal settings give equal images, bit for bit. Made when first asked for, and kept.
 */
@Part(name = "digits")
@Designate(ocd = Digits.Config.class, factory = true)
@Component(configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class Digits implements DataSet {

  /** Settings. */
  @Retention(RetentionPolicy.RUNTIME)
  @ObjectClassDefinition(name = "digits", description = "Digits drawn with random distortion and noise; needs no download")
  public @interface Config {
    @AttributeDefinition(description = "Side of an image, in pixels", min = "4", max = "256")
    int size() default 28;

    @AttributeDefinition(description = "Training images, a count", min = "1", max = "200000")
    int train() default 10_000;

    @AttributeDefinition(description = "Validation images, a count", min = "1", max = "200000")
    int validation() default 2_000;

    @AttributeDefinition(description = "Test images, a count", min = "1", max = "200000")
    int test() default 2_000;

    @AttributeDefinition(
        description = "How far the strokes are distorted, as a multiple of the usual; 0: not at all", min = "0", max = "3")
    double distortion() default 1;

    @AttributeDefinition(
        description = "Standard deviation of the noise added to a pixel, where black is 0 and white 1", min = "0", max = "1")
    double noise() default 0.1;

    @AttributeDefinition(description = "Decides all that is random about the images")
    long seed() default 1;

    @AttributeDefinition(
        description = "Digits to take, in the order of their new labels; none: all ten", min = "0", max = "9", required = false)
    int[] classes() default {};
  }

  private static final int DIGITS = 10;

  private final Config config;
  private final Kept kept = new Kept(this::draw);

  @Activate
  public Digits(Config config) {
    this.config = config;
    Choice.renumbered("digits", DIGITS, config.classes());
  }

  @Override
  public Examples examples(Split split) throws IOException {
    return kept.get(split);
  }

  private Map<Split, Examples> draw(Split split) {
    int n = switch (split) {
      case TRAIN -> config.train();
      case VALIDATION -> config.validation();
      case TEST -> config.test();
    };
    int[] classes = config.classes();
    int known = classes.length == 0 ? DIGITS : classes.length;
    Seed seed = new Seed(config.seed()).child("digits").child(split.name());
    int[] labels = seed.child("labels").integers(n, known);
    int area = config.size() * config.size();
    float[] values = new float[Shape.size(n, area)];
    for (int i = 0; i < n; i++) {
      int digit = classes.length == 0 ? labels[i] : classes[labels[i]];
      Strokes strokes = Strokes.of(digit).distorted(seed.child("strokes").child(i), config.distortion());
      strokes.draw(values, i * area, config.size());
      addNoise(values, i * area, area, seed.child("noise").child(i));
    }
    var made = new EnumMap<Split, Examples>(Split.class);
    made.put(split, new Examples(new int[] {config.size(), config.size(), 1}, known, values, labels));
    return made;
  }

  private void addNoise(float[] values, int from, int n, Seed seed) {
    if (config.noise() == 0) {
      return;
    }
    double[] z = seed.normals(n);
    for (int i = 0; i < n; i++) {
      values[from + i] = (float) Math.min(1, Math.max(0, values[from + i] + config.noise() * z[i]));
    }
  }
}
