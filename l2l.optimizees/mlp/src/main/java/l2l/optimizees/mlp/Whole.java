package l2l.optimizees.mlp;

import java.lang.ref.SoftReference;
import java.util.ArrayList;
import java.util.List;
import l2l.api.Split;
import l2l.api.data.DataSet;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Shape;
import l2l.api.tensor.Tensor;

/** All rows of a split as tensors, a piece at a time; the last ones are kept while memory lasts, for judging asks for them again. */
final class Whole {

  /** Rows of one piece: with a thousand numbers each, 40 MB in single precision. */
  static final int PIECE = 10_000;

  private record Pieces(Engine engine, Split split, DataSet.Examples examples, List<Tensor> tensors) {}

  private SoftReference<Pieces> last = new SoftReference<>(null);

  /** [PIECE, in] each, the last one shorter. */
  synchronized List<Tensor> of(Engine engine, Split split, DataSet.Examples examples) {
    Pieces kept = last.get();
    if (kept == null || kept.engine != engine || kept.split != split || kept.examples != examples) {
      int width = Shape.size(examples.shape());
      var tensors = new ArrayList<Tensor>();
      for (int from = 0; from < examples.size(); from += PIECE) {
        int n = Math.min(PIECE, examples.size() - from);
        float[] rows = new float[n * width];
        System.arraycopy(examples.values(), from * width, rows, 0, rows.length);
        tensors.add(engine.tensor(rows, n, width));
      }
      kept = new Pieces(engine, split, examples, tensors);
      last = new SoftReference<>(kept);
    }
    return kept.tensors;
  }
}
