package l2l.bench.jmh;

import l2l.api.tensor.Engine;
import l2l.api.tensor.Precision;
import l2l.api.tensor.Seed;
import l2l.api.tensor.Tensor;
import l2l.engines.blas.Nd4jEngine;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The production engine of a trial. */
@State(Scope.Benchmark)
public class Arithmetic {

  @Param("1")
  public int threads = 1;

  @Param("FLOAT")
  public Precision precision = Precision.FLOAT;

  private Nd4jEngine engine;

  @Setup(Level.Trial)
  public void open() {
    engine = new Nd4jEngine(precision, threads);
  }

  @TearDown(Level.Trial)
  public void close() {
    engine.close();
  }

  Engine engine() {
    return engine;
  }

  /** Normal numbers, the same at every call of the same name. */
  Tensor normal(String name, int... shape) {
    return engine.normal(new Seed(1).child(name), 1, shape);
  }
}
