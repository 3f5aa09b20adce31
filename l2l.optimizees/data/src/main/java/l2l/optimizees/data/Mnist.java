package l2l.optimizees.data;

import java.io.IOException;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import l2l.api.Part;
import l2l.api.Split;
import l2l.api.data.DataSet;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * MNIST's handwritten digits, [28, 28, 1] each, read from the four files in which they are distributed.
 *
 * <p>The last {@code validation} training images are VALIDATION, those before TRAIN; the t10k images are TEST. Data sets of the same
 * form, such as Fashion-MNIST, are read as well.
 *
 * <p>Source: LeCun, Bottou, Bengio, Haffner 1998, "Gradient-based learning applied to document recognition".
 */
@Part(name = "mnist", paper = "LeCun et al. 1998")
@Designate(ocd = Mnist.Config.class, factory = true)
@Component(configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class Mnist implements DataSet {

  /** Settings. */
  @Retention(RetentionPolicy.RUNTIME)
  @ObjectClassDefinition(name = "mnist", description = "MNIST's handwritten digits, from the four IDX files")
  public @interface Config {
    @AttributeDefinition(
        description = "Folder with train-images-idx3-ubyte, train-labels-idx1-ubyte and the two t10k files, each plain or .gz")
    String directory() default ".";

    @AttributeDefinition(description = "Training images held back from the end for validation, a count", min = "0")
    int validation() default 10_000;

    @AttributeDefinition(
        description = "Digits to take, in the order of their new labels; none: all ten", min = "0", max = "9", required = false)
    int[] classes() default {};
  }

  private static final int DIGITS = 10;

  private final Path directory;
  private final int validation;
  private final int[] classes;
  private final Kept kept = new Kept(this::read);

  @Activate
  public Mnist(Config config) {
    this(Path.of(config.directory()), config.validation(), config.classes());
  }

  /** See {@link Config}. */
  public Mnist(Path directory, int validation, int... classes) {
    this.directory = directory;
    this.validation = validation;
    this.classes = classes.clone();
    Choice.renumbered("mnist", DIGITS, classes);
  }

  @Override
  public Examples examples(Split split) throws IOException {
    return kept.get(split);
  }

  private Map<Split, Examples> read(Split wanted) throws IOException {
    String set = wanted == Split.TEST ? "t10k" : "train";
    Idx images = Idx.read(directory, set + "-images-idx3-ubyte", 3);
    Idx labels = Idx.read(directory, set + "-labels-idx1-ubyte", 1);
    int n = images.shape()[0];
    if (n != labels.shape()[0]) {
      throw new IOException(images.file() + " holds " + n + " images but " + labels.file() + " " + labels.shape()[0]
          + " labels; take both from the same set");
    }
    Choice.checkLabels(labels.file(), n, i -> labels.bytes()[i], DIGITS);
    var made = new EnumMap<Split, Examples>(Split.class);
    if (wanted == Split.TEST) {
      made.put(Split.TEST, some(images, labels, 0, n));
      return made;
    }
    int from = Choice.boundary("mnist", n, validation);
    made.put(Split.TRAIN, some(images, labels, 0, from));
    if (from < n) {
      made.put(Split.VALIDATION, some(images, labels, from, n));
    } else if (wanted == Split.VALIDATION) {
      throw new IOException("mnist: 'validation' is 0, so there are no validation images; hold back some");
    }
    return made;
  }

  private Examples some(Idx images, Idx labels, int from, int to) throws IOException {
    int[] shape = {images.shape()[1], images.shape()[2], 1};
    int size = shape[0] * shape[1];
    byte[] pixels = images.bytes();
    byte[] digits = labels.bytes();
    return Choice.of("mnist", shape, DIGITS, (i, j) -> pixels[i * size + j], i -> digits[i], from, to, classes);
  }
}
