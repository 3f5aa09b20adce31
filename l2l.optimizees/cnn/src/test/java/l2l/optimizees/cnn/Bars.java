package l2l.optimizees.cnn;

import l2l.api.Split;
import l2l.api.data.DataSet;
import l2l.api.tensor.Seed;

/** Noisy images whose bright bar lies across (0), upright (1) or nowhere (2). */
record Bars(int n, int side, int channels) implements DataSet {

  @Override
  public Examples examples(Split split) {
    Seed seed = new Seed(23).child(split.name());
    double[] u = seed.child("pixels").uniforms(n * side * side * channels);
    int[] labels = seed.child("labels").integers(n, 3);
    int[] places = seed.child("places").integers(n, side);
    float[] values = new float[u.length];
    for (int i = 0; i < values.length; i++) {
      int image = i / (side * side * channels);
      int pixel = i / channels % (side * side);
      boolean lit = labels[image] == 0 && pixel / side == places[image] || labels[image] == 1 && pixel % side == places[image];
      values[i] = (float) (0.5 * u[i] + (lit ? 0.5 : 0));
    }
    return new Examples(new int[] {side, side, channels}, 3, values, labels);
  }
}
