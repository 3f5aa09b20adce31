package l2l.engines.blas;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.ObjIntConsumer;
import java.util.function.Supplier;
import l2l.engines.tape.Loops;

/**
 * Threads of an engine, the caller being one of them. Of n tasks thread w of k does those from n w / k to n (w + 1) / k: fixed by the
 * two counts alone. A call that comes while another is under way, or from inside one, is done by its caller.
 */
final class Workers implements AutoCloseable {

  /** How often a thread looks for its next job before it sleeps: some 20 microseconds. */
  private static final int LOOKS = 500;

  /** Numbers from which on a loop over them is spread over threads, and the length of a piece. */
  private static final int MANY = 1 << 17;
  private static final int CHUNK = 1 << 15;

  private final Worker[] others;
  private final ReentrantLock busy = new ReentrantLock();

  /** @param threads how many there are, the caller included; at least 1 */
  Workers(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException(
          "threads: " + threads + " is fewer than 1; give 1 or more, or 0 in the settings for one per processor");
    }
    others = new Worker[threads - 1];
    for (int i = 0; i < others.length; i++) {
      others[i] = new Worker(i + 1, threads);
      others[i].thread.start();
    }
  }

  int threads() {
    return others.length + 1;
  }

  <S> void parallel(int tasks, Supplier<S> scratch, ObjIntConsumer<S> body) {
    if (others.length == 0 || tasks < 2 || busy.isHeldByCurrentThread() || Thread.currentThread() instanceof Own || !busy.tryLock()) {
      Loops.range(0, tasks, scratch, body);
      return;
    }
    try {
      Call<S> call = new Call<>(tasks, scratch, body, new AtomicInteger(others.length), Thread.currentThread());
      for (Worker w : others) {
        w.give(call);
      }
      Throwable failure = null;
      try {
        call.share(0, others.length + 1);
      } catch (RuntimeException | Error e) {
        failure = e;
      }
      call.await();
      for (Worker w : others) {
        failure = failure != null ? failure : w.failure;
        w.failure = null;
      }
      if (failure instanceof Error e) {
        throw e;
      }
      if (failure instanceof RuntimeException e) {
        throw e;
      }
    } finally {
      busy.unlock();
    }
  }

  /** A range of numbers. */
  interface Range {
    void of(int first, int end);
  }

  /** Does body for all of 0 … n - 1, in pieces where there are many: each number once, by whichever thread. */
  void chunks(int n, Range body) {
    if (n < MANY || others.length == 0) {
      body.of(0, n);
      return;
    }
    parallel((n + CHUNK - 1) / CHUNK, () -> body, (b, i) -> b.of(i * CHUNK, Math.min(n, (i + 1) * CHUNK)));
  }

  /** Ends the threads once no call is under way; later calls are done by their callers alone. */
  @Override
  public void close() {
    busy.lock();
    try {
      for (Worker w : others) {
        w.closed = true;
        LockSupport.unpark(w.thread);
      }
    } finally {
      busy.unlock();
    }
  }

  /** One call of {@link #parallel}. */
  private record Call<S>(int tasks, Supplier<S> scratch, ObjIntConsumer<S> body, AtomicInteger left, Thread caller) {

    void share(int worker, int workers) {
      Loops.range((int) ((long) tasks * worker / workers), (int) ((long) tasks * (worker + 1) / workers), scratch, body);
    }

    void done() {
      if (left.decrementAndGet() == 0) {
        LockSupport.unpark(caller);
      }
    }

    void await() {
      for (int look = 0; left.get() > 0; look++) {
        if (look < LOOKS) {
          Thread.onSpinWait();
        } else {
          LockSupport.park(this);
        }
      }
    }
  }

  /** A thread of an engine: daemon, without anybody's context class loader. */
  private static final class Own extends Thread {
    Own(Runnable work, int number) {
      super(null, work, "l2l-engine-" + number, 0, false);
      setDaemon(true);
      setContextClassLoader(Own.class.getClassLoader());
    }
  }

  /** Takes jobs one at a time; holds on to none afterwards, so that a plugin's classes can go. */
  private static final class Worker implements Runnable {
    final Thread thread;
    private final int number;
    private final int workers;
    private volatile Call<?> job;
    volatile boolean closed;
    Throwable failure;

    Worker(int number, int workers) {
      this.number = number;
      this.workers = workers;
      this.thread = new Own(this, number);
    }

    void give(Call<?> call) {
      if (closed) {
        perform(call);
        return;
      }
      job = call;
      LockSupport.unpark(thread);
    }

    private void perform(Call<?> call) {
      try {
        call.share(number, workers);
      } catch (RuntimeException | Error e) {
        failure = e;
      } finally {
        call.done();
      }
    }

    @Override
    public void run() {
      int looks = 0;
      while (true) {
        Call<?> call = job;
        if (call != null) {
          job = null;
          perform(call);
          call = null;
          looks = 0;
        } else if (closed) {
          return;
        } else if (looks++ < LOOKS) {
          Thread.onSpinWait();
        } else {
          LockSupport.park(this);
        }
      }
    }
  }
}
