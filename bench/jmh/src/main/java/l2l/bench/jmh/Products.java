package l2l.bench.jmh;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import l2l.api.tensor.Tensor;
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

/** Matrix products [m, k] [k, n] of the shapes that the workloads consist of, operands and result on the Java heap. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = {"-Xmx4g", "-XX:+UseParallelGC"})
public class Products {

  /** m x k x n: LSTM tiles, the network's pixels and weights, W3, a convolution, and a square one for the machine's best. */
  @Param({"80x22x256", "80x40x256", "80x40x15910", "128x784x20", "784x128x20", "1000x20x20", "32768x144x32", "1024x1024x1024"})
  public String shape = "80x40x256";

  private Tensor a;
  private Tensor b;

  @Setup(Level.Trial)
  public void draw(Arithmetic arithmetic) {
    int[] mkn = Arrays.stream(shape.split("x")).mapToInt(Integer::parseInt).toArray();
    a = arithmetic.normal("a", mkn[0], mkn[1]);
    b = arithmetic.normal("b", mkn[1], mkn[2]);
  }

  @Benchmark
  public Tensor product() {
    return a.matmul(b);
  }
}
