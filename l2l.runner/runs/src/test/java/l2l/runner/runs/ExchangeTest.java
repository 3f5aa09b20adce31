package l2l.runner.runs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import l2l.runner.store.PartRecord;
import org.junit.jupiter.api.Test;

/** A swap in words, as every command and report tells it. */
class ExchangeTest {

  private static final PartRecord OLD = new PartRecord("optimizer", "rmsprop", 1, "l2l.optimizers.rmsprop", "1.0.0", "5e9f01ab".repeat(8));
  private static final PartRecord NEW = new PartRecord("optimizer", "acme.rmsplus", 1, "acme.rmsplus", "1.2.0", "77ab12cd".repeat(8));
  private static final PartRecord BARE = new PartRecord("outer", "sgd", 1, "b", "1.0.0", null);

  private static String words(Exchange.Handed... parts) {
    return new Exchange(1, "", "ada", Exchange.Cause.ASKED, false, List.of(parts), "{}").words();
  }

  private static Exchange.Handed handed(PartRecord from, PartRecord to, String policy) {
    return new Exchange.Handed(from.role(), from, to, policy, "", "");
  }

  @Test
  void namesBothPartsWithTheirVersionsAndHashes() {
    assertEquals("optimizer: rmsprop 1.0.0 (5e9f01ab) → acme.rmsplus 1.2.0 (77ab12cd), reset", words(handed(OLD, NEW, "reset")));
  }

  @Test
  void saysThatOnlyTheSettingsAreOthers() {
    assertEquals("optimizer: other settings of rmsprop 1.0.0 (5e9f01ab), carry", words(handed(OLD, OLD, "carry")));
  }

  @Test
  void saysThatThePartStayedAndBeginsAnew() {
    assertEquals("optimizer: rmsprop 1.0.0 (5e9f01ab) begins anew", words(handed(OLD, OLD, "reset")));
  }

  @Test
  void tellsEveryRoleAndLeavesOutAHashThatNobodyKnows() {
    assertEquals("optimizer: rmsprop 1.0.0 (5e9f01ab) → acme.rmsplus 1.2.0 (77ab12cd), carry; outer: other settings of sgd 1.0.0, none",
        words(handed(OLD, NEW, "carry"), handed(BARE, BARE, "none")));
  }
}
