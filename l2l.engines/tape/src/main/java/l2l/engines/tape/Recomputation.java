package l2l.engines.tape;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;

/**
 * A function on a tape of which only the inputs and outputs are kept: when the sweep comes to it, it is computed again on a tape of its
 * own, and that tape is swept into the adjoints of this one.
 *
 * <p>The sweep inside goes on from the sums the sweep outside has come to, and adds to them in the same order as if the function's
 * operations stood on the tape themselves: hence the same bits.
 */
final class Recomputation implements Tape.Node {
  private final Tape tape;
  private final UnaryOperator<Tensors> f;
  private final Map<String, Expression> in = new LinkedHashMap<>();
  private final Map<String, Integer> parents = new HashMap<>();
  private final List<Variable> given = new ArrayList<>();
  private final Map<String, Tensor> adjoints = new LinkedHashMap<>();
  private final Map<String, Boolean> fresh = new HashMap<>();

  /** @param at variables of the tape over plain numbers, and plain numbers */
  Recomputation(Tape tape, UnaryOperator<Tensors> f, Tensors at) {
    this.tape = tape;
    this.f = f;
    for (String name : at.names()) {
      if (at.get(name) instanceof Variable v) {
        in.put(name, v.primal);
        if (!parents.containsValue(v.index)) {
          given.add(v);
        }
        parents.put(name, v.index);
      } else {
        in.put(name, TapeEngine.own(at.get(name)));
      }
      in.get(name).dense().read(tape);
    }
  }

  /** Computes the outputs and records the function: a node for it and, behind it, one for each output that it made of variables. */
  Tensors recorded() {
    Map<String, Tensor> out = new LinkedHashMap<>();
    Map<String, Dense> made = outputs(out);
    Variable call = tape.push(this, tape.engine.dense());
    made.forEach((name, value) -> out.put(name, tape.push((sums, d, own) -> {
      adjoints.put(name, d);
      fresh.put(name, own);
      sums.of[call.index] = d;
    }, value)));
    return Tensors.of(out);
  }

  /** Constants and inputs handed through are put into {@code out}, where for what was made of variables there is room; it is returned. */
  private Map<String, Dense> outputs(Map<String, Tensor> out) {
    Map<String, Dense> made = new LinkedHashMap<>();
    Tape once = tape.engine.tape(tape);
    try {
      Map<Integer, Variable> leaves = new LinkedHashMap<>();
      Tensors y = f.apply(variables(once, leaves));
      for (String name : y.names()) {
        Expression e = TapeEngine.own(y.get(name));
        out.put(name, e);
        if (e instanceof Variable v && v.tape == once && v.index < leaves.size()) {
          out.put(name, given.get(v.index));
        } else if (e instanceof Variable v && v.tape == once && v.primal instanceof Dense d) {
          d.data(); // whatever it takes from the tape about to close, it has now
          tape.keep(d.bytes());
          tape.inherit(d, once);
          made.put(name, d);
        } else if (!(e instanceof Dense)) {
          throw new IllegalArgumentException("recomputed: '" + name
              + "' was computed from a variable that the function was not given; hand it over in its argument");
        }
      }
      return made;
    } finally {
      once.close();
    }
  }

  /** The inputs on another tape: a leaf for each variable given, in order. */
  private Tensors variables(Tape on, Map<Integer, Variable> leaves) {
    Map<String, Tensor> at = new LinkedHashMap<>();
    in.forEach((name, value) -> {
      Integer parent = parents.get(name);
      at.put(name, parent == null ? value : leaves.computeIfAbsent(parent, which -> on.leaf(value)));
    });
    return Tensors.of(at);
  }

  @Override
  public void sweep(Adjoints outside, Tensor any, boolean own) {
    Tape again = tape.engine.tape(tape);
    try {
      Map<Integer, Variable> leaves = new LinkedHashMap<>();
      Tensors y = f.apply(variables(again, leaves));
      Adjoints inside = new Adjoints(again.size());
      leaves.forEach((parent, leaf) -> inside.take(leaf.index, outside, parent));
      for (String name : List.copyOf(adjoints.keySet())) {
        Tensor d = adjoints.remove(name);
        if (y.get(name) instanceof Variable v && v.tape == again) {
          inside.add(v.index, d, fresh.get(name));
        }
      }
      again.sweep(inside, again.size() - 1, leaves.size());
      leaves.forEach((parent, leaf) -> outside.take(parent, inside, leaf.index));
    } finally {
      again.close();
    }
  }
}
