package l2l.engines.blas;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkersTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5})
  void doesEveryTaskOnce(int threads) {
    try (Workers workers = new Workers(threads)) {
      for (int tasks = 0; tasks < 20; tasks++) {
        int[] done = new int[tasks];
        workers.parallel(tasks, () -> done, (own, i) -> own[i]++);
        assertTrue(Arrays.stream(done).allMatch(n -> n == 1), Arrays.toString(done));
      }
    }
  }

  @Test
  void aThreadThatIsHeldUpHoldsUpOneTaskOnly() throws InterruptedException {
    try (Workers workers = new Workers(2)) {
      CountDownLatch others = new CountDownLatch(9);
      boolean[] inTime = new boolean[1];
      workers.parallel(10, () -> "", (own, i) -> {
        if (i > 0) {
          others.countDown();
          return;
        }
        try {
          inTime[0] = others.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      });
      assertTrue(inTime[0], "the other thread did all the rest");
    }
  }

  @Test
  void everyThreadDoesItsOwnShareBeforeThatOfOthers() {
    try (Workers workers = new Workers(2)) {
      CountDownLatch[] halves = {new CountDownLatch(2), new CountDownLatch(2)};
      Thread[] by = new Thread[4];
      workers.parallel(4, () -> "", (own, i) -> {
        by[i] = Thread.currentThread();
        meet(halves[i % 2]);
      });
      assertEquals(List.of(by[0], by[0], by[2], by[2]), List.of(by));
      assertSame(Thread.currentThread(), by[0]);
      assertNotSame(by[0], by[2]);
    }
  }

  @Test
  void makesScratchOncePerWorker() {
    try (Workers workers = new Workers(2)) {
      AtomicInteger made = new AtomicInteger();
      CountDownLatch both = new CountDownLatch(2);
      workers.parallel(100, made::incrementAndGet, (own, i) -> meet(both));
      assertEquals(2, made.get());
    }
  }

  /** Waits until so many tasks have come this far. */
  static void meet(CountDownLatch tasks) {
    tasks.countDown();
    try {
      assertTrue(tasks.await(10, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void doesACallInsideACallOnItsOwnThread() {
    try (Workers workers = new Workers(2)) {
      AtomicInteger inner = new AtomicInteger();
      workers.parallel(4, () -> "", (own, i) -> {
        Thread outer = Thread.currentThread();
        workers.parallel(3, () -> "", (o, j) -> inner.addAndGet(Thread.currentThread() == outer ? 1 : 100));
      });
      assertEquals(12, inner.get());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3})
  void passesOnWhatATaskThrowsAndGoesOnWorking(int failing) {
    try (Workers workers = new Workers(2)) {
      Exception e = assertThrows(IllegalStateException.class, () -> workers.parallel(4, () -> "", (own, i) -> {
        if (i == failing) {
          throw new IllegalStateException("task " + i);
        }
      }));
      assertEquals("task " + failing, e.getMessage());
      AtomicInteger done = new AtomicInteger();
      workers.parallel(4, () -> "", (own, i) -> done.incrementAndGet());
      assertEquals(4, done.get());
    }
  }

  @Test
  void servesSeveralCallersAtOnce() throws InterruptedException {
    try (Workers workers = new Workers(2)) {
      AtomicInteger done = new AtomicInteger();
      Thread[] callers = new Thread[4];
      for (int c = 0; c < callers.length; c++) {
        callers[c] = new Thread(() -> {
          for (int i = 0; i < 1000; i++) {
            workers.parallel(5, () -> "", (own, t) -> done.incrementAndGet());
          }
        });
        callers[c].start();
      }
      for (Thread caller : callers) {
        caller.join();
      }
      assertEquals(4 * 1000 * 5, done.get());
    }
  }

  @Test
  void hasDaemonThreadsWithoutTheCallersContextLoaderThatEndWithIt() throws InterruptedException {
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    AtomicReference<Thread> seen = new AtomicReference<>();
    ClassLoader plugin = new ClassLoader(before) {};
    Thread.currentThread().setContextClassLoader(plugin);
    Set<ClassLoader> loaders = ConcurrentHashMap.newKeySet();
    Workers workers = new Workers(2);
    try {
      CountDownLatch both = new CountDownLatch(2);
      Thread caller = Thread.currentThread();
      workers.parallel(2, () -> "", (own, i) -> {
        meet(both);
        if (Thread.currentThread() != caller) {
          seen.set(Thread.currentThread());
          loaders.add(Thread.currentThread().getContextClassLoader());
        }
      });
      assertTrue(seen.get().isDaemon());
      assertEquals(Set.of(Workers.class.getClassLoader()), loaders);
      workers.close();
      seen.get().join(5_000);
      assertTrue(!seen.get().isAlive());
      int[] done = new int[4];
      workers.parallel(4, () -> done, (own, i) -> own[i]++);
      assertArrayEquals(new int[] {1, 1, 1, 1}, done);
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
  }

  @Test
  void refusesNoThreads() {
    Exception e = assertThrows(IllegalArgumentException.class, () -> new Workers(0));
    assertTrue(e.getMessage().contains("0 is fewer than 1"), e.getMessage());
  }
}
