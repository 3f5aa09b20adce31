package l2l.api.later;

import l2l.api.Batch;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;

/**
 * Aspect of an optimizee that has a loss for each example of a batch. A new interface, found by asking; the loop answers
 * Observation.rows with it.
 */
// >>> where rows come from: each example a problem of its own, of its own copy of x
public interface PerExample {

  int examples(Batch batch);

  /** [rows], of which number i depends on row i of every tensor [rows, …] of xs alone. */
  Tensor losses(Tensors xs, Batch batch);

  static Tensors rows(PerExample f, Engine engine, Tensors x, Batch batch) {
    Tensor count = engine.zeros(f.examples(batch));
    Tensors copies = x.map(t -> t.reshape(1, t.size()).spread(count.size(), t.size()));
    return engine.gradient(rows -> f.losses(rows.zip(x, (r, t) -> r.reshape(shape(count.size(), t))), batch), copies).gradient()
        .zip(x, (r, t) -> r.reshape(shape(count.size(), t)));
  }
  // <<<

  private static int[] shape(int rows, Tensor t) {
    int[] s = t.shape();
    int[] all = new int[s.length + 1];
    all[0] = rows;
    System.arraycopy(s, 0, all, 1, s.length);
    return all;
  }
}
