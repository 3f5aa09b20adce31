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
    int n = rows.shape()[0];
    for (int i = 0; i + 1 < widths.length; i++) {
      Tensor bias = x.get("layers." + i + ".bias").reshape(1, widths[i + 1]).spread(n, widths[i + 1]);
      Tensor sum = a.matmul(x.get("layers." + i + ".weight")).plus(bias);
      a = i + 2 < widths.length ? activation.of(sum) : sum;
    }
    return a;
  }
}
