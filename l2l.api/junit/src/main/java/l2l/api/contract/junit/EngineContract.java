package l2l.api.contract.junit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import l2l.api.contract.EngineLaws;
import l2l.api.contract.Law;
import l2l.api.tensor.Engine;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What every engine must do; a test of one extends this and says which. */
public abstract class EngineContract {

  /** The engine. */
  protected abstract Engine part();

  /** Another that computes in double, to agree with; empty for the reference itself. */
  protected Optional<Engine> reference() {
    return Optional.empty();
  }

  /** More laws for this part alone. */
  protected List<Law> more() {
    return List.of();
  }

  @TestFactory
  final Stream<DynamicTest> obeys() {
    List<Law> laws = new ArrayList<>(EngineLaws.of(part()));
    reference().ifPresent(r -> laws.addAll(EngineLaws.agreement(part(), r)));
    laws.addAll(more());
    return LawTests.of(laws);
  }
}
