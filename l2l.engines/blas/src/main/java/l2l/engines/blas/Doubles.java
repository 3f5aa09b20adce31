package l2l.engines.blas;

import java.util.Map;
import java.util.function.ObjIntConsumer;
import java.util.function.Supplier;
import l2l.api.tensor.Precision;
import l2l.engines.tape.Dense;
import l2l.engines.tape.DoubleLoops;

/** The reference's loops, with matrix products by OpenBLAS and on the engine's threads. */
final class Doubles extends DoubleLoops {
  private final Workers workers;
  private final OpenBlas blas;
  private final Products<double[]> products;

  Doubles(Workers workers, OpenBlas blas) {
    this.workers = workers;
    this.blas = blas;
    this.products = new Products<>(blas, workers, new Plain(), (n, home) -> new DoublePanel(n, blas, home));
  }

  /** Small products as the reference does them. */
  private static final class Plain implements Products.Loops<double[]> {
    private final DoubleLoops loops = new DoubleLoops();

    @Override
    public void gemm(Gemm shape, double[] a, int fromA, double[] b, int fromB, double[] c, int fromC) {
      loops.gemm(shape, a, fromA, b, fromB, c, fromC);
    }

    @Override
    public void add(double[] from, double[] to, int n) {
      loops.add(from, 0, to, 0, n);
    }

    @Override
    public double[] array(int n) {
      return new double[n];
    }
  }

  @Override
  public void matmul(Dense a, boolean transposeA, Dense b, boolean transposeB, Dense out) {
    int[] s = out.shape();
    int r = s.length;
    int k = a.shape()[r - (transposeA ? 2 : 1)];
    products.matmul(operand(a), transposeA, operand(b), transposeB, out.doubles(), r == 3 ? s[0] : 1, s[r - 2], s[r - 1], k);
  }

  private static Products.Operand<double[]> operand(Dense d) {
    return new Products.Operand<>(d.doubles(), d.mirror().filter(DoublePanel.class::isInstance).map(DoublePanel.class::cast));
  }

  @Override
  public <S> void parallel(int tasks, Supplier<S> scratch, ObjIntConsumer<S> body) {
    workers.parallel(tasks, scratch, body);
  }

  @Override
  public boolean crosses() {
    return blas.ready();
  }

  @Override
  public Panel panel(int n) {
    return blas.ready() ? products.panel(n) : super.panel(n);
  }

  @Override
  public void gemm(Gemm shape, Panel a, int fromA, Panel b, int fromB, Panel c, int fromC) {
    if (c instanceof DoublePanel to) {
      to.multiply(shape, (DoublePanel) a, fromA, (DoublePanel) b, fromB, fromC);
    } else {
      super.gemm(shape, a, fromA, b, fromB, c, fromC);
    }
  }

  @Override
  public void gemm(Gemm shape, double[] a, int fromA, double[] b, int fromB, double[] c, int fromC) {
    products.gemm(shape, a, fromA, b, fromB, c, fromC);
  }

  @Override
  public Map<String, String> facts() {
    return Floats.facts(Precision.DOUBLE, blas);
  }
}
