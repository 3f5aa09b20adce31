package l2l.runner.runs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SlotsTest {

  private final Slots slots = new Slots(1);
  private final List<String> entered = new CopyOnWriteArrayList<>();

  private CompletableFuture<Boolean> enter(String who, BooleanSupplier wanted) {
    CompletableFuture<Boolean> answer = new CompletableFuture<>();
    Thread thread = new Thread(() -> {
      try {
        boolean in = slots.enter(who, wanted);
        if (in) {
          entered.add(who);
        }
        answer.complete(in);
      } catch (InterruptedException e) {
        answer.completeExceptionally(e);
      }
    });
    thread.setDaemon(true);
    thread.start();
    return answer;
  }

  private static boolean get(CompletableFuture<Boolean> answer) throws Exception {
    return answer.get(10, TimeUnit.SECONDS);
  }

  @Test
  void letsThemInOneAfterTheOtherInTheOrderInWhichTheyCame() throws Exception {
    List<String> order = List.of("one", "two", "three", "four");
    order.forEach(slots::queue);
    List<CompletableFuture<Boolean>> answers = new ArrayList<>();
    for (String who : List.of("four", "three", "two", "one")) {
      answers.add(enter(who, () -> true));
    }
    for (String who : order) {
      assertTrue(get(answers.get(3 - order.indexOf(who))));
      assertTrue(slots.computing(who));
      assertEquals(order.subList(order.indexOf(who) + 1, 4), slots.waiting());
      slots.leave(who);
      assertFalse(slots.computing(who));
    }
    assertEquals(order, entered);
  }

  @Test
  void letsAsManyInAsMayComputeAtOnceAndMoreWhenThatGrows() throws Exception {
    assertTrue(get(enter("one", () -> true)));
    CompletableFuture<Boolean> two = enter("two", () -> true);
    CompletableFuture<Boolean> three = enter("three", () -> true);
    Thread.sleep(50);
    assertEquals(List.of("one"), entered);
    slots.atOnce(3);
    assertTrue(get(two) && get(three));
    assertEquals(3, slots.atOnce());
    slots.atOnce(1);
    assertTrue(slots.computing("two"), "those that compute already go on");
  }

  @Test
  void whoComputesAlreadyNeedNotWait() throws Exception {
    assertTrue(slots.enter("one", () -> true));
    slots.queue("two");
    assertTrue(slots.enter("one", () -> true));
    assertEquals(List.of("two"), slots.waiting());
  }

  @Test
  void whoHasSomethingElseToDoFirstKeepsItsPlace() throws Exception {
    assertTrue(slots.enter("one", () -> true));
    AtomicBoolean wanted = new AtomicBoolean(true);
    slots.queue("two");
    CompletableFuture<Boolean> two = enter("two", wanted::get);
    CompletableFuture<Boolean> three = enter("three", () -> true);
    Thread.sleep(50);
    assertFalse(two.isDone());
    wanted.set(false);
    slots.look();
    assertFalse(get(two));
    slots.leave("one");
    assertEquals(List.of("two", "three"), slots.waiting());
    assertTrue(get(enter("two", () -> true)));
    assertFalse(three.isDone());
    slots.leave("two");
    assertTrue(get(three));
    assertEquals(List.of(), slots.waiting());
  }

  @Test
  void whoLeavesTheQueueLetsTheNextIn() throws Exception {
    assertTrue(slots.enter("one", () -> true));
    slots.queue("two");
    CompletableFuture<Boolean> three = enter("three", () -> true);
    slots.leave("one");
    Thread.sleep(50);
    assertFalse(three.isDone(), "it is the turn of two");
    slots.leave("two");
    assertTrue(get(three));
  }
}
