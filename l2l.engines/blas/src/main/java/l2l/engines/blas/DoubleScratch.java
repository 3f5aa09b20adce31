package l2l.engines.blas;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import l2l.api.tensor.Kernel.Gemm;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.openblas.global.openblas_nolapack;

/** {@link Scratch} of doubles. */
final class DoubleScratch implements Scratch<double[]> {
  private final Operand a = new Operand();
  private final Operand b = new Operand();
  private final Operand c = new Operand();

  /** A native array that grows. */
  private static final class Operand {
    DoubleBuffer buffer = DoubleBuffer.allocate(0);
    DoublePointer pointer;

    void room(int n) {
      if (buffer.capacity() < n) {
        int size = Math.max(1 << 12, Integer.highestOneBit(n - 1) << 1);
        buffer = ByteBuffer.allocateDirect(8 * size + 64).alignedSlice(64).order(ByteOrder.nativeOrder()).asDoubleBuffer();
        pointer = new DoublePointer(buffer);
      }
    }

    void put(double[] from, int index, int stride, int rows, int columns) {
      room(rows * columns);
      if (stride == columns || rows == 1) {
        buffer.put(0, from, index, rows * columns);
      } else {
        for (int r = 0; r < rows; r++) {
          buffer.put(r * columns, from, index + r * stride, columns);
        }
      }
    }
  }

  @Override
  public void a(double[] from, int index, int stride, int rows, int columns) {
    a.put(from, index, stride, rows, columns);
  }

  @Override
  public void b(double[] from, int index, int stride, int rows, int columns) {
    b.put(from, index, stride, rows, columns);
  }

  @Override
  public void c(double[] from, int index, int stride, int rows, int columns) {
    c.put(from, index, stride, rows, columns);
  }

  @Override
  public void multiply(Gemm g, int m, int n, int k, boolean add) {
    c.room(m * n);
    openblas_nolapack.cblas_dgemm(openblas_nolapack.CblasRowMajor,
        g.transposeA() ? openblas_nolapack.CblasTrans : openblas_nolapack.CblasNoTrans,
        g.transposeB() ? openblas_nolapack.CblasTrans : openblas_nolapack.CblasNoTrans,
        m, n, k, 1.0, a.pointer, g.transposeA() ? m : k, b.pointer, g.transposeB() ? k : n, add ? 1.0 : 0.0, c.pointer, n);
  }

  @Override
  public void result(double[] to, int index, int stride, int rows, int columns) {
    if (stride == columns || rows == 1) {
      c.buffer.get(0, to, index, rows * columns);
    } else {
      for (int r = 0; r < rows; r++) {
        c.buffer.get(r * columns, to, index + r * stride, columns);
      }
    }
  }
}
