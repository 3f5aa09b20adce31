package l2l.runner.itest;

import com.sun.management.OperatingSystemMXBean;
import java.lang.annotation.Annotation;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import l2l.api.Optimizer;
import l2l.api.OptimizeeFamily;
import l2l.api.Order;
import l2l.api.data.DataSet;
import l2l.api.tensor.Precision;
import l2l.api.tensor.Seed;
import l2l.engines.blas.Nd4jEngine;
import l2l.estimators.backprop.Backprop;
import l2l.metaobjectives.sum.Sum;
import l2l.optimizees.mlp.Mlp;
import l2l.optimizees.quadratic.Quadratic;
import l2l.optimizers.adam.Adam;
import l2l.optimizers.lstm.Lstm;
import l2l.optimizers.lstm.Preprocessing;
import l2l.runner.loop.MetaTraining;
import l2l.runner.loop.Schedule;
import l2l.runner.loop.Setup;
import l2l.runner.loop.Watch;

/**
 * Times one unrolled inner step of meta-training on the real parts: optimizee's gradient, LSTM(20, 20) forward and backward over an
 * unroll of 20, second derivatives dropped, Adam on theta.
 *
 * <p>Not a test: {@code java … l2l.runner.itest.UnrollBench W1|W2 THREADS UNROLLS}, with this module's test class path. W1: 128
 * quadratics of 10 dimensions. W2: a 784-20-10 sigmoid network, minibatches of 128, gradients seen by logarithm and sign. Prints the
 * median over the last two thirds of the unrolls, wall clock and processor time of all threads, in milliseconds an inner step.
 */
public final class UnrollBench {
  private static final int UNROLL = 20;
  private static final int EXAMPLES = 4096;

  private UnrollBench() {}

  private record Network(
      int[] layers, String activation, int minibatch, String init, double deviation, double labelNoise, String[] noisySplits)
      implements Mlp.Config {
    @Override
    public Class<? extends Annotation> annotationType() {
      return Mlp.Config.class;
    }
  }

  private record Task(
      String form, String values, int dimension, int rows, int problems, boolean mean, String start, double deviation, double[] spectrum)
      implements Quadratic.Config {
    @Override
    public Class<? extends Annotation> annotationType() {
      return Quadratic.Config.class;
    }
  }

  private static OptimizeeFamily quadratics() {
    return new Quadratic(new Task("residual", "gaussian", 10, 0, 128, false, "zero", 1, new double[0]), null);
  }

  private static OptimizeeFamily network() {
    Seed seed = new Seed(1);
    double[] uniform = seed.child("values").uniforms(EXAMPLES * 784);
    float[] values = new float[uniform.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) uniform[i];
    }
    var examples = new DataSet.Examples(new int[] {784}, 10, values, seed.child("labels").integers(EXAMPLES, 10));
    return new Mlp(new Network(new int[] {20}, "sigmoid", 128, "normal", 0.01, 0, new String[0]), split -> examples);
  }

  /** Notes the time of every unroll. */
  private static final class Clock implements Watch {
    private final OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private final double[] wall;
    private final double[] processor;
    private long lastWall = System.nanoTime();
    private long lastProcessor = system.getProcessCpuTime();
    private int done;

    Clock(int unrolls) {
      wall = new double[unrolls];
      processor = new double[unrolls];
    }

    @Override
    public void state(String optimizer, MetaTraining.State state) {
      long now = System.nanoTime();
      long used = system.getProcessCpuTime();
      wall[done] = (now - lastWall) / 1e6 / UNROLL;
      processor[done] = (used - lastProcessor) / 1e6 / UNROLL;
      done++;
      lastWall = now;
      lastProcessor = used;
    }

    static double median(double[] all) {
      double[] late = Arrays.copyOfRange(all, all.length / 3, all.length);
      Arrays.sort(late);
      return late[late.length / 2];
    }
  }

  public static void main(String[] arguments) {
    String work = arguments[0];
    int threads = Integer.parseInt(arguments[1]);
    int unrolls = Integer.parseInt(arguments[2]);
    boolean network = work.equals("W2");
    OptimizeeFamily family = network ? network() : quadratics();
    Optimizer lstm = new Lstm(2, 20, Preprocessing.of(network ? "log-sign" : "none", 10), 0.1, 0);
    Clock clock = new Clock(unrolls);
    try (Nd4jEngine engine = new Nd4jEngine(Precision.FLOAT, threads)) {
      var none = new Setup.Trials("validation", family, 1, Optional.empty());
      Setup setup = new Setup(engine, family, 100, new Seed(1), none, none, 4L << 30);
      var training = new MetaTraining(new Sum(new double[0], false), new Backprop(UNROLL, Order.FIRST), new Adam(0.001, 0.9, 0.999, 1e-8),
          Schedule.CONSTANT, 1, 0, unrolls, 0);
      training.run(setup, lstm, "lstm", training.begin(setup, MetaTraining.theta(setup, lstm)), clock);
      System.out.printf(Locale.ROOT, "%s, %d threads: %.2f ms an inner step, processor time %.2f ms; %s%n", work, threads,
          Clock.median(clock.wall), Clock.median(clock.processor), engine.facts());
    }
  }
}
