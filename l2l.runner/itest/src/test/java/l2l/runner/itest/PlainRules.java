package l2l.runner.itest;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import l2l.api.Observation;
import l2l.api.Optimizer;
import l2l.api.Setting;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Precision;
import l2l.api.tensor.Seed;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;
import l2l.engines.blas.Nd4jEngine;
import l2l.optimizers.sgd.Sgd;

/**
 * Times rules written in plain operations, as a third party writes them; {@code bench/plain_rules.py} is the same in PyTorch.
 *
 * <p>Not a test: {@code java … l2l.runner.itest.PlainRules adam|sgd|mlp COORDINATES THREADS ROUNDS [double] [apart]}. Twenty steps on a
 * fixed sequence of gradients, then the gradient of mean(x^2) at the last point with respect to theta. Prints processor time in
 * milliseconds a step, median and least, and the mean of the whole process: detached from step to step ("apart", with that option alone),
 * forward on a tape, forward and meta-backward. {@code tiny 10 1 ROUNDS} times what an operation on ten numbers costs, in nanoseconds:
 * recorded on the tape, swept back, and unrecorded.
 */
public final class PlainRules {
  private static final int STEPS = 20;

  private PlainRules() {}

  /** What the rules look at: a gradient and a point. */
  private record Seen(Engine engine, Seed seed, long t, long horizon, Tensors gradient, Tensors x) implements Observation {
    @Override
    public Tensor loss() {
      return engine.scalar(0);
    }

    @Override
    public Tensor lossAt(Tensors other) {
      throw new IllegalStateException("lossAt: these gradients are of no function");
    }

    @Override
    public Tensors gradientAt(Tensors other) {
      throw new IllegalStateException("gradientAt: these gradients are of no function");
    }

    @Override
    public Tensors rows() {
      throw new IllegalStateException("rows: these gradients are of no function");
    }
  }

  private record Start(Engine engine, Seed seed, Tensors x, long horizon) implements Setting {
    @Override
    public int[] lossShape() {
      return new int[0];
    }
  }

  /** Kingma, Ba 2015, algorithm 1. */
  record Adam() implements Optimizer {

    @Override
    public Tensors theta(Setting s) {
      return Tensors.of("rate", s.engine().scalar(0.001)).with("beta1", s.engine().scalar(0.9)).with("beta2", s.engine().scalar(0.999));
    }

    @Override
    public Tensors state(Tensors theta, Setting s) {
      Tensors zeros = s.x().map(x -> s.engine().zeros(x.shape()));
      return zeros.prefixed("m/").and(zeros.prefixed("v/")).with("power1", s.engine().scalar(1)).with("power2", s.engine().scalar(1));
    }

    @Override
    public Step step(Tensors theta, Tensors state, Observation seen) {
      Tensor beta1 = theta.get("beta1"), beta2 = theta.get("beta2");
      Tensor power1 = state.get("power1").times(beta1), power2 = state.get("power2").times(beta2);
      Tensors m = seen.gradient().zip(state.under("m/"), (g, old) -> old.scaled(beta1).plus(g.scaled(rest(beta1))));
      Tensors v = seen.gradient().zip(state.under("v/"), (g, old) -> old.scaled(beta2).plus(g.square().scaled(rest(beta2))));
      Tensor back = theta.get("rate").negate();
      Tensors change = m.zip(v, (first, second) -> first.scaled(rest(power1).power(-1)).scaled(back)
          .over(second.scaled(rest(power2).power(-1)).rootOrZero().plus(1e-8)));
      return new Step(change, m.prefixed("m/").and(v.prefixed("v/")).with("power1", power1).with("power2", power2));
    }

    private static Tensor rest(Tensor share) {
      return share.negate().plus(1);
    }
  }

  /** Metz et al. 2019: a small network for every coordinate, which sees running means of the gradient and of its square. */
  record Mlp() implements Optimizer {
    private static final double[] DECAYS = {0.5, 0.9, 0.99, 0.999, 0.9999};
    private static final double[] REST = Arrays.stream(DECAYS).map(d -> 1 - d).toArray();
    private static final double[] TAUS = {3, 10, 30, 100, 300, 1000, 3000, 10000, 300000};

    @Override
    public Tensors theta(Setting s) {
      Engine e = s.engine();
      return Tensors.of("w1", e.normal(s.seed().child("w1"), 0.1, 31, 32)).with("b1", e.fill(0.1, 1, 32))
          .with("w2", e.normal(s.seed().child("w2"), 0.1, 32, 2)).with("b2", e.fill(0.1, 1, 2));
    }

    @Override
    public Tensors state(Tensors theta, Setting s) {
      Tensors zeros = s.x().map(x -> s.engine().zeros(x.size(), 5));
      return zeros.prefixed("m/").and(zeros.prefixed("v/"));
    }

    @Override
    public Step step(Tensors theta, Tensors state, Observation seen) {
      Engine e = seen.engine();
      Tensor time = e.tensor(Arrays.stream(TAUS).map(tau -> Math.tanh((seen.t() + 1) / tau - 1)).toArray(), 1, 9);
      Map<String, Tensor> change = new LinkedHashMap<>(), memory = new LinkedHashMap<>();
      for (String name : seen.x().names()) {
        int n = seen.x().get(name).size();
        Tensor decay = e.tensor(DECAYS, 1, 5).spread(n, 5), rest = e.tensor(REST, 1, 5).spread(n, 5);
        Tensor g = seen.gradient().get(name).reshape(n, 1), gs = g.spread(n, 5);
        Tensor m = state.get("m/" + name).times(decay).plus(gs.times(rest));
        Tensor v = state.get("v/" + name).times(decay).plus(gs.square().times(rest));
        Tensor root = v.plus(1e-6).power(-0.5);
        Tensor f = e.concat(1, List.of(g, m.times(root), seen.x().get(name).reshape(n, 1), m, v, root));
        f = f.times(f.square().sumTo(1, 22).times(1.0 / n).plus(1e-5).power(-0.5).spread(n, 22));
        Tensor h = e.concat(1, List.of(f, time.spread(n, 9))).matmul(theta.get("w1")).plus(theta.get("b1").spread(n, 32)).relu();
        Tensor y = h.matmul(theta.get("w2")).plus(theta.get("b2").spread(n, 2));
        change.put(name, y.slice(1, 0, 1).times(y.slice(1, 1, 2).times(0.001).exp()).times(-0.001).reshape(seen.x().get(name).shape()));
        memory.put("m/" + name, m);
        memory.put("v/" + name, v);
      }
      return new Step(Tensors.of(change), Tensors.of(memory));
    }
  }

  private static Tensors like(Engine engine, Seed seed, double deviation, int n) {
    int[][] shapes = n == 15910 ? new int[][] {{784, 20}, {20}, {20, 10}, {10}}
        : n == 80730 ? new int[][] {{784, 100}, {100}, {100, 20}, {20}, {20, 10}, {10}} : new int[][] {{n}};
    Tensors x = Tensors.none();
    for (int i = 0; i < shapes.length; i++) {
      x = x.with("x" + i, engine.normal(seed.child(i), deviation, shapes[i]));
    }
    return x;
  }

  private static Tensors unroll(Optimizer rule, Tensors theta, Start start, List<Tensors> gradients, boolean apart) {
    Tensors x = start.x;
    Tensors state = rule.state(theta, start);
    for (int t = 0; t < STEPS; t++) {
      Optimizer.Step step = rule.step(theta, state, new Seen(start.engine, start.seed, t, STEPS, gradients.get(t), x));
      x = x.plus(step.change());
      state = step.state();
      if (apart) {
        x = x.detach();
        state = state.detach();
      }
    }
    return x;
  }

  private static Tensor meanSquare(Tensors x) {
    return x.dot(x).times(1.0 / x.size());
  }

  /** Processor time of this thread, which the collector's is no part of, and of the whole process; a step's, in milliseconds. */
  private static String time(int rounds, Supplier<?> work) {
    ThreadMXBean thread = ManagementFactory.getThreadMXBean();
    OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    double[] ms = new double[rounds];
    long all = 0;
    for (int r = 0; r < 2 * rounds; r++) {
      all = r == rounds ? system.getProcessCpuTime() : all;
      long from = thread.getCurrentThreadCpuTime();
      work.get();
      ms[r % rounds] = (thread.getCurrentThreadCpuTime() - from) / 1e6 / STEPS;
    }
    double process = (system.getProcessCpuTime() - all) / 1e6 / STEPS / rounds;
    Arrays.sort(ms);
    return String.format(Locale.ROOT, "%.4f (%.4f), process %.4f", ms[rounds / 2], ms[0], process);
  }

  private static void tiny(Engine engine, int rounds) {
    Tensor x = engine.normal(new Seed(1), 1, 10);
    Tensor w = engine.normal(new Seed(2), 1, 10);
    int chain = 1000;
    long[] best = {Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE};
    for (int r = 0; r < rounds; r++) {
      long[] at = new long[3];
      at[0] = System.nanoTime();
      engine.gradient(v -> {
        Tensor y = v.get("x");
        for (int i = 0; i < chain; i += 2) {
          y = y.times(w).plus(x);
        }
        at[1] = System.nanoTime();
        return y.sum();
      }, Tensors.of("x", x));
      at[2] = System.nanoTime();
      Tensor y = x;
      for (int i = 0; i < chain; i += 2) {
        y = y.times(w).plus(x);
      }
      y.values();
      best[0] = Math.min(best[0], at[1] - at[0]);
      best[1] = Math.min(best[1], at[2] - at[1]);
      best[2] = Math.min(best[2], System.nanoTime() - at[2]);
    }
    System.out.printf(Locale.ROOT, "tiny: %.0f ns an operation recorded, %.0f ns swept back, %.0f ns unrecorded%n",
        (double) best[0] / chain, (double) best[1] / chain, (double) best[2] / chain);
  }

  public static void main(String[] arguments) {
    String name = arguments[0];
    int n = Integer.parseInt(arguments[1]);
    int rounds = Integer.parseInt(arguments[3]);
    List<String> options = List.of(arguments).subList(4, arguments.length);
    Precision precision = options.contains("double") ? Precision.DOUBLE : Precision.FLOAT;
    try (Nd4jEngine engine = new Nd4jEngine(precision, Integer.parseInt(arguments[2]))) {
      if (name.equals("tiny")) {
        tiny(engine, rounds);
        return;
      }
      Optimizer rule = name.equals("adam") ? new Adam() : name.equals("sgd") ? new Sgd(0.01) : new Mlp();
      Start start = new Start(engine, new Seed(1), like(engine, new Seed(3), 0.1, n), STEPS);
      Tensors[] gradients = new Tensors[STEPS];
      Arrays.setAll(gradients, t -> like(engine, new Seed(4).child(t), 0.01, n));
      List<Tensors> all = List.of(gradients);
      Tensors theta = rule.theta(start);
      System.out.printf(Locale.ROOT, "%s, %d coordinates, ms a step: apart %s%n", name, n,
          time(rounds, () -> unroll(rule, theta, start, all, true)));
      if (!options.contains("apart")) {
        System.out.printf(Locale.ROOT, "  forward %s%n", time(rounds, () -> {
          Tensor[] value = new Tensor[1];
          engine.gradient(v -> {
            value[0] = meanSquare(unroll(rule, v, start, all, false)).detach();
            return value[0];
          }, theta);
          return value[0].scalar();
        }));
        System.out.printf(Locale.ROOT, "  both %s%n",
            time(rounds, () -> engine.gradient(v -> meanSquare(unroll(rule, v, start, all, false)), theta).gradient()));
        Engine.Gradient g = engine.gradient(v -> meanSquare(unroll(rule, v, start, all, false)), theta);
        System.out.printf(Locale.ROOT, "  value %s, gradient %s%n", g.value().scalar(),
            g.gradient().tensors().stream().map(d -> Double.toString(d.abs().sum().scalar())).toList());
      }
    }
  }
}
