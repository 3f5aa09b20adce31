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
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** What an operation on ten numbers costs: plain, recorded for a derivative, and recorded and swept. To be at most 0.3 us recorded. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = {"-Xmx2g", "-XX:+UseParallelGC"})
public class Tiny {

  private static final int OPERATIONS = 1000;
  private static final int NUMBERS = 10;

  private Engine engine;
  private Tensor x;
  private Tensor y;

  @Setup(Level.Trial)
  public void draw(Arithmetic arithmetic) {
    engine = arithmetic.engine();
    x = arithmetic.normal("x", NUMBERS);
    y = arithmetic.normal("y", NUMBERS);
  }

  private Tensor sums(Tensor v) {
    Tensor sum = v;
    for (int i = 0; i < OPERATIONS; i++) {
      sum = sum.plus(y);
    }
    return sum;
  }

  @Benchmark
  @OperationsPerInvocation(OPERATIONS)
  public double plain() {
    return sums(x).sum().scalar();
  }

  /** The value looks past the recorded sums, so that there is nothing to sweep. */
  @Benchmark
  @OperationsPerInvocation(OPERATIONS)
  public Tensor recorded(Blackhole told) {
    return engine.gradient(v -> {
      told.consume(sums(v.get("x")).detach());
      return v.get("x").sum();
    }, Tensors.of("x", x)).gradient().get("x");
  }

  @Benchmark
  @OperationsPerInvocation(OPERATIONS)
  public Tensor recordedAndSwept() {
    return engine.gradient(v -> sums(v.get("x")).sum(), Tensors.of("x", x)).gradient().get("x");
  }
}
