package l2l.engines.tape;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import l2l.api.tensor.Primitive;
import l2l.api.tensor.Tensor;

/** A call of a fused primitive on a tape: a node and, behind it, one for each output. */
final class Call implements Tape.Node {
  final Tape tape;
  final Primitive primitive;
  final Dense[] in;
  final int[] parents;
  final Dense[] out;
  final Dense[] saved;
  private final int[] state;
  private final Call before;
  private int index;

  /** An output, which leaves its adjoint to the call. */
  private record Output(Call call, int which) implements Tape.Node {

    @Override
    public void sweep(Adjoints adjoints, Tensor d, boolean own) {
      adjoints.of[call.index + 1 + which] = d;
      adjoints.of[call.index] = d;
    }
  }

  /** Adjoints of a call's outputs, null where they are 0, and which of them are the sweep's own. */
  record Owed(Tensor[] adjoints, boolean[] own) {

    /** They have been used. */
    void drop() {
      for (int i = 0; i < adjoints.length; i++) {
        if (own[i]) {
          ((Dense) adjoints[i]).drop();
        }
      }
    }
  }

  /**
   * @param parents the inputs' nodes, -1 for what is no variable of this tape
   * @param out lent to the tape, as {@code saved}
   */
  Call(Tape tape, Primitive primitive, Dense[] in, int[] parents, Dense[] out, Dense[] saved) {
    this.tape = tape;
    this.primitive = primitive;
    this.in = in;
    this.parents = parents;
    this.out = out;
    this.saved = saved;
    this.state = primitive.state();
    this.before = stateOf();
  }

  /** The call whose outputs are this one's state, and come in nowhere else; or null. */
  private Call stateOf() {
    if (state.length == 0 || parents[state[0]] < 0 || !(tape.node(parents[state[0]]) instanceof Output first)
        || !first.call.primitive.equals(primitive)) {
      return null;
    }
    for (int i = 0; i < parents.length; i++) {
      if (first.call.output(parents[i]) != (carries(i) ? i : -1)) {
        return null;
      }
    }
    return first.call;
  }

  /** Notes whose numbers the way back reads. */
  void read() {
    boolean[] wanted = Fused.wanted(parents);
    boolean plain = primitive.pullback().isEmpty();
    for (int i = 0; i < in.length; i++) {
      if (plain || primitive.reads(i, wanted)) {
        in[i].read(tape);
      }
    }
    for (int i = 0; i < out.length; i++) {
      if (!Fused.isLate(primitive, i)) {
        out[i].read(tape);
      }
    }
  }

  /** Whether an input is part of the state. */
  boolean carries(int input) {
    return Arrays.stream(state).anyMatch(s -> s == input);
  }

  /** Which of the outputs a node is, or -1. */
  private int output(int node) {
    return node > index && node <= index + out.length ? node - index - 1 : -1;
  }

  /** Puts the nodes on the tape; the outputs as variables. */
  List<Tensor> recorded() {
    index = tape.push(this, in[0]).index;
    List<Tensor> variables = new ArrayList<>();
    for (int i = 0; i < out.length; i++) {
      variables.add(tape.push(new Output(this, i), out[i]));
    }
    return variables;
  }

  int index() {
    return index;
  }

  /** The call that this one's state comes from, or null. */
  Call before() {
    return before;
  }

  /** Whether a node is this one or one of its outputs. */
  boolean has(Tape.Node node) {
    return node == this || node instanceof Output o && o.call == this;
  }

  @Override
  public void sweep(Adjoints adjoints, Tensor any, boolean own) {
    if (!plain(adjoints)) {
      adjoints.settle();
      Owed owed = taken(adjoints);
      give(adjoints, new Fused(tape.engine, primitive).backwardAgain(in, parents, out, owed.adjoints), false);
      return;
    }
    if (before != null || adjoints.holdsBefore(this)) {
      adjoints.hold(this);
    } else {
      new Run(this, taken(adjoints)).sweep(adjoints);
    }
    if (before != null) {
      adjoints.of[before.index] = any;
    }
  }

  /** Whether the outputs' adjoints are plain numbers, or 0. */
  private boolean plain(Adjoints adjoints) {
    boolean plain = true;
    for (int i = index + 1; i <= index + out.length; i++) {
      plain &= adjoints.of[i] == null || adjoints.of[i] instanceof Dense;
    }
    return plain;
  }

  /** Takes the adjoints of the outputs. */
  Owed taken(Adjoints adjoints) {
    int from = index + 1;
    int to = from + out.length;
    Owed owed = new Owed(Arrays.copyOfRange(adjoints.of, from, to), Arrays.copyOfRange(adjoints.own, from, to));
    Arrays.fill(adjoints.of, from, to, null);
    return owed;
  }

  /** Adds to the adjoints of the inputs. */
  void give(Adjoints adjoints, Tensor[] back, boolean fresh) {
    for (int i = 0; i < parents.length; i++) {
      adjoints.add(parents[i], back[i], fresh);
    }
  }
}
