package l2l.engines.blas;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.util.function.Consumer;
import l2l.api.tensor.Kernel.Gemm;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.openblas.global.openblas_nolapack;

/** {@link NativePanel} of doubles. */
final class DoublePanel implements NativePanel<double[]> {
  private static final double[] ZEROS = new double[1 << 12];

  private final DoubleBuffer numbers;
  private final DoublePointer pointer;
  private final DoublePointer result;
  private final OpenBlas blas;
  private final Consumer<? super DoublePanel> home;

  /** @param home where it goes when it is closed */
  DoublePanel(int capacity, OpenBlas blas, Consumer<? super DoublePanel> home) {
    numbers = ByteBuffer.allocateDirect(8 * capacity + 64).alignedSlice(64).order(ByteOrder.nativeOrder()).asDoubleBuffer();
    pointer = new DoublePointer(numbers);
    result = new DoublePointer(numbers);
    this.blas = blas;
    this.home = home;
  }

  @Override
  public int capacity() {
    return numbers.capacity();
  }

  @Override
  public void put(int at, double[] from, int index, int n) {
    numbers.put(at, from, index, n);
  }

  @Override
  public void get(int at, double[] to, int index, int n) {
    numbers.get(at, to, index, n);
  }

  @Override
  public void put(int at, float[] from, int index, int n) {
    throw other();
  }

  @Override
  public void get(int at, float[] to, int index, int n) {
    throw other();
  }

  private static IllegalStateException other() {
    return new IllegalStateException("panel: this engine computes in double; ask Kernel.precision first");
  }

  @Override
  public void putRows(double[] from, int index, int stride, int rows, int columns) {
    if (stride == columns || rows == 1) {
      numbers.put(0, from, index, rows * columns);
    } else {
      for (int r = 0; r < rows; r++) {
        numbers.put(r * columns, from, index + r * stride, columns);
      }
    }
  }

  @Override
  public void getRows(double[] to, int index, int stride, int rows, int columns) {
    if (stride == columns || rows == 1) {
      numbers.get(0, to, index, rows * columns);
    } else {
      for (int r = 0; r < rows; r++) {
        numbers.get(r * columns, to, index + r * stride, columns);
      }
    }
  }

  @Override
  public void multiply(Gemm g, NativePanel<double[]> a, int fromA, NativePanel<double[]> b, int fromB, int fromC) {
    OpenBlas.oneThread();
    boolean cleared = !g.add() && blas.clearsSlowly();
    if (cleared) {
      clear(g, fromC);
    }
    Pieces.of(g, blas.asTheyLie()).each(fromA, fromB, fromC, (m, n, atA, atB, atC) -> openblas_nolapack.cblas_dgemm(
        openblas_nolapack.CblasRowMajor, g.transposeA() ? openblas_nolapack.CblasTrans : openblas_nolapack.CblasNoTrans,
        g.transposeB() ? openblas_nolapack.CblasTrans : openblas_nolapack.CblasNoTrans, m, n, g.k(), 1, ((DoublePanel) a).from(atA),
        g.strideA(), ((DoublePanel) b).from(atB), g.strideB(), g.add() || cleared ? 1 : 0, result.position(atC), g.strideC()));
  }

  @Override
  public void zero(int at, int n) {
    for (int i = 0; i < n; i += ZEROS.length) {
      numbers.put(at + i, ZEROS, 0, Math.min(ZEROS.length, n - i));
    }
  }

  private DoublePointer from(int index) {
    return index == 0 ? pointer : pointer.getPointer(index);
  }

  @Override
  public void close() {
    home.accept(this);
  }
}
