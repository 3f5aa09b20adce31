package l2l.bench.jmh;

import java.util.concurrent.TimeUnit;
import l2l.api.Optimizer;
import l2l.api.tensor.Tensors;
import l2l.optimizers.adam.Adam;
import l2l.optimizers.sgd.Sgd;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** x + change by Adam and by gradient descent, over sizes: to be within 1.5 times of the bytes moved (7 and 3 arrays) at streaming rate. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = {"-Xmx4g", "-XX:+UseParallelGC"})
public class Update {

  @Param({"adam", "sgd"})
  public String rule = "adam";

  @Param({"100", "1000", "10000", "100000", "1000000", "10000000"})
  public int n = 100;

  private Optimizer optimizer;
  private Place place;
  private Tensors theta;
  private Tensors x;
  private Tensors memory;

  @Setup(Level.Trial)
  public void draw(Arithmetic arithmetic) {
    optimizer = rule.equals("adam") ? new Adam(0.001, 0.9, 0.999, 1e-8) : new Sgd(0.001);
    x = Tensors.of("x", arithmetic.normal("x", n));
    place = new Place(arithmetic.engine(), x, Tensors.of("x", arithmetic.normal("gradient", n)));
    theta = optimizer.theta(place);
    memory = optimizer.state(theta, place);
  }

  /** Goes on from update to update, as a training does. */
  @Benchmark
  public Tensors update() {
    Optimizer.Step step = optimizer.step(theta, memory, place);
    memory = step.state().detach();
    x = x.plus(step.change()).detach();
    return x;
  }
}
