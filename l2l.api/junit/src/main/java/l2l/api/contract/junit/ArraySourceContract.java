package l2l.api.contract.junit;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import l2l.api.contract.DataLaws;
import l2l.api.contract.Law;
import l2l.api.contract.Specimen;
import l2l.api.data.ArraySource;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What every source of arrays must do; a test of one extends this and says which. */
public abstract class ArraySourceContract {

  /** The source, whose file is there. */
  protected abstract ArraySource part();

  /** More laws for this part alone. */
  protected List<Law> more() {
    return List.of();
  }

  @TestFactory
  final Stream<DynamicTest> obeys() {
    List<Law> laws = new ArrayList<>(DataLaws.ofArrays(Specimen.of(part()).beside(part())));
    laws.addAll(more());
    return LawTests.of(laws);
  }
}
