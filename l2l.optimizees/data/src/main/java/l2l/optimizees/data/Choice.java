package l2l.optimizees.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import l2l.api.data.DataSet.Examples;
import l2l.api.tensor.Shape;

/** Which of a data set's examples are taken: a range of them, and of certain classes only. */
final class Choice {

  private Choice() {}

  /** Number j of example i, a byte of 0 … 255. */
  interface Numbers {
    byte of(int i, int j);
  }

  /** The label of example i. */
  interface Labels {
    byte of(int i);
  }

  /**
   * Examples [from, to) whose label is among {@code classes}, that label's place there becoming the label; all where it is empty.
   *
   * @param name the data set's, for messages
   * @param known how many classes it has
   * @throws IllegalArgumentException for a class that does not exist or is named twice
   * @throws IOException if none is left
   */
  static Examples of(String name, int[] shape, int known, Numbers all, Labels labels, int from, int to, int... classes)
      throws IOException {
    int[] label = renumbered(name, known, classes);
    int size = Shape.size(shape);
    int n = 0;
    for (int i = from; i < to; i++) {
      n += label[labels.of(i)] >= 0 ? 1 : 0;
    }
    if (n == 0) {
      throw new IOException(name + ": no example of classes " + Arrays.toString(classes) + " among those " + from + " … " + (to - 1)
          + "; choose other 'classes', or hold back fewer for 'validation'");
    }
    float[] values = new float[n * size];
    int[] chosen = new int[n];
    for (int i = from, k = 0; i < to; i++) {
      if (label[labels.of(i)] >= 0) {
        for (int j = 0; j < size; j++) {
          values[k * size + j] = (all.of(i, j) & 0xFF) / 255f;
        }
        chosen[k++] = label[labels.of(i)];
      }
    }
    return new Examples(shape.clone(), classes.length == 0 ? known : classes.length, values, chosen);
  }

  /** For every label the one it becomes, -1 for those left out. */
  static int[] renumbered(String name, int known, int... classes) {
    int[] label = new int[known];
    if (classes.length == 0) {
      Arrays.setAll(label, i -> i);
      return label;
    }
    Arrays.fill(label, -1);
    for (int i = 0; i < classes.length; i++) {
      if (classes[i] < 0 || classes[i] >= known) {
        throw new IllegalArgumentException(name + ": class " + classes[i] + " does not exist; 'classes' may name 0 … " + (known - 1));
      }
      if (label[classes[i]] >= 0) {
        throw new IllegalArgumentException(name + ": 'classes' names " + classes[i] + " twice; once is enough");
      }
      label[classes[i]] = i;
    }
    return label;
  }

  /** Refuses labels beyond the classes there are. */
  static void checkLabels(Path file, int n, Labels labels, int known) throws IOException {
    for (int i = 0; i < n; i++) {
      if ((labels.of(i) & 0xFF) >= known) {
        throw new IOException(file + ": label " + (labels.of(i) & 0xFF) + " of example " + i + " is not one of 0 … " + (known - 1)
            + "; it is damaged or another kind of file");
      }
    }
  }

  /** Where the validation examples begin: {@code held} before the end. */
  static int boundary(String name, int n, int held) throws IOException {
    if (held < 0 || held >= n) {
      throw new IOException(
          name + ": 'validation' " + held + " leaves none of the " + n + " training images to learn from; hold back fewer");
    }
    return n - held;
  }
}
