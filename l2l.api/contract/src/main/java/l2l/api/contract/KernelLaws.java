package l2l.api.contract;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.Consumer;
import l2l.api.tensor.Buffer;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Kernel;
import l2l.api.tensor.Kernel.Gemm;
import l2l.api.tensor.Precision;
import l2l.api.tensor.Primitive;
import l2l.api.tensor.Seed;
import l2l.api.tensor.Tensor;

/** What an engine lends to primitives: threads and matrix products on raw arrays. */
final class KernelLaws {
  private final Engine engine;

  KernelLaws(Engine engine) {
    this.engine = engine;
  }

  /** A primitive that shows its kernel to a test. */
  private record Probe(Consumer<Kernel> look) implements Primitive {
    @Override
    public boolean speaks(Precision precision) {
      return true;
    }

    @Override
    public List<int[]> outputs(List<int[]> in) {
      return in;
    }

    @Override
    public void forward(Kernel kernel, Buffer[] in, Buffer[] out, Buffer[] saved) {
      look.accept(kernel);
    }

    @Override
    public void backward(Kernel kernel, Buffer[] in, Buffer[] out, Buffer[] saved, Buffer[] outAdjoint, Buffer[] inAdjoint) {}

    @Override
    public List<Tensor> plain(List<Tensor> in) {
      return in;
    }
  }

  List<Law> all() {
    return List.of(
        new Law("tasksAreDoneOnceEach", "parallel does every task once, with a worker's own scratch", w -> look(k -> tasks(k, w))),
        new Law("rawProductsAreRight", "gemm multiplies with every transposition, offset and row length, and adds where told",
            w -> look(k -> products(k, w))));
  }

  private void look(Consumer<Kernel> look) {
    look(engine, look);
  }

  static void look(Engine engine, Consumer<Kernel> look) {
    engine.apply(new Probe(look), List.of(engine.scalar(1)));
  }

  private void tasks(Kernel kernel, Witness w) {
    w.equal("the kernel's precision", kernel.precision(), engine.precision());
    for (int n : new int[] {0, 1, 2, 7, 1000}) {
      AtomicIntegerArray done = new AtomicIntegerArray(n + 1);
      AtomicInteger workers = new AtomicInteger();
      kernel.parallel(n, () -> new int[] {workers.getAndIncrement(), 0}, (scratch, i) -> {
        scratch[1]++;
        done.incrementAndGet(i);
      });
      for (int i = 0; i < n; i++) {
        int task = i;
        w.sees(done.get(i) == 1, () -> "of " + n + " tasks, number " + task + " was done " + done.get(task) + " times");
      }
      w.sees(workers.get() <= Math.max(1, n), () -> n + " tasks took " + workers.get() + " scratches");
    }
    w.refuses("a task that throws", ArithmeticException.class,
        x -> kernel.parallel(3, () -> 0, (scratch, i) -> {
          throw new ArithmeticException("task " + i);
        }), "task");
  }

  private void products(Kernel kernel, Witness w) {
    int[][] sizes = {{1, 1, 1}, {2, 3, 4}, {5, 1, 3}, {1, 7, 2}, {3, 2, 0}, {17, 33, 9}, {80, 64, 96}};
    for (int[] size : sizes) {
      for (int flags = 0; flags < 8; flags++) {
        Gemm shape = shape(size[0], size[1], size[2], (flags & 1) == 1, (flags & 2) == 2, (flags & 4) == 4);
        product(kernel, shape, w);
      }
    }
  }

  /** Rows 2, 1 and 3 numbers longer than they need to be. */
  private static Gemm shape(int m, int n, int k, boolean transposeA, boolean transposeB, boolean add) {
    return new Gemm(transposeA, transposeB, m, n, k, (transposeA ? m : k) + 2, (transposeB ? k : n) + 1, n + 3, add);
  }

  private void product(Kernel kernel, Gemm g, Witness w) {
    int from = 5;
    double[] a = numbers(1, from + (g.transposeA() ? g.k() : g.m()) * g.strideA());
    double[] b = numbers(2, from + (g.transposeB() ? g.n() : g.k()) * g.strideB());
    double[] c = numbers(3, from + g.m() * g.strideC());
    double[] wanted = c.clone();
    for (int i = 0; i < g.m(); i++) {
      for (int j = 0; j < g.n(); j++) {
        double sum = g.add() ? c[from + i * g.strideC() + j] : 0;
        for (int l = 0; l < g.k(); l++) {
          sum += a[from + (g.transposeA() ? l * g.strideA() + i : i * g.strideA() + l)]
              * b[from + (g.transposeB() ? j * g.strideB() + l : l * g.strideB() + j)];
        }
        wanted[from + i * g.strideC() + j] = sum;
      }
    }
    if (kernel.precision() == Precision.DOUBLE) {
      kernel.gemm(g, a, from, b, from, c, from);
      w.agree(g.toString(), 1e-12, c, wanted);
      w.refuses("gemm of floats", IllegalStateException.class, x -> kernel.gemm(g, new float[0], 0, new float[0], 0, new float[0], 0),
          "gemm");
    } else {
      float[] y = floats(c);
      kernel.gemm(g, floats(a), from, floats(b), from, y, from);
      w.agree(g.toString(), 1e-5, doubles(y), wanted);
      w.refuses("gemm of doubles", IllegalStateException.class, x -> kernel.gemm(g, a, 0, b, 0, c, 0), "gemm");
    }
  }

  private static double[] numbers(long seed, int n) {
    return Arrays.stream(new Seed(seed).uniforms(n)).map(u -> (float) (2 * u - 1)).toArray();
  }

  private static float[] floats(double[] d) {
    float[] f = new float[d.length];
    for (int i = 0; i < f.length; i++) {
      f[i] = (float) d[i];
    }
    return f;
  }

  private static double[] doubles(float[] f) {
    double[] d = new double[f.length];
    for (int i = 0; i < d.length; i++) {
      d[i] = f[i];
    }
    return d;
  }
}
