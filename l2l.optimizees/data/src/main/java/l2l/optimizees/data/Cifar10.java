package l2l.optimizees.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
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
 * CIFAR-10's photographs of ten kinds of things, [32, 32, 3] each, read from the files of its binary version.
 *
 * <p>A file is a row of records of 3,073 bytes: the label, then the red, green and blue planes, row-major. Training images are those of
 * data_batch_1 … data_batch_5, whichever are there; the last {@code validation} of them are VALIDATION, those before TRAIN; test_batch
 * is TEST.
 *
 * <p>Source: Krizhevsky 2009, "Learning multiple layers of features from tiny images".
 */
@Part(name = "cifar10", paper = "Krizhevsky 2009")
@Designate(ocd = Cifar10.Config.class, factory = true)
@Component(configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class Cifar10 implements DataSet {

  /** Settings. */
  @Retention(RetentionPolicy.RUNTIME)
  @ObjectClassDefinition(name = "cifar10", description = "CIFAR-10's photographs, from the files of the binary version")
  public @interface Config {
    @AttributeDefinition(
        description = "Folder with data_batch_1.bin … data_batch_5.bin, whichever there are, and test_batch.bin, each plain or .gz")
    String directory() default ".";

    @AttributeDefinition(description = "Training images held back from the end for validation, a count", min = "0")
    int validation() default 5_000;

    @AttributeDefinition(
        description = "Classes to take, in the order of their new labels; none: all ten", min = "0", max = "9", required = false)
    int[] classes() default {};
  }

  private static final int CLASSES = 10;
  private static final int SIDE = 32;
  private static final int PLANE = SIDE * SIDE;
  private static final int RECORD = 1 + 3 * PLANE;
  private static final int MOST = 100_000;

  private final Path directory;
  private final int validation;
  private final int[] classes;
  private final Kept kept = new Kept(this::read);

  @Activate
  public Cifar10(Config config) {
    this(Path.of(config.directory()), config.validation(), config.classes());
  }

  /** See {@link Config}. */
  public Cifar10(Path directory, int validation, int... classes) {
    this.directory = directory;
    this.validation = validation;
    this.classes = classes.clone();
    Choice.renumbered("cifar10", CLASSES, classes);
  }

  @Override
  public Examples examples(Split split) throws IOException {
    return kept.get(split);
  }

  private Map<Split, Examples> read(Split wanted) throws IOException {
    var made = new EnumMap<Split, Examples>(Split.class);
    if (wanted == Split.TEST) {
      byte[] test = records("test_batch.bin");
      made.put(Split.TEST, some(test, 0, test.length / RECORD));
      return made;
    }
    List<String> names =
        IntStream.rangeClosed(1, 5).mapToObj(i -> "data_batch_" + i + ".bin").filter(f -> Bytes.exist(directory, f)).toList();
    var batches = new ByteArrayOutputStream();
    for (String name : names.isEmpty() ? List.of("data_batch_1.bin") : names) {
      batches.writeBytes(records(name));
    }
    byte[] all = batches.toByteArray();
    int n = all.length / RECORD;
    int from = Choice.boundary("cifar10", n, validation);
    made.put(Split.TRAIN, some(all, 0, from));
    if (from < n) {
      made.put(Split.VALIDATION, some(all, from, n));
    } else if (wanted == Split.VALIDATION) {
      throw new IOException("cifar10: 'validation' is 0, so there are no validation images; hold back some");
    }
    return made;
  }

  private byte[] records(String name) throws IOException {
    try (Bytes in = Bytes.open(directory, name, "cifar10")) {
      byte[] all = in.upTo(MOST * RECORD);
      if (all.length == 0 || all.length % RECORD != 0) {
        throw new IOException(in.file() + " is cut short or not CIFAR-10's binary version: its " + all.length
            + " bytes are no whole number of records of " + RECORD + "; fetch it anew");
      }
      in.end(MOST + " records");
      Choice.checkLabels(in.file(), all.length / RECORD, i -> all[i * RECORD], CLASSES);
      return all;
    }
  }

  /** Examples [from, to), their planes made channels. */
  private Examples some(byte[] records, int from, int to) throws IOException {
    Choice.Numbers pixel = (i, j) -> records[i * RECORD + 1 + j % 3 * PLANE + j / 3];
    return Choice.of("cifar10", new int[] {SIDE, SIDE, 3}, CLASSES, pixel, i -> records[i * RECORD], from, to, classes);
  }
}
