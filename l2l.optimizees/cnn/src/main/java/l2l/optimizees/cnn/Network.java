package l2l.optimizees.cnn;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.stream.IntStream;
import l2l.api.Accuracy;
import l2l.api.Batch;
import l2l.api.Optimizee;
import l2l.api.Split;
import l2l.api.data.DataSet;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Seed;
import l2l.api.tensor.Shape;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;

/**
 * A classifier's softmax cross-entropy: the mean over the images of log(sum of e^score) - score of the label, and its accuracy.
 *
 * @param minibatch images drawn with replacement; a whole split is taken in order, as many at a time, each lot normalised by itself
 * @param deviation of the normal numbers of the start
 */
record Network(Engine engine, DataSet data, Layers layers, int minibatch, double deviation) implements Optimizee, Accuracy {

  @Override
  public Tensors start(Seed seed) {
    Tensors x = Tensors.none();
    for (Layers.Parameter p : layers.parameters()) {
      String name = p.name();
      x = x.with(name, name.endsWith(".scale") ? engine.fill(1, p.shape())
          : name.endsWith(".shift") ? engine.zeros(p.shape())
          : engine.normal(seed.child(name), deviation, p.shape()));
    }
    return x;
  }

  @Override
  public Tensor loss(Tensors x, Batch batch) {
    DataSet.Examples all = examples(batch.split());
    if (!batch.whole()) {
      int[] index = drawn(batch, all);
      return lossOf(x, all, index).times(1.0 / index.length);
    }
    Tensor sum = engine.scalar(0);
    for (int from = 0; from < all.size(); from += minibatch) {
      sum = sum.plus(lossOf(x, all, range(all, from)));
    }
    return sum.times(1.0 / all.size());
  }

  private Tensor lossOf(Tensors x, DataSet.Examples all, int[] index) {
    Tensor scores = layers.scores(x, images(all, index));
    return scores.logSumExp().minus(scores.pick(labels(all, index))).sum();
  }

  /** The share of images whose label has the greatest score, the first of equals. */
  @Override
  public Tensor accuracy(Tensors x, Batch batch) {
    DataSet.Examples all = examples(batch.split());
    int right = 0;
    if (!batch.whole()) {
      return engine.scalar(right(x, all, drawn(batch, all)) / (double) minibatch);
    }
    for (int from = 0; from < all.size(); from += minibatch) {
      right += right(x, all, range(all, from));
    }
    return engine.scalar(right / (double) all.size());
  }

  private int right(Tensors x, DataSet.Examples all, int[] index) {
    double[] scores = layers.scores(x, images(all, index)).values();
    int[] labels = labels(all, index);
    int classes = scores.length / labels.length;
    int right = 0;
    for (int i = 0; i < labels.length; i++) {
      int best = 0;
      for (int c = 1; c < classes; c++) {
        best = scores[i * classes + c] > scores[i * classes + best] ? c : best;
      }
      right += best == labels[i] ? 1 : 0;
    }
    return right;
  }

  private DataSet.Examples examples(Split split) {
    try {
      return data.examples(split);
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  private int[] drawn(Batch batch, DataSet.Examples all) {
    return batch.seed().child("examples").integers(minibatch, all.size());
  }

  private int[] range(DataSet.Examples all, int from) {
    return IntStream.range(from, Math.min(from + minibatch, all.size())).toArray();
  }

  private static int[] labels(DataSet.Examples all, int[] index) {
    return IntStream.of(index).map(i -> all.labels()[i]).toArray();
  }

  /** These images, [n, h, w, channels]. */
  private Tensor images(DataSet.Examples all, int[] index) {
    int[] image = layers.image();
    return engine.rows(all.values(), Shape.size(image), index).reshape(index.length, image[0], image[1], image[2]);
  }
}
