package l2l.api.contract.junit;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import l2l.api.MetaObjective;
import l2l.api.contract.Law;
import l2l.api.contract.MetaObjectiveLaws;
import l2l.api.tensor.Engine;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What every meta-objective must do; a test of one extends this and says which. */
public abstract class MetaObjectiveContract {

  /** The meta-objective. */
  protected abstract MetaObjective part();

  /** One that computes in double. */
  protected abstract Engine engine();

  /** More laws for this part alone. */
  protected List<Law> more() {
    return List.of();
  }

  @TestFactory
  final Stream<DynamicTest> obeys() {
    List<Law> laws = new ArrayList<>(MetaObjectiveLaws.of(part(), engine()));
    laws.addAll(more());
    return LawTests.of(laws);
  }
}
