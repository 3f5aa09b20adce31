package l2l.api.contract;

import java.util.ArrayList;
import java.util.List;
import l2l.api.MetaGradient;
import l2l.api.MetaObjective;
import l2l.api.OptimizeeFamily;
import l2l.api.Optimizer;
import l2l.api.data.ArraySource;
import l2l.api.data.DataSet;
import l2l.api.tensor.Engine;

/**
 * The laws for a part, whatever it is: chosen by the interfaces it has.
 *
 * <p>Made for foreign code: a check throws nothing, keeps nothing and leaves no thread of its own; whatever the part throws is in the
 * verdict, as text. A part that hangs makes the check hang: run it on a thread that can be given up, and interrupt that thread; listing
 * the laws too, for a record's second instance is made then. Laws stand in the order in which they explain best: the first one broken is
 * the one to show. An excused one is about something the part does not have.
 */
public final class PartLaws {

  private PartLaws() {}

  /** The laws that take milliseconds: see {@link #quick(Specimen, Engine)}. */
  public static List<Law> quick(Object service, Engine engine) {
    return quick(Specimen.of(service), engine);
  }

  /** The laws to be kept before a part is let in. Cheap ones first, as far as order explains. */
  public static List<Law> quick(Specimen<?> specimen, Engine engine) {
    return all(specimen, engine).stream().filter(Law::quick).toList();
  }

  /** All laws: see {@link #all(Specimen, Engine)}. */
  public static List<Law> all(Object service, Engine engine) {
    return all(Specimen.of(service), engine);
  }

  /**
   * All laws of every kind of part it is; of none where it is none of the framework's parts.
   *
   * @param engine computes in double
   */
  public static List<Law> all(Specimen<?> specimen, Engine engine) {
    List<Law> laws = new ArrayList<>();
    if (specimen.part() instanceof Optimizer) {
      laws.addAll(OptimizerLaws.of(as(Optimizer.class, specimen), engine));
    }
    if (specimen.part() instanceof OptimizeeFamily) {
      laws.addAll(OptimizeeLaws.of(as(OptimizeeFamily.class, specimen), engine));
    }
    if (specimen.part() instanceof MetaObjective) {
      laws.addAll(MetaObjectiveLaws.of(as(MetaObjective.class, specimen), engine));
    }
    if (specimen.part() instanceof MetaGradient) {
      laws.addAll(MetaGradientLaws.of(as(MetaGradient.class, specimen), engine));
    }
    if (specimen.part() instanceof DataSet) {
      laws.addAll(DataLaws.of(as(DataSet.class, specimen)));
    }
    if (specimen.part() instanceof ArraySource) {
      laws.addAll(DataLaws.ofArrays(as(ArraySource.class, specimen)));
    }
    if (specimen.part() instanceof Engine own) {
      laws.addAll(EngineLaws.of(own));
    }
    return laws;
  }

  private static <T> Specimen<T> as(Class<T> kind, Specimen<?> specimen) {
    return new Specimen<>(kind.cast(specimen.part()), specimen.second().map(kind::cast), specimen.schema());
  }
}
