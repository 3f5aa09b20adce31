package l2l.api.data;

import java.io.IOException;
import l2l.api.Extensible;
import l2l.api.Split;
import org.osgi.annotation.versioning.ConsumerType;

/** Labelled images (or rows of numbers), in splits that do not overlap. */
@ConsumerType
public interface DataSet extends Extensible {

  /**
   * All examples of a split. Read once and kept by the data set; callers must not change the arrays.
   *
   * @throws IOException if a file is missing, cut short, mislabelled or not what it says; the message is one sentence naming it
   */
  Examples examples(Split split) throws IOException;

  /**
   * Examples and their labels.
   *
   * @param shape of one example: [h, w, channels] for images
   * @param classes labels are 0 … classes - 1
   * @param values [n, shape…] row-major, images scaled to [0, 1]
   * @param labels [n]
   */
  record Examples(int[] shape, int classes, float[] values, int[] labels) {

    /** How many examples there are. */
    public int size() {
      return labels.length;
    }
  }
}
