package l2l.optimizees.mlp;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import l2l.api.tensor.Buffer;
import l2l.api.tensor.Kernel;
import l2l.api.tensor.Kernel.Panel;
import l2l.api.tensor.Precision;
import l2l.api.tensor.Primitive;
import l2l.api.tensor.Shape;
import l2l.api.tensor.Tensor;

/**
 * A layer without its activation: (a [n, i], W [i, o], b [o]) becomes z = a W + b, [n, o].
 *
 * <p>With the adjoint d of z: that of a is d W', of W a'd, of b the sum of the rows of d. They are a primitive of their own,
 * {@link AffineAdjoint}, whose derivative is made of this one again: so derivatives of any order are a few products.
 */
record Affine() implements Primitive {

  @Override
  public boolean speaks(Precision precision) {
    return true;
  }

  @Override
  public List<int[]> outputs(List<int[]> in) {
    int[] a = in.get(0);
    int[] w = in.get(1);
    int[] b = in.get(2);
    if (a.length != 2 || w.length != 2 || b.length != 1 || a[1] != w[0] || w[1] != b[0]) {
      throw new IllegalArgumentException("layer: examples " + Shape.text(a) + ", weights " + Shape.text(w) + " and bias " + Shape.text(b)
          + " do not fit; they must be [n, i], [i, o] and [o]");
    }
    return List.of(new int[] {a[0], w[1]});
  }

  @Override
  public void forward(Kernel kernel, Buffer[] in, Buffer[] out, Buffer[] saved) {
    var products = new Products(kernel);
    products.repeat(in[2], out[0]);
    try (Panel w = products.crossed(in[1])) {
      products.multiply(false, kernel.panel(in[0]), false, w, in[1].shape()[0], out[0], true);
    }
  }

  @Override
  public void backward(Kernel kernel, Buffer[] in, Buffer[] out, Buffer[] saved, Buffer[] outAdjoint, Buffer[] inAdjoint) {
    adjoints(kernel, in[0], in[1], outAdjoint[0], inAdjoint);
  }

  /**
   * Computes adjoints from that of z.
   *
   * @param w may be null where that of a is not wanted
   * @param to of a, W and b; null entries are not wanted, others may hold anything
   */
  static void adjoints(Kernel kernel, Buffer a, Buffer w, Buffer d, Buffer... to) {
    var products = new Products(kernel);
    try (Panel above = products.crossed(d)) {
      if (to[0] != null) {
        try (Panel weights = products.crossed(w)) {
          products.multiply(false, above, true, weights, d.shape()[1], to[0], false);
        }
      }
      if (to[1] != null) {
        products.multiply(true, kernel.panel(a), false, above, d.shape()[0], to[1], false);
      }
    }
    if (to[2] != null) {
      products.sumRows(d, to[2]);
    }
  }

  @Override
  public List<Tensor> plain(List<Tensor> in) {
    Tensor product = in.get(0).matmul(in.get(1));
    return List.of(product.plus(in.get(2).reshape(1, in.get(2).size()).spread(product.shape())));
  }

  @Override
  public Optional<Pullback> pullback() {
    return Optional.of(Affine::adjoints);
  }

  private static Tensor[] adjoints(Tensor[] in, Tensor[] out, Tensor[] outAdjoint, boolean[] wanted) {
    List<Tensor> of = new ArrayList<>(List.of(in[0], outAdjoint[0]));
    if (wanted[0]) {
      of.add(in[1]);
    }
    List<Tensor> back = in[0].engine().apply(new AffineAdjoint(), of);
    return new Tensor[] {wanted[0] ? back.get(2) : null, back.get(0), back.get(1)};
  }
}
