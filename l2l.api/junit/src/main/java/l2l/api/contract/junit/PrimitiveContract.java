package l2l.api.contract.junit;

import java.util.List;
import java.util.stream.Stream;
import l2l.api.contract.PrimitiveLaws;
import l2l.api.tensor.Primitive;
import l2l.api.tensor.Tensors;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What every primitive must do; a test of one extends this and says which, at which inputs. */
public abstract class PrimitiveContract {

  /** The primitive. */
  protected abstract Primitive part();

  /** Inputs in order, each of a few numbers, away from kinks; several sets where shapes matter. */
  protected abstract List<Tensors> inputs();

  @TestFactory
  final Stream<DynamicTest> obeys() {
    return inputs().stream().flatMap(at -> LawTests.of(PrimitiveLaws.of(part(), at)));
  }
}
