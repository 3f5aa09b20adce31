package l2l.api.contract;

import java.util.Arrays;
import l2l.api.tensor.Buffer;
import l2l.api.tensor.Precision;
import l2l.api.tensor.Shape;
import l2l.api.tensor.Tensor;

/** A buffer whose array holds five numbers more than needed, and any content. */
record Raw(int[] shape, float[] floats, double[] doubles) implements Buffer {
  static final int MORE = 5;

  static Raw of(Precision precision, int[] shape, double content) {
    int n = Shape.size(shape) + MORE;
    double[] d = new double[precision == Precision.DOUBLE ? n : 0];
    float[] f = new float[precision == Precision.FLOAT ? n : 0];
    Arrays.fill(d, content);
    Arrays.fill(f, (float) content);
    return new Raw(shape, f, d);
  }

  @Override
  public int size() {
    return Shape.size(shape);
  }

  double get(int i) {
    return floats.length > 0 ? floats[i] : doubles[i];
  }

  void set(Tensor t) {
    double[] v = t.values();
    for (int i = 0; i < v.length; i++) {
      if (floats.length > 0) {
        floats[i] = (float) v[i];
      } else {
        doubles[i] = v[i];
      }
    }
  }
}
