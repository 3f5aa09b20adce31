package l2l.engines.blas;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.function.Consumer;
import l2l.api.tensor.Kernel.Gemm;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas_nolapack;

/** {@link NativePanel} of floats. */
final class FloatPanel implements NativePanel<float[]> {
  private static final float[] ZEROS = new float[1 << 12];

  private final FloatBuffer numbers;
  private final FloatPointer pointer;
  private final FloatPointer result;
  private final OpenBlas blas;
  private final Consumer<? super FloatPanel> home;

  /** @param home where it goes when it is closed */
  FloatPanel(int capacity, OpenBlas blas, Consumer<? super FloatPanel> home) {
    numbers = ByteBuffer.allocateDirect(4 * capacity + 64).alignedSlice(64).order(ByteOrder.nativeOrder()).asFloatBuffer();
    pointer = new FloatPointer(numbers);
    result = new FloatPointer(numbers);
    this.blas = blas;
    this.home = home;
  }

  @Override
  public int capacity() {
    return numbers.capacity();
  }

  @Override
  public void put(int at, float[] from, int index, int n) {
    numbers.put(at, from, index, n);
  }

  @Override
  public void get(int at, float[] to, int index, int n) {
    numbers.get(at, to, index, n);
  }

  @Override
  public void put(int at, double[] from, int index, int n) {
    throw other();
  }

  @Override
  public void get(int at, double[] to, int index, int n) {
    throw other();
  }

  private static IllegalStateException other() {
    return new IllegalStateException("panel: this engine computes in float; ask Kernel.precision first");
  }

  @Override
  public void putRows(float[] from, int index, int stride, int rows, int columns) {
    if (stride == columns || rows == 1) {
      numbers.put(0, from, index, rows * columns);
    } else {
      for (int r = 0; r < rows; r++) {
        numbers.put(r * columns, from, index + r * stride, columns);
      }
    }
  }

  @Override
  public void getRows(float[] to, int index, int stride, int rows, int columns) {
    if (stride == columns || rows == 1) {
      numbers.get(0, to, index, rows * columns);
    } else {
      for (int r = 0; r < rows; r++) {
        numbers.get(r * columns, to, index + r * stride, columns);
      }
    }
  }

  @Override
  public void multiply(Gemm g, NativePanel<float[]> a, int fromA, NativePanel<float[]> b, int fromB, int fromC) {
    OpenBlas.oneThread();
    boolean cleared = !g.add() && blas.clearsSlowly();
    if (cleared) {
      clear(g, fromC);
    }
    Pieces.of(g, blas.asTheyLie()).each(fromA, fromB, fromC, (m, n, atA, atB, atC) -> openblas_nolapack.cblas_sgemm(
        openblas_nolapack.CblasRowMajor, g.transposeA() ? openblas_nolapack.CblasTrans : openblas_nolapack.CblasNoTrans,
        g.transposeB() ? openblas_nolapack.CblasTrans : openblas_nolapack.CblasNoTrans, m, n, g.k(), 1, ((FloatPanel) a).from(atA),
        g.strideA(), ((FloatPanel) b).from(atB), g.strideB(), g.add() || cleared ? 1 : 0, result.position(atC), g.strideC()));
  }

  @Override
  public void zero(int at, int n) {
    for (int i = 0; i < n; i += ZEROS.length) {
      numbers.put(at + i, ZEROS, 0, Math.min(ZEROS.length, n - i));
    }
  }

  private FloatPointer from(int index) {
    return index == 0 ? pointer : pointer.getPointer(index);
  }

  @Override
  public void close() {
    home.accept(this);
  }
}
