package l2l.optimizees.mlp;

import java.util.ArrayList;
import java.util.List;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;

/**
 * Fully connected layers: a_(i+1) = activation(a_i W_i + b_i), the last without activation.
 *
 * @param widths numbers of an example, units of each hidden layer, classes
 */
record Layers(int[] widths, Activation activation) {

  /** A tensor of x. */
  record Parameter(String name, int... shape) {}

  List<Parameter> parameters() {
    var all = new ArrayList<Parameter>();
    for (int i = 0; i + 1 < widths.length; i++) {
      all.add(new Parameter("layers." + i + ".weight", widths[i], widths[i + 1]));
      all.add(new Parameter("layers." + i + ".bias", widths[i + 1]));
    }
    return all;
  }

  /** Rows of examples [n, in] become scores [n, classes]; the greater, the likelier the class. */
  Tensor scores(Tensors x, Tensor rows) {
    Tensor a = rows;
    for (int i = 0; i + 1 < widths.length; i++) {
      List<Tensor> layer = List.of(a, x.get("layers." + i + ".weight"), x.get("layers." + i + ".bias"));
      Tensor sum = rows.engine().apply(new Affine(), layer).get(0);
      a = i + 2 < widths.length ? activation.of(sum) : sum;
    }
    return a;
  }
}
