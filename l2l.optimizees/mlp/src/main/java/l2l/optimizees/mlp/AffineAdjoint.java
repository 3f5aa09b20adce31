package l2l.optimizees.mlp;

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
 * What {@link Affine}'s inputs owe to its output: (a [n, i], d [n, o]) becomes a'd, [i, o], and the sum of the rows of d, [o]; and where
 * W [i, o] is given too, d W', [n, i].
 *
 * <p>With the adjoints q, r and p of the three: that of a is d q', of d a q + r (in each row) + p W, of W p'd.
 */
record AffineAdjoint() implements Primitive {

  @Override
  public boolean speaks(Precision precision) {
    return true;
  }

  @Override
  public List<int[]> outputs(List<int[]> in) {
    int[] a = in.get(0);
    int[] d = in.get(1);
    boolean below = in.size() == 3;
    int[] w = below ? in.get(2) : new int[2];
    if (a.length != 2 || d.length != 2 || a[0] != d[0] || below && (w.length != 2 || w[0] != a[1] || w[1] != d[1])) {
      throw new IllegalArgumentException("layer: examples " + Shape.text(a) + ", adjoint " + Shape.text(d)
          + (below ? " and weights " + Shape.text(w) : "") + " do not fit; they must be [n, i], [n, o]" + (below ? " and [i, o]" : ""));
    }
    int[] weights = {a[1], d[1]};
    int[] bias = {d[1]};
    return below ? List.of(weights, bias, a) : List.of(weights, bias);
  }

  @Override
  public void forward(Kernel kernel, Buffer[] in, Buffer[] out, Buffer[] saved) {
    boolean below = in.length == 3;
    Affine.adjoints(kernel, in[0], below ? in[2] : null, in[1], below ? out[2] : null, out[0], out[1]);
  }

  @Override
  public void backward(Kernel kernel, Buffer[] in, Buffer[] out, Buffer[] saved, Buffer[] outAdjoint, Buffer[] inAdjoint) {
    var products = new Products(kernel);
    if (inAdjoint[1] != null && outAdjoint[1] != null) {
      products.repeat(outAdjoint[1], inAdjoint[1]);
    }
    try (Panel d = products.crossed(in[1])) {
      if (outAdjoint[0] != null) {
        weights(products, in, d, outAdjoint[0], inAdjoint);
      }
      if (in.length == 3 && outAdjoint[2] != null) {
        below(products, in, d, outAdjoint[2], inAdjoint);
      }
    }
  }

  /** What the inputs owe to a'd, whose adjoint is q. */
  private static void weights(Products products, Buffer[] in, Panel d, Buffer q, Buffer[] inAdjoint) {
    try (Panel weights = products.crossed(q)) {
      if (inAdjoint[1] != null) {
        products.multiply(false, products.kernel().panel(in[0]), false, weights, q.shape()[0], inAdjoint[1], true);
      }
      if (inAdjoint[0] != null) {
        products.multiply(false, d, true, weights, q.shape()[1], inAdjoint[0], false);
      }
    }
  }

  /** What the inputs owe to d W', whose adjoint is p. */
  private static void below(Products products, Buffer[] in, Panel d, Buffer p, Buffer[] inAdjoint) {
    try (Panel below = products.crossed(p); Panel w = products.crossed(in[2])) {
      if (inAdjoint[1] != null) {
        products.multiply(false, below, false, w, p.shape()[1], inAdjoint[1], true);
      }
      if (inAdjoint[2] != null) {
        products.multiply(true, below, false, d, p.shape()[0], inAdjoint[2], false);
      }
    }
  }

  @Override
  public List<Tensor> plain(List<Tensor> in) {
    Tensor a = in.get(0);
    Tensor d = in.get(1);
    Tensor weights = a.matmul(true, d, false);
    Tensor bias = d.sum(0);
    return in.size() == 3 ? List.of(weights, bias, d.matmul(false, in.get(2), true)) : List.of(weights, bias);
  }

  @Override
  public Optional<Pullback> pullback() {
    return Optional.of(AffineAdjoint::adjoints);
  }

  private static Tensor[] adjoints(Tensor[] in, Tensor[] out, Tensor[] outAdjoint, boolean[] wanted) {
    Tensor q = outAdjoint[0];
    Tensor r = outAdjoint[1];
    Tensor p = in.length == 3 ? outAdjoint[2] : null;
    Tensor[] back = new Tensor[in.length];
    if (q != null && r != null) {
      back[1] = q.engine().apply(new Affine(), List.of(in[0], q, r)).get(0);
    } else if (q != null) {
      back[1] = in[0].matmul(q);
    } else if (r != null) {
      back[1] = r.reshape(1, r.size()).spread(in[1].shape());
    }
    if (p != null) {
      Tensor part = p.matmul(in[2]);
      back[1] = back[1] == null ? part : back[1].plus(part);
      back[2] = p.matmul(true, in[1], false);
    }
    back[0] = q == null || !wanted[0] ? null : in[1].matmul(false, q, true);
    return back;
  }
}
