package l2l.engines.tape;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import l2l.api.tensor.Engine;
import l2l.api.tensor.Precision;
import l2l.api.tensor.Primitive;
import l2l.api.tensor.Shape;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;

/**
 * An engine that differentiates by eager tapes and dual numbers, nested to any depth, over loops of one precision.
 *
 * <p>Every derivative under way has a level, later ones greater; a variable knows its own. An operation belongs to the greatest level
 * among its inputs, is done on their primals one level down, and recorded there: so nested derivatives never mix up.
 */
public abstract class TapeEngine implements Engine {
  private final Loops loops;
  private final AtomicLong levels = new AtomicLong();
  final AtomicLong tapeBytes = new AtomicLong();
  final Arena arena;
  final Chain.Kinds chains = new Chain.Kinds();

  /** For results that belong to no tape: nobody gives them back but by {@link #release}. */
  final Room room = new Room() {
    @Override
    public Dense any(int... shape) {
      return lend(shape).shown(false);
    }

    @Override
    public Dense zeros(int... shape) {
      return lendZeros(shape).shown(false);
    }

    @Override
    public boolean waits(int n, Dense... in) {
      boolean waits = Deferred.worth(n);
      for (Dense d : in) {
        // what a tape takes back when it closes is used before
        waits &= d.lentTo() == null;
      }
      return waits;
    }

    @Override
    public Dense promised(Deferred how, int... shape) {
      return new Dense(TapeEngine.this, how, shape).shown(false);
    }
  };

  protected TapeEngine(Loops loops) {
    this.loops = loops;
    this.arena = new Arena(loops.precision().bytes(), Runtime.getRuntime().maxMemory() / 4);
  }

  /** The loops underneath. */
  public final Loops loops() {
    return loops;
  }

  @Override
  public final Precision precision() {
    return loops.precision();
  }

  @Override
  public final long bytesOnTape() {
    return tapeBytes.get();
  }

  @Override
  public Map<String, String> facts() {
    return loops.facts();
  }

  /** A tensor of zeros, to be filled before others see it. */
  public final Dense dense(int... shape) {
    return new Dense(this, loops.array(Shape.size(shape)), shape);
  }

  /** An array with any content, perhaps used before. */
  final Dense lend(int... shape) {
    Object used = arena.take(Shape.size(shape));
    return used != null ? new Dense(this, used, shape) : dense(shape);
  }

  /** An array of zeros, perhaps used before. */
  final Dense lendZeros(int... shape) {
    Object used = arena.take(Shape.size(shape));
    if (used == null) {
      return dense(shape);
    }
    Dense d = new Dense(this, used, shape);
    loops.fill(used, 0, d.size(), 0);
    return d;
  }

  @Override
  public final Tensor tensor(double[] values, int... shape) {
    checkLength(values.length, shape);
    return new Dense(this, loops.array(values), shape.clone()).given();
  }

  @Override
  public final Tensor tensor(float[] values, int... shape) {
    checkLength(values.length, shape);
    return new Dense(this, loops.array(values), shape.clone()).given();
  }

  @Override
  public final Tensor rows(float[] values, int width, int... index) {
    for (int i : index) {
      if (i < 0 || (i + 1L) * width > values.length) {
        throw new IllegalArgumentException("rows: index " + i + " is none of the " + (width == 0 ? 0 : values.length / width)
            + " rows of " + width + " that " + values.length + " numbers make");
      }
    }
    return new Dense(this, new Drawn(values, width, index.clone())).given();
  }

  private static void checkLength(int length, int[] shape) {
    if (Shape.size(shape) != length) {
      throw new IllegalArgumentException("tensor: " + length + " numbers do not fill shape " + Shape.text(shape));
    }
  }

  @Override
  public final Tensor fill(double value, int... shape) {
    Dense out = dense(shape.clone());
    if (value != 0 || Double.doubleToRawLongBits(value) != 0) {
      loops.fill(out.data(), 0, out.size(), value);
    }
    return out;
  }

  @Override
  public final Tensor concat(int axis, List<Tensor> parts) {
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("concat: there are no tensors");
    }
    Expression[] in = new Expression[parts.size()];
    for (int i = 0; i < in.length; i++) {
      in[i] = own(parts.get(i));
    }
    if (in.length == 1) {
      Layout.axis("concat", in[0].shapeArray(), axis);
      return in[0];
    }
    return apply(new Concat(axis), in);
  }

  static Expression own(Tensor t) {
    if (t instanceof Expression e) {
      return e;
    }
    throw new IllegalArgumentException("a tensor of another engine (" + t.getClass().getName() + "); bring it over through Values");
  }

  /** Has what waits among these computed; rows that were drawn may go on waiting, for they depend on nothing. */
  static void settle(Tensor... tensors) {
    for (Tensor t : tensors) {
      if (t instanceof Expression e && !e.dense().isDrawn()) {
        e.dense().data();
      }
    }
  }

  /** Plain numbers, there still when the tape they were computed on closes. */
  static Expression lasting(Expression e) {
    if (e instanceof Dense d) {
      d.keepUnlessOf(null);
    }
    return e;
  }

  static long level(Expression[] in) {
    long level = 0;
    for (Expression e : in) {
      level = Math.max(level, e.level());
    }
    return level;
  }

  static Dense[] denses(Expression[] in) {
    Dense[] d = new Dense[in.length];
    for (int i = 0; i < in.length; i++) {
      d[i] = in[i].dense();
    }
    return d;
  }

  /** Does an operation, and records it where derivatives are under way. */
  final Expression apply(Operation operation, Expression... in) {
    return apply(room, operation, in);
  }

  /** @param results where the result's array comes from, if no derivative is under way */
  private Expression apply(Room results, Operation operation, Expression... in) {
    long level = level(in);
    if (level == 0) {
      for (Expression e : in) {
        if (e.engine() != this) {
          throw new IllegalArgumentException(operation + ": tensors of two engines meet; bring one over through Values");
        }
      }
      return (Expression) operation.forward(results, denses(in));
    }
    Expression[] primals = new Expression[in.length];
    int[] parents = new int[in.length];
    Tensor[] tangents = new Tensor[in.length];
    Tape tape = null;
    Pass pass = null;
    for (int i = 0; i < in.length; i++) {
      primals[i] = in[i];
      parents[i] = -1;
      if (in[i].level() == level) {
        if (in[i] instanceof Variable v) {
          primals[i] = v.primal;
          parents[i] = v.index;
          tape = v.tape;
        } else if (in[i] instanceof Dual d) {
          primals[i] = d.primal;
          tangents[i] = d.tangent;
          pass = d.pass;
        }
      }
    }
    Expression out = apply(tape != null ? tape : room, operation, primals);
    if (tape != null) {
      return tape.record(operation, primals, parents, out);
    }
    pass.checkOpen();
    boolean moving = false;
    for (Tensor t : tangents) {
      moving |= t != null;
    }
    return new Dual(pass, out, moving ? operation.tangent(primals, out, tangents) : null);
  }

  @Override
  public final Gradient gradient(Function<Tensors, Tensor> f, Tensors at) {
    Tape tape = new Tape(this, levels.incrementAndGet());
    try {
      List<String> names = new ArrayList<>(at.names());
      Tensors leaves = at.map(t -> tape.leaf(own(t)));
      Expression y = own(f.apply(leaves));
      Tensor[] adjoint = new Tensor[names.size()];
      Tensor value = y;
      if (y instanceof Variable v && v.tape == tape) {
        value = lasting(v.primal);
        adjoint = tape.sweep(v, ((Dense) fill(1, v.shape())).ones(), names.size());
      }
      Map<String, Tensor> gradient = new LinkedHashMap<>();
      for (int i = 0; i < adjoint.length; i++) {
        gradient.put(names.get(i), adjoint[i] != null ? adjoint[i] : zeros(at.get(names.get(i)).shape()));
      }
      return new Gradient(value, Tensors.of(gradient));
    } finally {
      tape.close();
    }
  }

  @Override
  public final Tensors recomputed(UnaryOperator<Tensors> f, Tensors at) {
    Tape tape = null;
    boolean plain = true;
    for (Tensor t : at.tensors()) {
      Expression e = own(t);
      if (e instanceof Variable v && (tape == null || v.tape == tape)) {
        tape = v.tape;
        plain &= v.primal instanceof Dense;
      } else {
        plain &= e instanceof Dense;
      }
    }
    return plain && tape != null ? new Recomputation(tape, f, at).recorded() : f.apply(at);
  }

  /** A tape for a derivative that ends before the one of {@code within} does. */
  final Tape tape(Tape within) {
    return new Tape(this, levels.incrementAndGet(), within);
  }

  @Override
  public final Tangent tangent(Function<Tensors, Tensors> f, Tensors at, Tensors direction) {
    Pass pass = new Pass(levels.incrementAndGet());
    Tensors duals = at.zip(direction, (x, t) -> {
      if (!Arrays.equals(x.shape(), t.shape())) {
        throw new IllegalArgumentException(
            "tangent: shapes " + Shape.text(x.shape()) + " and " + Shape.text(t.shape()) + " of point and direction differ");
      }
      return new Dual(pass, own(x), t);
    });
    try {
      Tensors y = f.apply(duals);
      Tensors value = y.map(t -> t instanceof Dual d && d.pass == pass ? d.primal : t);
      return new Tangent(value, y.map(t -> t instanceof Dual d && d.pass == pass && d.tangent != null ? d.tangent : zeros(t.shape())));
    } finally {
      pass.close();
    }
  }

  @Override
  public final void keep(Tensors... shown) {
    for (Tensors all : shown) {
      for (Tensor t : all.tensors()) {
        if (t instanceof Dense d) {
          d.keep();
        }
      }
    }
  }

  @Override
  public final void release(List<Tensors> past, Tensors... behind) {
    Set<Dense> gone = new LinkedHashSet<>();
    for (Tensors all : past) {
      for (Tensor t : all.tensors()) {
        if (t instanceof Dense d && !d.isShown()) {
          gone.add(d);
        }
      }
    }
    for (Tensors stay : behind) {
      stay.tensors().forEach(gone::remove);
    }
    if (!gone.isEmpty()) {
      for (Tensors stay : behind) {
        stay.tensors().forEach(t -> own(t).dense().settle(gone));
      }
      while (gone.removeIf(Dense::goes)) {
        // what one of them waited for may go behind it
      }
    }
  }

  @Override
  public final boolean giveUp(Tensors points, Tensors... used) {
    List<Dense> stay = new ArrayList<>();
    for (Tensors all : used) {
      all.tensors().forEach(t -> stay.add(own(t).dense()));
    }
    boolean any = false;
    for (Tensor t : points.tensors()) {
      if (t instanceof Variable v && v.primal instanceof Dense d) {
        for (Dense other : stay) {
          if (other.deferred() != null && other.deferred().reads(d) > 0) {
            other.data();
          }
        }
        any |= stay.stream().noneMatch(d::shares) && v.tape.giveUp(d);
      }
    }
    return any;
  }

  @Override
  public final List<Tensor> apply(Primitive primitive, List<Tensor> tensors) {
    return new Fused(this, primitive).apply(tensors);
  }
}
