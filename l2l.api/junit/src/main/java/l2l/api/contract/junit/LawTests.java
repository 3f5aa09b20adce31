package l2l.api.contract.junit;

import java.util.List;
import java.util.stream.Stream;
import l2l.api.contract.Law;
import l2l.api.contract.Verdict;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;

/** Laws as tests: a broken one fails with its words, an excused one is skipped with the reason. */
public final class LawTests {

  private LawTests() {}

  public static Stream<DynamicTest> of(List<Law> laws) {
    Assertions.assertFalse(laws.isEmpty(), "there are no laws to check");
    return laws.stream().map(law -> DynamicTest.dynamicTest(law.name(), () -> check(law)));
  }

  private static void check(Law law) {
    Verdict verdict = law.check();
    Assumptions.assumeFalse(verdict.excused(), verdict.words());
    Assertions.assertTrue(verdict.kept(), verdict.words());
  }
}
