package l2l.optimizees.mlp;

import l2l.api.Split;
import l2l.api.data.DataSet;
import l2l.api.tensor.Seed;

/** Rows of numbers about one centre for each class. */
record Clusters(int n, int width, int classes) implements DataSet {

  @Override
  public Examples examples(Split split) {
    Seed seed = new Seed(17).child(split.name());
    double[] z = seed.child("rows").normals(n * width);
    int[] labels = seed.child("labels").integers(n, classes);
    float[] values = new float[n * width];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (0.5 * z[i] + (i % width == labels[i / width] % width ? 1 : 0));
    }
    return new Examples(new int[] {width}, classes, values, labels);
  }
}
