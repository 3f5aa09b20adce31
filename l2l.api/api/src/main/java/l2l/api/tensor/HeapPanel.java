package l2l.api.tensor;

/** A panel of an engine that multiplies on the Java heap. */
final class HeapPanel implements Kernel.Panel {
  private final Object numbers;

  HeapPanel(Precision precision, int n) {
    numbers = precision == Precision.FLOAT ? new float[n] : new double[n];
  }

  static void gemm(Kernel kernel, Kernel.Gemm shape, Kernel.Panel a, int fromA, Kernel.Panel b, int fromB, Kernel.Panel c, int fromC) {
    Object x = ((HeapPanel) a).numbers;
    Object y = ((HeapPanel) b).numbers;
    Object z = ((HeapPanel) c).numbers;
    if (kernel.precision() == Precision.FLOAT) {
      kernel.gemm(shape, (float[]) x, fromA, (float[]) y, fromB, (float[]) z, fromC);
    } else {
      kernel.gemm(shape, (double[]) x, fromA, (double[]) y, fromB, (double[]) z, fromC);
    }
  }

  @Override
  public void put(int at, Object from, int index, int n) {
    System.arraycopy(from, index, numbers, at, n);
  }

  @Override
  public void get(int at, Object to, int index, int n) {
    System.arraycopy(numbers, at, to, index, n);
  }

  @Override
  public void close() {}
}
