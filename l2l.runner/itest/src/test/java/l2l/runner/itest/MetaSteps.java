package l2l.runner.itest;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import l2l.api.Optimizer;
import l2l.api.OptimizeeFamily;
import l2l.api.Order;
import l2l.api.tensor.Precision;
import l2l.api.tensor.Seed;
import l2l.engines.blas.Nd4jEngine;
import l2l.estimators.backprop.Backprop;
import l2l.metaobjectives.sum.Sum;
import l2l.optimizees.quadratic.Quadratic;
import l2l.optimizers.adam.Adam;
import l2l.optimizers.lstm.Lstm;
import l2l.optimizers.lstm.Preprocessing;
import l2l.optimizers.sgd.Sgd;
import l2l.runner.loop.MetaTraining;
import l2l.runner.loop.Schedule;
import l2l.runner.loop.Setup;
import l2l.runner.loop.Watch;

/** A process of its own that takes many small meta-steps and tells now and then, after a garbage collection, what memory it holds. */
final class MetaSteps {
  private static final int SAMPLES = 10;

  @Quadratic.Config(dimension = 4, problems = 2)
  private static final class Small {}

  private MetaSteps() {}

  /**
   * What is held after some meta-steps.
   *
   * @param heap bytes used
   * @param process bytes of memory the process has, 0 where that is not to be had
   */
  record Sample(long step, long heap, long process) {
    static Sample of(String line) {
      String[] words = line.split(" ");
      return new Sample(Long.parseLong(words[0]), Long.parseLong(words[1]), Long.parseLong(words[2]));
    }
  }

  /** @param arguments "sgd" or "lstm", and how many meta-steps */
  public static void main(String[] arguments) {
    Optimizer optimizer = arguments[0].equals("sgd") ? new Sgd(0.01) : new Lstm(2, 20, Preprocessing.of("none", 10), 0.1, 0);
    long steps = Long.parseLong(arguments[1]);
    OptimizeeFamily family = new Quadratic(Small.class.getAnnotation(Quadratic.Config.class), null);
    try (Nd4jEngine engine = new Nd4jEngine(Precision.FLOAT, 2)) {
      var none = new Setup.Trials("validation", family, 1, Optional.empty());
      Setup setup = new Setup(engine, family, 6, new Seed(1), none, none, 1L << 30);
      var training = new MetaTraining(new Sum(new double[0], false), new Backprop(2, 0, Order.SECOND, 1), new Adam(1e-5, 0.9, 0.999, 1e-8),
          Schedule.CONSTANT, 1, 0, steps, 0);
      training.run(setup, optimizer, "optimizer", training.begin(setup, MetaTraining.theta(setup, optimizer)), new Watch() {
        @Override
        public void advanced(long step, double value) {
          if (step % (steps / SAMPLES) == 0) {
            tell(step);
          }
        }
      });
    }
  }

  private static void tell(long step) {
    MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    memory.gc();
    memory.gc();
    System.out.println(step + " " + memory.getHeapMemoryUsage().getUsed() + " " + process());
  }

  private static long process() {
    try {
      return Files.readAllLines(Path.of("/proc/self/status")).stream().filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) << 10).sum();
    } catch (IOException e) {
      return 0;
    }
  }
}
