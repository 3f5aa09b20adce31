package l2l.engines.tape;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import l2l.api.tensor.Tensor;

/**
 * Adjoints of nodes. One that the sweep made is its own: the nodes that hold it are counted, a node that holds it alone adds to it in
 * place, and after the last its array is given back. One that others may know is never written to.
 */
final class Adjoints {
  final Tensor[] of;
  final boolean[] own;
  private final List<Run> held = new ArrayList<>();

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
    if (!held.isEmpty()) {
      settle(run -> run.awaits(node));
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
    if (!held.isEmpty()) {
      settle(run -> run.awaits(node) && !run.mayBeJoinedBy(which));
    }
  }

  /** Holds a call back, in a run that it may join or in a new one; others that add to the same adjoints are done before. */
  void hold(Call call) {
    Run joined = held.stream().filter(run -> run.mayBeJoinedBy(call)).findAny().orElse(null);
    settle(run -> run != joined && (run.mayBeJoinedBy(call) || Arrays.stream(call.parents).anyMatch(run::awaits)));
    if (joined != null) {
      joined.join(call, call.taken(this));
    } else {
      held.add(new Run(call, call.taken(this)));
    }
  }

  /** Whether a run is held back that this call may join. */
  boolean holdsBefore(Call call) {
    return held.stream().anyMatch(run -> run.mayBeJoinedBy(call));
  }

  /** Does what is held back. */
  void settle() {
    settle(run -> true);
  }

  private void settle(Predicate<Run> which) {
    List<Run> due = held.stream().filter(which).toList();
    held.removeAll(due);
    due.forEach(run -> run.sweep(this));
  }

  /** The last node whose arrays are still needed though the sweep is past it; -1 if there is none. */
  int last() {
    int last = -1;
    for (Run run : held) {
      last = Math.max(last, run.last());
    }
    return last;
  }
}
