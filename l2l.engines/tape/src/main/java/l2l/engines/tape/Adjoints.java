package l2l.engines.tape;

import java.util.Optional;
import l2l.api.tensor.Tensor;

/**
 * Adjoints of nodes. One that the sweep made is its own: the nodes that hold it are counted, a node that holds it alone adds to it in
 * place, and after the last its array is given back. One that others may know is never written to.
 */
final class Adjoints {
  final Tensor[] of;
  final boolean[] own;
  private Run run;

  Adjoints(int n) {
    of = new Tensor[n];
    own = new boolean[n];
  }

  /** Goes on with the sum that another sweep has come to. */
  void take(int node, Adjoints from, int its) {
    from.settle();
    of[node] = from.of[its];
    own[node] = from.own[its];
  }

  /** @param fresh whether d is the sweep's own; it is taken over */
  void add(int node, Tensor d, boolean fresh) {
    if (node < 0 || d == null) {
      return;
    }
    if (run != null && run.awaits(node)) {
      settle();
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

  /** The sweep comes to a node; what is held back and adds to its adjoint is done first, unless the node may join it. */
  void reach(int node, Tape.Node which) {
    if (run != null && run.awaits(node) && !run.mayBeJoinedBy(which)) {
      settle();
    }
  }

  /** The run held back, if this call may join it. */
  Optional<Run> runBefore(Call call) {
    return Optional.ofNullable(run).filter(r -> r.mayBeJoinedBy(call));
  }

  /** Holds back a run. */
  void hold(Run begun) {
    settle();
    run = begun;
  }

  /** Does what is held back. */
  void settle() {
    Run held = run;
    run = null;
    if (held != null) {
      held.sweep(this);
    }
  }

  /** The last node whose arrays are still needed though the sweep is past it; -1 if there is none. */
  int last() {
    return run == null ? -1 : run.last();
  }
}
