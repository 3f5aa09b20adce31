package l2l.runner.runs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class VigilTest {

  private final AtomicLong now = new AtomicLong();
  private final Vigil vigil = new Vigil(now::get);

  @Test
  void letsACallThroughThatReturnsInTime() {
    Object result = new Object();
    assertSame(result, vigil.over(() -> result));
    now.set(1000);
    assertTrue(vigil.giveUp(10).isEmpty(), "nothing is being called");
    assertEquals("x", assertThrows(IllegalStateException.class, () -> vigil.over(() -> {
      throw new IllegalStateException("x");
    })).getMessage());
  }

  @Test
  void givesUpACallThatShowsNoSignOfLifeAndIgnoresWhatItReturns() throws InterruptedException {
    CountDownLatch in = new CountDownLatch(1);
    AtomicReference<Throwable> met = new AtomicReference<>();
    Thread thread = new Thread(() -> {
      try {
        vigil.over(() -> hang(in));
      } catch (Vigil.GivenUp e) {
        met.set(e);
      }
    });
    thread.start();
    in.await();
    now.set(9);
    assertTrue(vigil.giveUp(10).isEmpty());
    now.set(10);
    Optional<StackTraceElement[]> where = vigil.giveUp(10);
    assertTrue(where.isPresent());
    assertTrue(Arrays.stream(where.get()).anyMatch(e -> e.getMethodName().equals("hang")), Arrays.toString(where.get()));
    assertTrue(vigil.giveUp(10).isEmpty(), "once is enough");
    thread.join();
    assertSame(Vigil.GivenUp.class, met.get().getClass());
  }

  private static Object hang(CountDownLatch in) {
    in.countDown();
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      return "interrupted";
    }
    return "never";
  }

  @Test
  void takesASignOfLifeFromTheWorkingThreadOnly() {
    vigil.over(() -> {
      now.set(8);
      vigil.alive();
      now.set(17);
      assertFalse(vigil.giveUp(10).isPresent());
      assertFalse(vigil.exits().isPresent(), "it is not ending the JVM");
      return null;
    });
  }
}
