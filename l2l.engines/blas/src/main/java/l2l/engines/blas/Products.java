package l2l.engines.blas;

import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Consumer;
import l2l.api.tensor.Kernel.Gemm;

/**
 * Matrix products: small ones in plain Java, others by OpenBLAS through native memory, in blocks. What is small, and the blocks, depend
 * on shapes alone: hence equal bits whatever the number of threads.
 */
final class Products<A> {

  /** Products of fewer multiplications are done in plain Java: below it crossing to native memory and back costs more. */
  private static final long SMALL = 400;

  /** Numbers of an operand that cross to native memory at once. */
  private static final int BLOCK = 1 << 19;

  /** Multiplications of one task where a large product is spread over threads. */
  private static final long TASK = 1L << 24;

  /** Multiplications from which on a product is done in two halves, which two threads can share. */
  private static final long HALVED = 1L << 20;

  /** The plain Java product of one precision. */
  interface Loops<A> {
    void gemm(Gemm shape, A a, int fromA, A b, int fromB, A c, int fromC);

    /** to[i] += from[i]. */
    void add(A from, A to, int n);

    A array(int n);
  }

  private final OpenBlas blas;
  private final Workers workers;
  private final Loops<A> loops;
  private final PanelMaker<A> maker;
  private final ConcurrentHashMap<Integer, ConcurrentLinkedDeque<NativePanel<A>>> panels = new ConcurrentHashMap<>();
  private final ConcurrentLinkedDeque<Scratch<A>> idle = new ConcurrentLinkedDeque<>();

  /** Makes panels of one precision. */
  interface PanelMaker<A> {
    NativePanel<A> make(int capacity, Consumer<NativePanel<A>> home);
  }

  Products(OpenBlas blas, Workers workers, Loops<A> loops, PanelMaker<A> maker) {
    this.blas = blas;
    this.workers = workers;
    this.loops = loops;
    this.maker = maker;
  }

  /** A native panel, used before or new; closing it brings it back here. */
  NativePanel<A> panel(int n) {
    int capacity = Math.max(1 << 10, Integer.highestOneBit(Math.max(1, n - 1)) << 1);
    ConcurrentLinkedDeque<NativePanel<A>> shelf = panels.computeIfAbsent(capacity, c -> new ConcurrentLinkedDeque<>());
    NativePanel<A> used = shelf.pollFirst();
    return used != null ? used : maker.make(capacity, shelf::addFirst);
  }

  private static boolean small(int m, int n, int k) {
    return (long) m * n * k < SMALL || m == 1 || n == 1;
  }

  /** Numbers on the heap, which may lie in native memory already. */
  record Operand<A>(A numbers, Optional<NativePanel<A>> mirror) {
    static <A> Operand<A> of(A numbers) {
      return new Operand<>(numbers, Optional.empty());
    }
  }

  /** One product on the calling thread. */
  void gemm(Gemm g, A a, int fromA, A b, int fromB, A c, int fromC) {
    gemm(g, Operand.of(a), fromA, Operand.of(b), fromB, c, fromC);
  }

  private void gemm(Gemm g, Operand<A> a, int fromA, Operand<A> b, int fromB, A c, int fromC) {
    if (g.m() == 0 || g.n() == 0) {
      return;
    }
    if (small(g.m(), g.n(), g.k()) || !blas.ready()) {
      loops.gemm(g, a.numbers(), fromA, b.numbers(), fromB, c, fromC);
      return;
    }
    Scratch<A> s = idle.pollFirst();
    s = s != null ? s : new Scratch<>(n -> maker.make(n, closed -> {}));
    blocks(s, g, a, fromA, b, fromB, c, fromC);
    idle.addFirst(s);
  }

  /** Rows of a block of so many columns. */
  private static int rows(int whole, int columns) {
    int most = Math.max(64, BLOCK / Math.max(1, columns) / 16 * 16);
    return whole <= most + most / 2 ? whole : most;
  }

  private void blocks(Scratch<A> s, Gemm g, Operand<A> a, int fromA, Operand<A> b, int fromB, A c, int fromC) {
    int kb = rows(g.k(), 64);
    int nb = rows(g.n(), kb);
    int mb = rows(g.m(), Math.max(kb, nb));
    boolean whole = kb == g.k();
    for (int j = 0; j < g.n(); j += nb) {
      int n = Math.min(nb, g.n() - j);
      if (whole) {
        copyB(s, g, b, fromB, 0, kb, j, n);
      }
      for (int i = 0; i < g.m(); i += mb) {
        int m = Math.min(mb, g.m() - i);
        int at = fromC + i * g.strideC() + j;
        if (g.add()) {
          s.c(c, at, g.strideC(), m, n);
        }
        for (int l = 0; l < g.k(); l += kb) {
          int k = Math.min(kb, g.k() - l);
          if (g.transposeA()) {
            s.a(a, fromA + l * g.strideA() + i, g.strideA(), k, m);
          } else {
            s.a(a, fromA + i * g.strideA() + l, g.strideA(), m, k);
          }
          if (!whole) {
            copyB(s, g, b, fromB, l, k, j, n);
          }
          s.multiply(g, m, n, k, g.add() || l > 0);
        }
        s.result(c, at, g.strideC(), m, n);
      }
    }
  }

  private static <A> void copyB(Scratch<A> s, Gemm g, Operand<A> b, int fromB, int l, int k, int j, int n) {
    if (g.transposeB()) {
      s.b(b, fromB + j * g.strideB() + l, g.strideB(), n, k);
    } else {
      s.b(b, fromB + l * g.strideB() + j, g.strideB(), k, n);
    }
  }

  /** A whole product of tensors, over the engine's threads where it is large. */
  void matmul(Operand<A> a, boolean transposeA, Operand<A> b, boolean transposeB, A c, int pairs, int m, int n, int k) {
    long work = (long) m * n * k;
    Gemm g = new Gemm(transposeA, transposeB, m, n, k, transposeA ? m : k, transposeB ? k : n, n, false);
    if (pairs > 1) {
      int tasks = (int) Math.min(pairs, work * pairs / (TASK / 4) + 1);
      workers.parallel(tasks, () -> null, (none, t) -> {
        for (int p = (int) ((long) pairs * t / tasks); p < (int) ((long) pairs * (t + 1) / tasks); p++) {
          gemm(g, a, p * m * k, b, p * k * n, c, p * m * n);
        }
      });
    } else if (pairs == 1 && (work < HALVED || work < 2 * TASK && Math.max(m, n) < 64)) {
      gemm(g, a, 0, b, 0, c, 0);
    } else if (pairs == 1 && work < 2 * TASK && m >= n) {
      byRows(g, a, b, c, half(m));
    } else if (pairs == 1 && work < 2 * TASK) {
      byColumns(g, a, b, c, half(n));
    } else if (pairs == 1 && m >= 512) {
      byRows(g, a, b, c, Math.max(256, (int) Math.min(m, TASK / ((long) n * k)) / 16 * 16));
    } else if (pairs == 1 && n >= 512) {
      byColumns(g, a, b, c, Math.max(256, (int) Math.min(n, TASK / ((long) m * k)) / 16 * 16));
    } else if (pairs == 1) {
      byDepth(g, a, b, c, Math.max(256, (int) Math.min(k, TASK / ((long) m * n)) / 16 * 16));
    }
  }

  /** Rounded up to what the kernels take at once. */
  private static int half(int n) {
    return (n + 31) / 32 * 16;
  }

  private static int tasks(int whole, int each) {
    return (whole + each - 1) / each;
  }

  private void byRows(Gemm g, Operand<A> a, Operand<A> b, A c, int each) {
    workers.parallel(tasks(g.m(), each), () -> null, (none, t) -> {
      int i = t * each;
      gemm(part(g, Math.min(each, g.m() - i), g.n(), g.k()), a, g.transposeA() ? i : i * g.strideA(), b, 0, c, i * g.n());
    });
  }

  private void byColumns(Gemm g, Operand<A> a, Operand<A> b, A c, int each) {
    workers.parallel(tasks(g.n(), each), () -> null, (none, t) -> {
      int j = t * each;
      gemm(part(g, g.m(), Math.min(each, g.n() - j), g.k()), a, 0, b, g.transposeB() ? j * g.strideB() : j, c, j);
    });
  }

  /** Every task its own partial product; they are added in order. */
  private void byDepth(Gemm g, Operand<A> a, Operand<A> b, A c, int each) {
    int tasks = tasks(g.k(), each);
    Object[] partial = new Object[tasks];
    workers.parallel(tasks, () -> null, (none, t) -> {
      int l = t * each;
      A own = t == 0 ? c : loops.array(g.m() * g.n());
      gemm(part(g, g.m(), g.n(), Math.min(each, g.k() - l)), a, g.transposeA() ? l * g.strideA() : l, b,
          g.transposeB() ? l : l * g.strideB(), own, 0);
      partial[t] = own;
    });
    for (int t = 1; t < tasks; t++) {
      @SuppressWarnings("unchecked")
      A from = (A) partial[t];
      loops.add(from, c, g.m() * g.n());
    }
  }

  private static Gemm part(Gemm g, int m, int n, int k) {
    return new Gemm(g.transposeA(), g.transposeB(), m, n, k, g.strideA(), g.strideB(), g.strideC(), g.add());
  }
}
