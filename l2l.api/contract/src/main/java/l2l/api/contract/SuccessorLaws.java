package l2l.api.contract;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import l2l.api.Extensible;
import l2l.api.state.IncompatibleSnapshot;
import l2l.api.state.Schema;
import l2l.api.state.Successor;
import l2l.api.state.Values;

/** That a part which adopts another's values takes those it knows and no others. */
final class SuccessorLaws {
  private static final Schema STRANGER = new Schema("nobody.has.such.a.part", 1);
  private final Specimen<? extends Extensible> specimen;
  private final Supplier<Values> saved;

  private SuccessorLaws(Specimen<? extends Extensible> specimen, Supplier<Values> saved) {
    this.specimen = specimen;
    this.saved = saved;
  }

  /** @param saved what a snapshot of this part holds: "theta/…", "state/…", "memory/…" */
  static List<Law> of(Specimen<? extends Extensible> specimen, Supplier<Values> saved) {
    SuccessorLaws l = new SuccessorLaws(specimen, saved);
    return List.of(
        new Law("refusesASchemaItDoesNotKnow", "a part that adopts saved values throws IncompatibleSnapshot for those of an unknown part, "
            + "and for those of a newer edition of itself", l::refuses,
            "compare name and edition of 'from' with those it can read, and throw IncompatibleSnapshot for every other").quickly(),
        new Law("adoptsValuesOfItsOwnForm", "what it makes of an earlier edition's values has its own names and shapes", l::adopts,
            "return every array this edition keeps, in its names, order and shapes, or throw IncompatibleSnapshot").quickly());
  }

  private Optional<Successor> successor(Witness w) {
    Optional<Successor> successor = specimen.part().aspect(Successor.class);
    if (successor.isEmpty()) {
      w.excuse(specimen.name() + " is no Successor: it adopts nothing");
    }
    return successor;
  }

  private void refuses(Witness w) {
    Optional<Successor> successor = successor(w);
    if (successor.isPresent()) {
      refuses(w, successor.get(), STRANGER, saved.get());
      refuses(w, successor.get(), new Schema(STRANGER.name(), Integer.MAX_VALUE), Values.none());
      specimen.schema().ifPresent(own -> refuses(w, successor.get(), new Schema(own.name(), own.edition() + 1), saved.get()));
    }
  }

  private static void refuses(Witness w, Successor successor, Schema from, Values values) {
    try {
      Values adopted = successor.adopt(from, values);
      w.sees(false, () -> "values of " + from + " were adopted, as " + adopted);
    } catch (IncompatibleSnapshot e) {
      w.sees(e.getMessage() != null && !e.getMessage().isBlank(), () -> "the refusal of " + from + " gives no reason");
    } catch (RuntimeException e) {
      w.sees(false, () -> "values of " + from + " were met with " + e + ", wanted is an IncompatibleSnapshot");
    }
  }

  private void adopts(Witness w) {
    Optional<Successor> successor = successor(w);
    if (successor.isEmpty()) {
      return;
    }
    Values own = saved.get();
    int adopted = 0;
    int edition = specimen.schema().map(Schema::edition).orElse(1);
    for (int e = 1; e <= edition; e++) {
      Schema from = new Schema(specimen.name(), e);
      try {
        Values values = successor.get().adopt(from, own);
        w.sees(values != null, () -> "it made null of values of " + from);
        w.sees(values == null || values.toString().equals(own.toString()),
            () -> "of values of " + from + " it made " + values + ", wanted is " + own);
        adopted++;
      } catch (IncompatibleSnapshot refusal) {
        w.sees(true, () -> "");
      }
    }
    if (adopted == 0) {
      w.excuse("it adopts none of the values it saves itself as those of an earlier edition; test what it adopts by an example");
    }
  }
}
