package l2l.engines.tape;

import l2l.api.tensor.Tensor;

/**
 * Adjoints of nodes. One that the sweep made is its own: the nodes that hold it are counted, a node that holds it alone adds to it in
 * place, and after the last its array is given back. One that others may know is never written to.
 */
final class Adjoints {
  final Tensor[] of;
  final boolean[] own;

  Adjoints(int n) {
    of = new Tensor[n];
    own = new boolean[n];
  }

  /** Goes on with the sum that another sweep has come to. */
  void take(int node, Adjoints from, int its) {
    of[node] = from.of[its];
    own[node] = from.own[its];
  }

  /** @param fresh whether d is the sweep's own; it is taken over */
  void add(int node, Tensor d, boolean fresh) {
    if (node < 0 || d == null) {
      return;
    }
    Tensor sum = of[node];
    if (sum == null) {
      of[node] = d;
      own[node] = fresh;
      return;
    }
    if (own[node] && sum instanceof Dense to && to.heldByOne() && d instanceof Dense from) {
      to.engine().loops().add(from.data(), 0, to.data(), 0, to.size());
    } else {
      of[node] = sum.plus(d);
      TapeEngine.settle(of[node]);
      if (own[node]) {
        ((Dense) sum).drop();
      }
      own[node] = of[node] instanceof Dense;
    }
    if (fresh) {
      ((Dense) d).drop();
    }
  }
}
