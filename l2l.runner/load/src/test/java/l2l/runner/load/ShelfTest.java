package l2l.runner.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which generation experiments see, without a container. */
class ShelfTest {

  private static final Path ONE = Path.of("/load/one.jar");
  private static final Path TWO = Path.of("/load/two.jar");
  private static final int LATE = -1;

  private final Shelf shelf = new Shelf();

  private Item item(String sha256, long bundleId) {
    Item item = shelf.of(sha256.repeat(64));
    item.bundle = "acme";
    item.version = "1.0.0";
    item.bundleId = bundleId;
    item.verdict = new Reason(Code.READY, "it is there.", "Use it.");
    return item;
  }

  private Status status(Item item) {
    return shelf.seen(shelf.choose()).stream().filter(g -> g.sha256().equals(item.sha256)).findFirst().orElseThrow().status();
  }

  @Test
  void theJarDroppedLastIsSeen() {
    Item a = item("a", 1);
    Item b = item("b", 2);
    assertTrue(shelf.put(ONE, a, LATE));
    assertTrue(shelf.put(TWO, b, LATE));
    assertFalse(shelf.put(TWO, b, LATE), "it was there before");
    assertEquals(Map.of("acme", b), shelf.choose());
    assertEquals(Set.of(1L), shelf.hidden(shelf.choose()));
    shelf.put(Path.of("/load/three.jar"), a, LATE);
    assertEquals(Map.of("acme", a), shelf.choose());
    assertEquals(Status.SHADOWED, status(b));
  }

  @Test
  void whatIsGoodAndNotYetSeenIsStillOnProbation() {
    Item a = item("a", 1);
    shelf.put(ONE, a, LATE);
    Map<String, Item> before = shelf.choose();
    Item b = item("b", 2);
    shelf.put(TWO, b, LATE);
    List<Generation> between = shelf.seen(before);
    assertEquals(List.of(Status.PROBATION, Status.READY), between.stream().map(Generation::status).toList());
    assertTrue(between.get(0).reason().sentence().contains("is being judged"), () -> between.get(0).reason().sentence());
    assertEquals(Status.PROBATION, shelf.seen(Map.of()).get(0).status(), "nothing else is used in its place");
  }

  @Test
  void jarsThatWereThereAtTheStartStandInTheOrderTheyWereMadeIn() {
    Item young = item("a", 1);
    Item old = item("b", 2);
    shelf.put(ONE, young, 1);
    shelf.put(TWO, old, 0);
    assertEquals(Map.of("acme", young), shelf.choose());
    Item late = item("c", 3);
    shelf.put(Path.of("/load/late.jar"), late, LATE);
    assertEquals(Map.of("acme", late), shelf.choose());
  }

  @Test
  void theDistributionsOwnComesLast() {
    Item own = item("a", 1);
    own.order = Item.SHIPPED;
    Item dropped = item("b", 2);
    assertEquals(Map.of("acme", own), shelf.choose());
    shelf.put(ONE, dropped, 0);
    assertEquals(Map.of("acme", dropped), shelf.choose());
    assertTrue(own.kept(), "it is never uninstalled");
    shelf.remove(ONE);
    assertEquals(Map.of("acme", own), shelf.choose());
  }

  @Test
  void theDistributionsOwnJarDroppedAgainIsStillTheDistributionsOwn() {
    Item own = item("a", 1);
    own.order = Item.SHIPPED;
    shelf.put(ONE, own, LATE);
    assertTrue(shelf.seen(shelf.choose()).get(0).shipped());
    shelf.remove(ONE);
    assertTrue(own.kept(), "it would be uninstalled");
    assertEquals(Map.of("acme", own), shelf.choose());
  }

  @Test
  void whatIsOverwrittenStaysUntilItsSuccessorIsGood() {
    Item old = item("a", 1);
    shelf.put(ONE, old, LATE);
    Item bad = item("b", 2);
    bad.verdict = null;
    bad.judging = true;
    shelf.put(ONE, bad, LATE);
    assertEquals(Map.of("acme", old), shelf.choose());
    assertEquals(Status.PROBATION, status(bad));
    bad.judging = false;
    bad.verdict = new Reason(Code.CONTRACT, "it is bad.", "Mend it.");
    assertEquals(Map.of("acme", old), shelf.choose());
    assertEquals("it is bad. acme 1.0.0 (aaaaaaaa) stays in use.", shelf.seen(shelf.choose()).get(0).reason().sentence());
    Item good = item("c", 3);
    shelf.put(ONE, good, LATE);
    assertEquals(Map.of("acme", good), shelf.choose());
    assertEquals(Status.WITHDRAWN, status(old));
    assertFalse(old.kept());
  }

  @Test
  void whatIsOverwrittenGoesWithTheFile() {
    Item old = item("a", 1);
    shelf.put(ONE, old, LATE);
    Item bad = item("b", -1);
    bad.verdict = new Reason(Code.JUNK, "it is junk.", "Mend it.");
    shelf.put(ONE, bad, LATE);
    assertEquals(Map.of("acme", old), shelf.choose());
    shelf.remove(ONE);
    assertEquals(Map.of(), shelf.choose());
  }

  @Test
  void anotherBundleInTheSameFileReplacesNothing() {
    Item old = item("a", 1);
    shelf.put(ONE, old, LATE);
    Item other = item("b", 2);
    other.bundle = "zenith";
    shelf.put(ONE, other, LATE);
    assertEquals(Map.of("zenith", other), shelf.choose());
    assertEquals(Status.WITHDRAWN, status(old));
  }

  @Test
  void aQuarantinedOneGivesWayToTheOneBeforeIt() {
    Item old = item("a", 1);
    Item young = item("b", 2);
    shelf.put(ONE, old, LATE);
    shelf.put(TWO, young, LATE);
    young.quarantine = "3 faults.";
    assertEquals(Map.of("acme", old), shelf.choose());
    assertEquals(Status.QUARANTINED, status(young));
    assertFalse(young.kept());
  }

  @Test
  void aGoodOneThatIsNotInstalledIsAbsentAndNotChosen() {
    Item absent = item("a", -1);
    shelf.put(ONE, absent, LATE);
    assertEquals(Map.of(), shelf.choose());
    assertEquals(List.of(absent), shelf.absent());
  }

  @Test
  void runsAndHungThreadsPin() {
    Item item = item("a", 1);
    item.holds = 2;
    assertEquals(Status.PINNED, status(item));
    assertTrue(shelf.seen(shelf.choose()).get(0).reason().sentence().contains("2 runs keep it"));
    item.holds = 0;
    item.hung = "the law x";
    assertTrue(item.kept());
    assertTrue(shelf.seen(shelf.choose()).get(0).reason().sentence().contains("a thread hangs in its code (the law x)"));
    item.hung = null;
    assertFalse(item.kept());
    assertEquals(Status.WITHDRAWN, status(item));
  }

  @Test
  void remembersTheLastTwoHundredOfThoseWithdrawn() {
    for (int i = 0; i < 300; i++) {
      Item item = shelf.of("sha" + i);
      item.bundle = "acme";
      item.order = i;
    }
    Item quarantined = shelf.of("sha0");
    quarantined.quarantine = "3 faults.";
    shelf.of("junk");
    shelf.forget();
    assertTrue(shelf.known("sha0").isPresent(), "a quarantine is never forgotten");
    assertTrue(shelf.known("sha1").isEmpty());
    assertTrue(shelf.known("sha299").isPresent());
    assertTrue(shelf.known("junk").isEmpty());
    assertEquals(201, shelf.items().size());
  }
}
