package l2l.api.contract;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import l2l.api.Split;
import l2l.api.data.ArraySource;
import l2l.api.data.DataSet;
import l2l.api.data.DataSet.Examples;
import l2l.api.state.Values;
import l2l.api.tensor.Shape;

/** What every data set and every source of arrays must do. They may keep what they have read, but only in fields of their own. */
public final class DataLaws {

  private DataLaws() {}

  /** Of a data set. Excused where its files are not there. */
  public static List<Law> of(Specimen<DataSet> specimen) {
    DataSet part = specimen.part();
    List<Law> laws = new ArrayList<>(List.of(
        new Law("examplesAreWhatTheySay", "numbers fill the shapes, are of 0 … 1, and labels are of 0 … classes - 1", w -> {
          for (Split split : Split.values()) {
            read(w, part, split).ifPresent(e -> fits(w, split, e));
          }
        }, "count again, divide pixels by their greatest value, and number the labels from 0").quickly(),
        new Law("givesTheSameEachTime", "asked twice, a split gives the same examples in the same order", w -> {
          for (Split split : Split.values()) {
            Optional<Examples> first = read(w, part, split);
            if (first.isPresent()) {
              same(w, split, read(w, part, split).orElse(null), first.get());
            }
          }
        }, "read or draw the examples in a fixed order, from a seed in the settings where they are made up").quickly(),
        new Law("aFreshInstanceGivesTheSame", "another instance of the same settings gives the same examples", w -> {
          Optional<DataSet> second = specimen.second(w);
          for (Split split : second.isPresent() ? Split.values() : new Split[0]) {
            Optional<Examples> first = read(w, part, split);
            if (first.isPresent()) {
              same(w, split, read(w, second.get(), split).orElse(null), first.get());
            }
          }
        }, "let settings and files alone decide")));
    laws.add(PureLaws.noStaticState(part, seed -> part.examples(Split.TRAIN)));
    return laws;
  }

  /** Of a source of arrays. Excused where its file is not there. */
  public static List<Law> ofArrays(Specimen<ArraySource> specimen) {
    ArraySource part = specimen.part();
    return List.of(
        new Law("givesTheSameEachTime", "read twice, the arrays are the same bit for bit", w -> arrays(w, part, part),
            "read the arrays in a fixed order, and change none afterwards").quickly(),
        new Law("aFreshInstanceGivesTheSame", "another instance of the same settings reads the same arrays", w -> {
          Optional<ArraySource> second = specimen.second(w);
          if (second.isPresent()) {
            arrays(w, part, second.get());
          }
        }, "let settings and files alone decide").quickly(),
        PureLaws.noStaticState(part, seed -> part.read()));
  }

  private static Optional<Examples> read(Witness w, DataSet part, Split split) {
    try {
      Examples examples = part.examples(split);
      w.sees(examples != null, () -> "the examples of " + split + " are null");
      return Optional.ofNullable(examples);
    } catch (IOException e) {
      w.sees(e.getMessage() != null && !e.getMessage().isBlank(), () -> split + " cannot be read, and no reason is given");
      w.excuse("examples cannot be read: " + e.getMessage());
      return Optional.empty();
    }
  }

  private static void fits(Witness w, Split split, Examples e) {
    w.equal(split + ": the numbers", e.values().length, e.size() * Shape.size(e.shape()));
    int wrong = 0;
    for (float v : e.values()) {
      wrong += v >= 0 && v <= 1 ? 0 : 1;
    }
    w.equal(split + ": numbers outside 0 … 1", wrong, 0);
    long labels = Arrays.stream(e.labels()).filter(label -> label < 0 || label >= e.classes()).count();
    w.equal(split + ": labels outside 0 … " + (e.classes() - 1), labels, 0L);
  }

  private static void same(Witness w, Split split, Examples found, Examples wanted) {
    w.sees(found != null && Arrays.equals(found.shape(), wanted.shape()) && Arrays.equals(found.values(), wanted.values())
        && Arrays.equals(found.labels(), wanted.labels()) && found.classes() == wanted.classes(),
        () -> "the examples of " + split + " are others than at first");
  }

  private static void arrays(Witness w, ArraySource part, ArraySource again) {
    try {
      Values first = part.read();
      w.sees(first != null, () -> "the arrays are null");
      w.equal("the arrays read again", again.read(), first);
    } catch (IOException e) {
      w.sees(e.getMessage() != null && !e.getMessage().isBlank(), () -> "the arrays cannot be read, and no reason is given");
      w.excuse("arrays cannot be read: " + e.getMessage());
    }
  }
}
