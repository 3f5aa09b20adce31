package l2l.api.tensor;

/** A panel of an engine that multiplies on the Java heap. */
final class HeapPanel implements Kernel.Panel {
  private final float[] floats;
  private final double[] doubles;

  HeapPanel(Precision precision, int n) {
    floats = precision == Precision.FLOAT ? new float[n] : null;
    doubles = precision == Precision.DOUBLE ? new double[n] : null;
  }

  static void gemm(Kernel kernel, Kernel.Gemm shape, Kernel.Panel a, int fromA, Kernel.Panel b, int fromB, Kernel.Panel c, int fromC) {
    HeapPanel x = (HeapPanel) a;
    HeapPanel y = (HeapPanel) b;
    HeapPanel z = (HeapPanel) c;
    if (kernel.precision() == Precision.FLOAT) {
      kernel.gemm(shape, x.floats, fromA, y.floats, fromB, z.floats, fromC);
    } else {
      kernel.gemm(shape, x.doubles, fromA, y.doubles, fromB, z.doubles, fromC);
    }
  }

  @Override
  public void put(int at, float[] from, int index, int n) {
    System.arraycopy(from, index, checked(floats), at, n);
  }

  @Override
  public void put(int at, double[] from, int index, int n) {
    System.arraycopy(from, index, checked(doubles), at, n);
  }

  @Override
  public void get(int at, float[] to, int index, int n) {
    System.arraycopy(checked(floats), at, to, index, n);
  }

  @Override
  public void get(int at, double[] to, int index, int n) {
    System.arraycopy(checked(doubles), at, to, index, n);
  }

  private <A> A checked(A numbers) {
    if (numbers == null) {
      throw new IllegalStateException(
          "panel: this engine computes in " + (floats != null ? "float" : "double") + "; ask Kernel.precision first");
    }
    return numbers;
  }

  @Override
  public void close() {
    // the garbage collector takes it
  }
}
