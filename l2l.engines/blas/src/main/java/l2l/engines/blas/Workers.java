package l2l.engines.blas;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.ObjIntConsumer;
import java.util.function.Supplier;
import l2l.engines.tape.Loops;

/**
 * Threads of an engine, the caller being one of them. Each does the tasks of its own share, the same ones call after call, for what they
 * touched last is still in its core's cache; then those that are left of others', so that a thread whose core somebody else uses too holds
 * up the others by a task at most, and one that does not wake in time not at all. A call that comes while another is under way, or from
 * inside one, is done by its caller.
 */
final class Workers implements AutoCloseable {

  /** How long a thread looks for its next job before it sleeps, in nanoseconds: to wake it takes some 50 microseconds, and a system call. */
  private static final long AWAKE = 50_000;

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
      others[i] = new Worker(i + 1);
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
      Call<S> call = new Call<>(tasks, scratch, body, new AtomicIntegerArray(threads()), new AtomicInteger(), Thread.currentThread());
      for (Worker w : others) {
        w.give(call);
      }
      Throwable failure = null;
      try {
        call.share(0);
      } catch (RuntimeException | Error e) {
        failure = e;
      }
      call.end();
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

  /**
   * One call of {@link #parallel}.
   *
   * @param taken how many tasks of each thread's share are
   * @param inside threads at work, the caller's not counted; less by 2^31 once no more may come in
   */
  private record Call<S>(
      int tasks, Supplier<S> scratch, ObjIntConsumer<S> body, AtomicIntegerArray taken, AtomicInteger inside, Thread caller) {

    /** Does tasks until all are taken. One that fails ends it for this thread only. */
    void share(int thread) {
      int first = take(thread);
      if (first < tasks) {
        Loops.range(0, 1, scratch, (own, none) -> {
          for (int task = first; task < tasks; task = take(thread)) {
            body.accept(own, task);
          }
        });
      }
    }

    /** A task that nobody has taken, one of this thread's share if there is one; as many as there are tasks where all are taken. */
    private int take(int thread) {
      for (int i = 0; i < taken.length(); i++) {
        int share = (thread + i) % taken.length();
        int task = begin(share) + taken.getAndIncrement(share);
        if (task < begin(share + 1)) {
          return task;
        }
      }
      return tasks;
    }

    private int begin(int share) {
      return (int) ((long) tasks * share / taken.length());
    }

    /** Whether a thread still may; it then has to leave. */
    boolean enter() {
      return inside.getAndUpdate(n -> n < 0 ? n : n + 1) >= 0;
    }

    void leave() {
      if (inside.decrementAndGet() == Integer.MIN_VALUE) {
        LockSupport.unpark(caller);
      }
    }

    /** Lets nobody in any more and waits until all have left. */
    void end() {
      inside.addAndGet(Integer.MIN_VALUE);
      long since = System.nanoTime();
      while (inside.get() != Integer.MIN_VALUE) {
        if (System.nanoTime() - since < AWAKE) {
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
    private final AtomicReference<Call<?>> job = new AtomicReference<>();
    volatile boolean closed;
    Throwable failure;

    Worker(int number) {
      this.number = number;
      this.thread = new Own(this, number);
    }

    void give(Call<?> call) {
      if (!closed) {
        job.set(call);
        LockSupport.unpark(thread);
      }
    }

    private void perform(Call<?> call) {
      if (!call.enter()) {
        return;
      }
      try {
        call.share(number);
      } catch (RuntimeException | Error e) {
        failure = e;
      } finally {
        call.leave();
      }
    }

    @Override
    public void run() {
      long since = System.nanoTime();
      while (true) {
        Call<?> call = job.get() == null ? null : job.getAndSet(null);
        if (call != null) {
          perform(call);
          call = null;
          since = System.nanoTime();
        } else if (closed) {
          return;
        } else if (System.nanoTime() - since < AWAKE) {
          Thread.onSpinWait();
        } else {
          LockSupport.park(this);
          since = System.nanoTime();
        }
      }
    }
  }
}
