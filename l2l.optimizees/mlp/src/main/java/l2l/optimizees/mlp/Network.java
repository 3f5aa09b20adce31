package l2l.optimizees.mlp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import l2l.api.Accuracy;
import l2l.api.Batch;
import l2l.api.Optimizee;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Seed;
import l2l.api.tensor.Shape;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;

/**
 * A classifier's softmax cross-entropy: the mean over the examples of log(sum of e^score) - score of the label, and its accuracy.
 *
 * @param minibatch examples drawn with replacement; 0: all
 * @param deviation of the start's normal numbers, by the length of a tensor's first axis
 */
record Network(Engine engine, Labelled labelled, Whole whole, Layers layers, int minibatch, IntToDoubleFunction deviation)
    implements Optimizee, Accuracy {

  /** Examples [n, in] and their labels. */
  private record Examples(Tensor rows, int[] labels) {}

  @Override
  public Tensors start(Seed seed) {
    Tensors x = Tensors.none();
    for (Layers.Parameter p : layers.parameters()) {
      x = x.with(p.name(), engine.normal(seed.child(p.name()), deviation.applyAsDouble(p.shape()[0]), p.shape()));
    }
    return x;
  }

  @Override
  public Tensor loss(Tensors x, Batch batch) {
    Tensor sum = null;
    int n = 0;
    for (Examples e : drawn(batch)) {
      Tensor loss = engine.apply(new CrossEntropy(e.labels), List.of(layers.scores(x, e.rows))).get(0);
      sum = sum == null ? loss : sum.plus(loss);
      n += e.labels.length;
    }
    return sum.times(1.0 / n);
  }

  /** The share of examples whose label has the greatest score, the first of equals. */
  @Override
  public Tensor accuracy(Tensors x, Batch batch) {
    int right = 0;
    int n = 0;
    for (Examples e : drawn(batch)) {
      double[] scores = layers.scores(x, e.rows).values();
      int classes = scores.length / e.labels.length;
      for (int i = 0; i < e.labels.length; i++) {
        right += greatest(scores, i * classes, classes) == e.labels[i] ? 1 : 0;
      }
      n += e.labels.length;
    }
    return engine.scalar(right / (double) n);
  }

  private static int greatest(double[] scores, int from, int n) {
    int best = 0;
    for (int i = 1; i < n; i++) {
      if (scores[from + i] > scores[from + best]) {
        best = i;
      }
    }
    return best;
  }

  /** The minibatch, or all examples in pieces. */
  private List<Examples> drawn(Batch batch) {
    Labelled.Rows all = labelled.of(batch.split());
    if (batch.whole() || minibatch == 0) {
      var pieces = new ArrayList<Examples>();
      int from = 0;
      for (Tensor rows : whole.of(engine, batch.split(), all.examples())) {
        int to = from + rows.shape()[0];
        pieces.add(new Examples(rows, Arrays.copyOfRange(all.labels(), from, to)));
        from = to;
      }
      return pieces;
    }
    int[] index = batch.seed().child("examples").integers(minibatch, all.labels().length);
    int width = Shape.size(all.examples().shape());
    int[] labels = IntStream.of(index).map(i -> all.labels()[i]).toArray();
    return List.of(new Examples(engine.rows(all.examples().values(), width, index), labels));
  }
}
