package l2l.engines.tape;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import l2l.api.tensor.Primitive;
import l2l.api.tensor.Tensor;

/**
 * One reverse-mode differentiation: the operations done on its variables, in order. Its pullbacks are written in the tensors of the
 * derivative outside, so gradients differentiate again.
 */
final class Tape implements Room {
  final TapeEngine engine;
  final long level;
  private final Tape within;
  private final ArrayList<Node> nodes = new ArrayList<>();
  private final ArrayList<Dense> lent = new ArrayList<>();
  private final ArrayList<Dense> mirrored = new ArrayList<>();
  private final ArrayList<Dense> seen = new ArrayList<>();
  private long bytes;
  private boolean closed;

  /** Something recorded: given the adjoint of its value, adds to those of its inputs. */
  interface Node {
    /** @param own whether d is the sweep's own */
    void sweep(Adjoints adjoints, Tensor d, boolean own);
  }

  Tape(TapeEngine engine, long level) {
    this(engine, level, null);
  }

  /** @param within a tape that outlives this one, null if there is none: what it was lent is seen here without being kept for good */
  Tape(TapeEngine engine, long level, Tape within) {
    this.engine = engine;
    this.level = level;
    this.within = within;
  }

  Variable leaf(Expression primal) {
    keepOthers(primal);
    return push((adjoints, d, own) -> {}, primal);
  }

  Variable push(Node node, Expression primal) {
    checkOpen();
    nodes.add(node);
    return new Variable(this, nodes.size() - 1, primal);
  }

  private void checkOpen() {
    if (closed) {
      throw over();
    }
  }

  static IllegalStateException over() {
    return new IllegalStateException(
        "a tensor is used after the derivative it is a variable of has returned; detach it inside, or return it");
  }

  /** How many nodes there are. */
  int size() {
    return nodes.size();
  }

  void keep(long more) {
    checkOpen();
    bytes += more;
    engine.tapeBytes.addAndGet(more);
  }

  /** Records an operation; inputs that are no variables of this tape have parent -1. */
  Variable record(Operation operation, Expression[] primals, int[] parents, Expression out) {
    Dense value = out.dense();
    boolean fresh = true;
    for (Expression p : primals) {
      fresh &= !value.shares(p.dense());
      keepOthers(p);
    }
    if (fresh) {
      keep(value.bytes());
    }
    if (operation.reads()) {
      read(primals);
      read(out);
    }
    return push((adjoints, d, own) -> {
      boolean plain = plain(primals, out, d);
      boolean over = own;
      Tensor[] all = plain && allWanted(parents) ? operation.pullbacks(TapeEngine.denses(primals), (Dense) d) : null;
      for (int i = 0; i < parents.length; i++) {
        if (parents[i] >= 0) {
          Tensor back = all != null ? all[i] : operation.pullback(i, primals, out, d);
          TapeEngine.settle(back);
          boolean same = own && back == d;
          if (same) {
            ((Dense) d).hold();
          }
          boolean apart = plain && !shares(back, d);
          over &= same || apart;
          adjoints.add(parents[i], back, same || apart && !shares(back, out) && !shares(back, primals));
        }
      }
      if (over) {
        ((Dense) d).drop();
      }
    }, out);
  }

  /** Whether all adjoints are asked for. */
  private static boolean allWanted(int[] parents) {
    boolean all = true;
    for (int parent : parents) {
      all &= parent >= 0;
    }
    return all;
  }

  /** Whether no other derivative keeps what is computed from these. */
  private static boolean plain(Expression[] primals, Expression out, Tensor d) {
    boolean plain = d instanceof Dense && out instanceof Dense;
    for (Expression p : primals) {
      plain &= p instanceof Dense;
    }
    return plain;
  }

  private static boolean shares(Tensor a, Tensor... others) {
    for (Tensor b : others) {
      if (a instanceof Dense x && b instanceof Dense y && x.shares(y)) {
        return true;
      }
    }
    return false;
  }

  private void read(Tensor... all) {
    for (Tensor t : all) {
      if (t instanceof Dense d) {
        d.read(this);
      }
    }
  }

  /** Gives the array of a value back before the sweep, if nothing needs the numbers any more; whether it did. */
  boolean giveUp(Dense d) {
    boolean unread = !closed && d.isUnreadOf(this);
    if (unread) {
      d.giveUp();
      keep(-d.bytes());
    }
    return unread;
  }

  /** What another tape was lent is shown by this one too; what belongs to none is seen by this one while it is open. */
  private void keepOthers(Expression primal) {
    if (primal instanceof Dense d && (within == null || d.lentTo() != within)) {
      d.keepUnlessOf(this);
      if (d.see()) {
        seen.add(d);
      }
    }
  }

  /** For a value of this tape: it is taken back once the sweep is past it, unless somebody else may by then show it. */
  @Override
  public Dense any(int... shape) {
    return lent(engine.lend(shape));
  }

  @Override
  public Dense zeros(int... shape) {
    return lent(engine.lendZeros(shape));
  }

  private Dense lent(Dense d) {
    if (Arena.takes(d.count) || d.deferred() != null) {
      d.lend(this, nodes.size());
      lent.add(d);
    }
    return d;
  }

  /** What these were lent for, the sweep comes to behind what waits for them. */
  @Override
  public boolean waits(int n, Dense... in) {
    boolean waits = Deferred.worth(n);
    for (Dense d : in) {
      waits &= d.lentTo() == null || d.lentTo() == this || d.lentTo() == within;
    }
    return waits;
  }

  @Override
  public Dense promised(Deferred how, int... shape) {
    return lent(new Dense(engine, how, shape));
  }

  @Override
  public void mirror(Dense d) {
    if (d.isGiven() && engine.loops().crosses()) {
      d.mirror(engine.loops(), this::mirrored);
    }
  }

  /** Notes whose numbers crossed over: they are taken back when the tape closes. */
  void mirrored(Dense d) {
    mirrored.add(d);
  }

  /**
   * Records a primitive of a derivative inside another: its value belongs to the one outside, and its pullback is written in tensors that
   * the one outside differentiates again.
   */
  List<Tensor> record(Primitive.Pullback pullback, Expression[] primals, int[] parents, List<Tensor> out) {
    for (Expression p : primals) {
      keepOthers(p);
    }
    read(primals);
    Tensor[] outAdjoints = new Tensor[out.size()];
    int call = push((adjoints, d, own) -> {
      Tensor[] back = Fused.pulled(pullback, primals, parents, out, outAdjoints);
      for (int i = 0; i < parents.length; i++) {
        adjoints.add(parents[i], back[i], false);
      }
    }, primals[0]).index;
    List<Tensor> variables = new ArrayList<>();
    for (int i = 0; i < outAdjoints.length; i++) {
      int which = i;
      variables.add(push((adjoints, d, own) -> {
        outAdjoints[which] = d;
        adjoints.of[call] = d;
      }, (Expression) out.get(i)));
    }
    return variables;
  }

  /** Takes over a value that was lent to a tape about to close, unless somebody else may show it. */
  void inherit(Dense d, Tape from) {
    if (d.lentTo() == from) {
      lent(d);
    }
  }

  /** Records a fused primitive, whose outputs and saved values were lent. */
  List<Tensor> record(Call call) {
    for (Dense d : call.in) {
      keepOthers(d);
    }
    call.read();
    for (Dense d : call.out) {
      keep(d.bytes());
    }
    for (Dense d : call.saved) {
      keep(d.bytes());
    }
    return call.recorded();
  }

  /** The node at an index. */
  Node node(int index) {
    return nodes.get(index);
  }

  /** Adjoints of the first {@code leaves} nodes, null where no derivative flows; the history is dropped on the way. */
  Tensor[] sweep(Variable from, Tensor one, int leaves) {
    Adjoints adjoints = new Adjoints(nodes.size());
    adjoints.of[from.index] = one;
    sweep(adjoints, from.index, leaves);
    for (int i = 0; i < leaves; i++) {
      if (adjoints.of[i] instanceof Dense d) {
        d.shown(!adjoints.own[i]);
      }
    }
    return Arrays.copyOf(adjoints.of, leaves);
  }

  /** From a node back to the leaves; what no earlier node needs is given back on the way. */
  void sweep(Adjoints adjoints, int from, int leaves) {
    for (int i = from; i >= leaves; i--) {
      Node node = nodes.get(i);
      adjoints.reach(i, node);
      Tensor d = adjoints.of[i];
      if (d != null) {
        adjoints.of[i] = null;
        node.sweep(adjoints, d, adjoints.own[i]);
      }
      nodes.set(i, null);
      release(Math.max(i, adjoints.last() + 1));
    }
    adjoints.settle();
    release(leaves);
  }

  /** Gives back what was lent for this node and those behind it. */
  private void release(int node) {
    while (!lent.isEmpty() && lent.get(lent.size() - 1).lentFor() >= node) {
      Dense d = lent.remove(lent.size() - 1);
      if (d.lentTo() == this) {
        d.release();
      }
    }
  }

  void close() {
    closed = true;
    nodes.clear();
    engine.tapeBytes.addAndGet(-bytes);
    release(0);
    mirrored.forEach(Dense::dropMirror);
    mirrored.clear();
    seen.forEach(Dense::unsee);
    seen.clear();
  }
}
