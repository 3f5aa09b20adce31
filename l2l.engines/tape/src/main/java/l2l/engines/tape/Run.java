package l2l.engines.tape;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import l2l.api.tensor.Tensor;

/** Calls of a recurrence that a sweep holds back, the later ones first, to come to them at once. */
final class Run {

  /** Most calls of a run: what a primitive keeps of each while it sweeps them is bounded. */
  private static final int MOST = 32;

  private final List<Call> calls = new ArrayList<>();
  private final List<Call.Owed> owed = new ArrayList<>();
  private final BitSet awaiting = new BitSet();

  Run(Call call, Call.Owed adjoints) {
    join(call, adjoints);
  }

  void join(Call call, Call.Owed adjoints) {
    calls.add(call);
    owed.add(adjoints);
    for (int parent : call.parents) {
      if (parent >= 0) {
        awaiting.set(parent);
      }
    }
  }

  /** Whether a call still adds to the adjoint of a node. */
  boolean awaits(int node) {
    return node >= 0 && awaiting.get(node);
  }

  /** Whether it is the call before the earliest one, or an output of that. */
  boolean mayBeJoinedBy(Tape.Node node) {
    Call before = calls.get(calls.size() - 1).before();
    return before != null && calls.size() < MOST && before.has(node);
  }

  /** The node of the latest call. */
  int last() {
    return calls.get(0).index();
  }

  /** Adds to the adjoints of what the calls were made of, call by call. */
  void sweep(Adjoints adjoints) {
    List<Tensor[]> back = Fused.backward(calls, owed);
    owed.forEach(Call.Owed::drop);
    for (int i = 0; i < calls.size(); i++) {
      calls.get(i).give(adjoints, back.get(i), true);
    }
  }
}
