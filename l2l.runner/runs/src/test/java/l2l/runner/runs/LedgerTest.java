package l2l.runner.runs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import l2l.runner.store.BadInput;
import l2l.runner.store.PartRecord;
import org.junit.jupiter.api.Test;

class LedgerTest {

  private static final PartRecord GROUPS = part("optimizers/mixed", "groups");
  private static final PartRecord REST = part("optimizers/mixed/.*", "adam");
  private static final PartRecord OUTER = part("optimizers/mixed/train/outer", "sgd");
  private static final PartRecord FAMILY = part("optimizee", "quadratic");
  private static final Exchange SWAP = new Exchange(7, "2026-01-01T00:00:00Z", "ada", Exchange.Cause.ASKED, true,
      List.of(new Exchange.Handed("optimizee", FAMILY, part("optimizee", "mlp"), "none", "", "")), "{\"seed\": 2}");
  private static final Ledger LEDGER = new Ledger("{\"seed\": 1}", Map.of("optimizee", FAMILY), List.of(GROUPS, REST, OUTER, FAMILY),
      List.of(SWAP), List.of("sgd"), 12.5, List.of("a rate at the edge"));

  private static PartRecord part(String role, String name) {
    return new PartRecord(role, name, 1, "acme." + name, "1.0.0", "77ab12cd".repeat(8));
  }

  @Test
  void isTheSameAfterItWasWrittenAndRead() {
    assertEquals(Optional.of(LEDGER), Ledger.of(LEDGER.note(), n -> Ledger.text(LEDGER.exchanges().get(n - 1))));
    Ledger bare = new Ledger("{}", Map.of(), List.of(new PartRecord("engine", "java", 1, "b", "1", null)), List.of(), List.of(), 0,
        List.of());
    assertEquals(Optional.of(bare), Ledger.of(bare.note(), n -> null));
  }

  @Test
  void isEmptyWhereASnapshotHasNoneAndRefusedWhereItIsDamaged() {
    assertEquals(Optional.empty(), Ledger.of(Map.of("other", "note"), n -> null));
    String said = assertThrows(BadInput.class, () -> Ledger.of(Map.of("ledger", "{\"document\": "), n -> null)).getMessage();
    assertTrue(said.startsWith("the snapshot's ledger cannot be read: "), said);
  }

  @Test
  void readsWhatALaterVersionAddedAsIfItWereNotThere() {
    String note = LEDGER.note().get("ledger");
    String later = note.replaceFirst("\\{", "{\"later\":[1,2],");
    assertFalse(later.equals(note));
    assertEquals(Optional.of(LEDGER), Ledger.of(Map.of("ledger", later), n -> Ledger.text(LEDGER.exchanges().get(n - 1))));
  }

  @Test
  void whatIsNestedIsWithinAndWhatOnlyBeginsAlikeIsNot() {
    assertTrue(Ledger.within("optimizee", "optimizee"));
    assertTrue(Ledger.within("optimizee/data", "optimizee"));
    assertTrue(Ledger.within("optimizers/lstm/rest", "optimizers/lstm"));
    assertFalse(Ledger.within("optimizers/lstm2", "optimizers/lstm"));
    assertFalse(Ledger.within("optimizee", "optimizee/data"));
  }

  @Test
  void whatTrainsAnOptimizerIsBesideIt() {
    assertFalse(Ledger.within("optimizers/lstm/train/outer", "optimizers/lstm"));
    assertFalse(Ledger.within("optimizer/train/estimator", "optimizer"));
    assertFalse(Ledger.within("optimizers/lstm/theta", "optimizers/lstm"));
    assertTrue(Ledger.within("optimizers/lstm/train/outer", "optimizers/lstm/train/outer"));
    assertTrue(Ledger.within("optimizers/lstm/train/outer/rest", "optimizers/lstm/train/outer"));
  }

  @Test
  void aSwapSetsFreeItsRoleAndWhatIsNestedInItAndNothingElse() {
    assertEquals(Set.of("optimizee", "optimizers/mixed/train/outer"), LEDGER.bundlesBut("optimizers/mixed").keySet());
    assertEquals(Set.of("optimizers/mixed", "optimizers/mixed/.*", "optimizers/mixed/train/outer"),
        LEDGER.bundlesBut("optimizee").keySet());
    assertEquals(4, LEDGER.bundles().size());
    assertEquals("acme.sgd", LEDGER.bundles().get("optimizers/mixed/train/outer"));
    assertEquals(Map.of(), LEDGER.pinsBut("optimizee"));
    assertEquals(LEDGER.pins(), LEDGER.pinsBut("optimizers/mixed"));
  }

  @Test
  void isMixedAsSoonAsCodeChangedHandsAndNoSooner() {
    assertTrue(LEDGER.mixed());
    Ledger before = new Ledger("{\"seed\": 1}", Map.of(), LEDGER.parts(), List.of(), List.of(), 0, List.of());
    assertFalse(before.mixed());
    Ledger after = before.and(SWAP, Map.of(), List.of(GROUPS));
    assertTrue(after.mixed());
    assertEquals("{\"seed\": 2}", after.document());
    assertEquals(List.of(GROUPS), after.parts());
    assertFalse(before.at(List.of("sgd"), 3, List.of("said")).mixed());
  }
}
