package l2l.optimizees.mlp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import l2l.api.Split;
import l2l.api.data.DataSet;
import l2l.api.tensor.Seed;

/**
 * A data set's splits with some labels replaced: of n, exactly floor(noise n), drawn without replacement, become a random class each, the
 * right one included.
 *
 * <p>Source: Wang et al. 2021, section 5, and its code.
 */
final class Labelled {

  /** A split and its labels, which may not be the data set's own. */
  record Rows(DataSet.Examples examples, int[] labels) {}

  private final DataSet data;
  private final double noise;
  private final List<String> noisy;
  private final Seed seed;
  private final Map<Split, Rows> kept = new EnumMap<>(Split.class);

  /** @param noisy names of the splits whose labels are replaced, in lower case */
  Labelled(DataSet data, double noise, List<String> noisy, Seed seed) {
    this.data = data;
    this.noise = noise;
    this.noisy = noisy;
    this.seed = seed;
  }

  /** @throws UncheckedIOException if the examples cannot be read */
  synchronized Rows of(Split split) {
    return kept.computeIfAbsent(split, this::read);
  }

  private Rows read(Split split) {
    try {
      DataSet.Examples examples = data.examples(split);
      boolean replaced = noise > 0 && noisy.contains(split.name().toLowerCase(Locale.ROOT));
      return new Rows(examples, replaced ? replaced(examples, seed.child(split.name())) : examples.labels());
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  private int[] replaced(DataSet.Examples examples, Seed seed) {
    int[] labels = examples.labels().clone();
    int count = BigDecimal.valueOf(noise).multiply(BigDecimal.valueOf(labels.length)).setScale(0, RoundingMode.FLOOR).intValueExact();
    int[] which = seed.child("which").permutation(labels.length);
    int[] to = seed.child("to").integers(count, examples.classes());
    for (int i = 0; i < count; i++) {
      labels[which[i]] = to[i];
    }
    return labels;
  }
}
