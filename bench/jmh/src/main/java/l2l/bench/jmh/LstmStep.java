package l2l.bench.jmh;

import java.util.concurrent.TimeUnit;
import l2l.api.Optimizer;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;
import l2l.optimizers.lstm.Lstm;
import l2l.optimizers.lstm.Preprocessing;
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

/** A step of the LSTM optimizer over n coordinates: forward, and forward with the derivative by its weights, over several steps. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 1, jvmArgsAppend = {"-Xmx6g", "-XX:+UseParallelGC"})
public class LstmStep {

  @Param({"1280", "15910", "100000"})
  public int n = 1280;

  /** Of the derivative. */
  @Param({"1", "20"})
  public int steps = 1;

  private final Optimizer lstm = new Lstm(2, 20, Preprocessing.of("log-sign", 10), 0.1, 0);
  private Place place;
  private Tensors theta;
  private Tensors state;

  @Setup(Level.Trial)
  public void draw(Arithmetic arithmetic) {
    place = new Place(arithmetic.engine(), Tensors.of("x", arithmetic.normal("x", n)), Tensors.of("x", arithmetic.normal("gradient", n)));
    theta = lstm.theta(place);
    state = lstm.state(theta, place);
  }

  @Benchmark
  public Tensor forward() {
    Tensors memory = state;
    Tensors x = place.x();
    for (int i = 0; i < steps; i++) {
      Optimizer.Step step = lstm.step(theta, memory, place);
      memory = step.state();
      x = x.plus(step.change());
    }
    return x.get("x");
  }

  @Benchmark
  public Tensors forwardAndBackward() {
    return place.engine().gradient(weights -> {
      Tensors memory = state;
      Tensor sum = place.engine().scalar(0);
      for (int i = 0; i < steps; i++) {
        Optimizer.Step step = lstm.step(weights, memory, place);
        memory = step.state();
        sum = sum.plus(step.change().get("x").sum());
      }
      return sum;
    }, theta).gradient();
  }
}
