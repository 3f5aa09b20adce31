package l2l.api.contract.junit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import l2l.api.Optimizer;
import l2l.api.contract.Law;
import l2l.api.contract.OptimizerLaws;
import l2l.api.contract.Specimen;
import l2l.api.state.Schema;
import l2l.api.tensor.Engine;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What every optimizer must do; a test of one extends this and says which. */
public abstract class OptimizerContract {

  /** The optimizer, with settings under which its first steps are smooth and do not diverge. */
  protected abstract Optimizer part();

  /** One that computes in double. */
  protected abstract Engine engine();

  /** The part's name and edition, as in @Part; where it is a Successor, laws about what it adopts need them. */
  protected Optional<Schema> schema() {
    return Optional.empty();
  }

  /** More laws for this part alone. */
  protected List<Law> more() {
    return List.of();
  }

  private Specimen<Optimizer> specimen() {
    Specimen<Optimizer> specimen = Specimen.of(part()).beside(part());
    return schema().map(specimen::known).orElse(specimen);
  }

  @TestFactory
  final Stream<DynamicTest> obeys() {
    List<Law> laws = new ArrayList<>(OptimizerLaws.of(specimen(), engine()));
    laws.addAll(more());
    return LawTests.of(laws);
  }
}
