package l2l.bench.jmh;

import java.util.concurrent.TimeUnit;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;
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

/** Chains of elementwise operations, as plain plugins write them, alone and with their derivative. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = {"-Xmx4g", "-XX:+UseParallelGC"})
public class Elementwise {

  @Param({"100", "1000", "10000", "100000", "1000000"})
  public int n = 100;

  private Engine engine;
  private Tensor x;
  private Tensor y;

  @Setup(Level.Trial)
  public void draw(Arithmetic arithmetic) {
    engine = arithmetic.engine();
    x = arithmetic.normal("x", n);
    y = arithmetic.normal("y", n);
  }

  /** The numbers are asked for one by one by nobody: the sum makes sure that they were computed. */
  @Benchmark
  public double tanh() {
    return x.tanh().sum().scalar();
  }

  @Benchmark
  public double chainOfFive() {
    return chain(x).sum().scalar();
  }

  @Benchmark
  public Tensor chainOfFiveAndItsDerivative() {
    return engine.gradient(v -> chain(v.get("x")).sum(), Tensors.of("x", x)).gradient().get("x");
  }

  private Tensor chain(Tensor v) {
    return v.times(y).plus(y).tanh().times(0.5).plus(v);
  }
}
