package l2l.engines.tape;

import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import l2l.api.tensor.Buffer;
import l2l.api.tensor.Kernel;
import l2l.api.tensor.Precision;
import l2l.api.tensor.Shape;

/** Plain numbers on the Java heap, row-major. */
public final class Dense extends Expression implements Buffer {

  /** Numbers below which it is all one where they lie. */
  private static final int WORTH_KEEPING = 1 << 12;

  private final TapeEngine engine;
  private Object data;
  private volatile Deferred deferred;
  private Tape lentTo;
  private Kernel.Panel mirror;
  private boolean given;
  private boolean ones;
  private boolean unshown;
  private Drawn drawn;
  private int lentFor;
  private int holders = 1;
  private int readers;
  private int seeing;
  private boolean givenUp;
  final int[] axes;
  final int count;

  /** @param data float[] or double[]; kept, not copied */
  Dense(TapeEngine engine, Object data, int[] axes) {
    this.engine = engine;
    this.data = data;
    this.axes = axes;
    this.count = Shape.size(axes);
  }

  /** Numbers that are computed when somebody asks for them. */
  Dense(TapeEngine engine, Deferred deferred, int[] axes) {
    this.engine = engine;
    this.deferred = deferred;
    this.axes = axes;
    this.count = Shape.size(axes);
  }

  /** Rows that are copied when somebody asks for them, such as a minibatch. */
  Dense(TapeEngine engine, Drawn drawn) {
    this.engine = engine;
    this.drawn = drawn;
    this.axes = new int[] {drawn.index().length, drawn.width()};
    this.count = Shape.size(axes);
  }

  /** Whether the numbers are rows that nobody has asked for on the heap yet. */
  boolean isDrawn() {
    return data == null && drawn != null;
  }

  /** How the numbers are to be computed, or null if they are there. */
  Deferred deferred() {
    return data != null ? null : deferred;
  }

  /** The numbers are computed; what they were computed from may go. Whoever sees that they no longer wait sees them. */
  void settle(Object computed) {
    VarHandle.releaseFence();
    data = computed;
    waitsNoMore();
  }

  private void waitsNoMore() {
    Deferred how = deferred;
    deferred = null;
    if (how != null) {
      how.over();
    }
  }

  /** The same numbers under another shape of the same size. */
  Dense as(int... shape) {
    keep();
    return new Dense(engine, data(), shape);
  }

  /** Marks an array of the arena: it goes back there once the tape's sweep is past the node, unless somebody else may by then show it. */
  void lend(Tape tape, int node) {
    lentTo = tape;
    lentFor = node;
  }

  /** Others than who asked for it may show it from now on. */
  void keep() {
    shown(true);
    keepUnlessOf(null);
  }

  /**
   * Others than the tape it was lent to may show it, unless it is this tape that does. What waits takes from the tape what it is
   * computed from, now.
   */
  void keepUnlessOf(Tape tape) {
    if (lentTo != null && lentTo != tape) {
      data();
      lentTo = null;
    }
  }

  Tape lentTo() {
    return lentTo;
  }

  int lentFor() {
    return lentFor;
  }

  /** Gives the numbers back, if there are any yet; whoever shows the tensor all the same is told. */
  void release() {
    if (data != null) {
      engine.arena.give(data, count);
    }
    data = null;
    waitsNoMore();
  }

  /** Gives the numbers back behind the step they are the state of. */
  void giveUp() {
    givenUp = true;
    release();
  }

  /** Gives the numbers back if nobody else knows or waits for them; whether it did. */
  boolean goes() {
    boolean may = mayGoBehind(0);
    if (may) {
      giveUp();
    }
    return may;
  }

  /** Something computed from it lies in its array now; as if it had been given up. */
  void overwritten() {
    data = null;
    giveUp();
  }

  /** One more result that waits will read the numbers. */
  void read() {
    readers++;
  }

  /** One more node of a tape will read the numbers; where they belong to another, that it sees them says enough. */
  void read(Tape tape) {
    if (lentTo == tape) {
      readers++;
    }
  }

  /** One that would read the numbers has. */
  void unread() {
    readers--;
  }

  /** Whether the numbers are this tape's to give up, or to leave uncomputed, and nothing recorded or waiting will read them. */
  boolean isUnreadOf(Tape tape) {
    return readers == 0 && lentTo == tape && (data != null || deferred != null);
  }

  /** Copies the numbers into the memory in which matrices are multiplied, where they stay until {@link #dropMirror}. */
  Kernel.Panel mirror(Kernel kernel, Consumer<Dense> kept) {
    if (mirror == null) {
      mirror = isDrawn() && kernel.precision() == Precision.FLOAT ? drawn.panel(kernel) : kernel.panel(this);
      kept.accept(this);
    }
    return mirror;
  }

  /** Where the numbers lie in the memory in which matrices are multiplied, if they crossed over. */
  public Optional<Kernel.Panel> mirror() {
    return Optional.ofNullable(mirror);
  }

  /** Notes that the numbers came from outside, such as examples: products of them will come again. */
  Dense given() {
    given = count >= WORTH_KEEPING;
    return this;
  }

  boolean isGiven() {
    return given;
  }

  /** Notes that every number is 1: an adjoint to begin with. */
  Dense ones() {
    ones = true;
    return this;
  }

  boolean isOnes() {
    return ones;
  }

  /** Notes whether others than who asked for the numbers know them. If not, they may be given up behind the step they were for. */
  Dense shown(boolean shown) {
    unshown = !shown;
    return this;
  }

  /** Whether others than who asked for the numbers may know them. */
  boolean isShown() {
    return !unshown;
  }

  /** Whether who asked for the numbers may give them up once so many readers are done: nobody else knows them, no open tape sees them. */
  boolean mayGoBehind(int reads) {
    return unshown && seeing == 0 && readers == reads;
  }

  /** A tape sees the numbers; whether that matters, and it is to say so when it closes. */
  boolean see() {
    if (unshown) {
      seeing++;
    }
    return unshown;
  }

  /** A tape that saw the numbers closes. */
  void unsee() {
    seeing--;
  }

  /** Of an adjoint that a sweep made: one more node holds it. */
  void hold() {
    holders++;
  }

  /** One node less holds it; nobody shows it after the last. */
  void drop() {
    if (--holders == 0) {
      release();
    }
  }

  /** Whether it is held by one node alone, which may add to it. */
  boolean heldByOne() {
    return holders == 1;
  }

  void dropMirror() {
    mirror.close();
    mirror = null;
  }

  /** float[] or double[]; not to be changed once the tensor is known to others. */
  public Object data() {
    Object there = data;
    return there != null ? there : computed();
  }

  /**
   * Has the numbers computed, unless they are rows that were drawn, which depend on nothing.
   *
   * @param gone what nobody asks for any more behind this: arrays of these may be written over
   */
  void settle(Set<Dense> gone) {
    Deferred how = deferred();
    if (how != null) {
      Chain.compute(this, how, gone);
    } else if (!isDrawn()) {
      data();
    }
  }

  private Object computed() {
    Deferred how = deferred;
    if (how != null) {
      return Chain.compute(this, how, Set.of());
    }
    if (isDrawn()) {
      data = drawn.array(engine.loops());
    }
    if (data == null && givenUp) {
      throw new IllegalStateException(
          "a state, change, gradient or point is used again after the step behind it; what is still needed belongs into the next state");
    }
    if (data == null) {
      throw Tape.over();
    }
    return data;
  }

  @Override
  public TapeEngine engine() {
    return engine;
  }

  @Override
  long level() {
    return 0;
  }

  @Override
  Dense dense() {
    return this;
  }

  @Override
  public float[] floats() {
    if (data() instanceof float[] f) {
      return f;
    }
    throw new IllegalStateException("floats: this engine computes in double; ask Kernel.precision first");
  }

  @Override
  public double[] doubles() {
    if (data() instanceof double[] d) {
      return d;
    }
    throw new IllegalStateException("doubles: this engine computes in float; ask Kernel.precision first");
  }

  /** Bytes the numbers take. */
  long bytes() {
    return (long) count * engine.precision().bytes();
  }

  /** Whether both show the same array. */
  boolean shares(Dense that) {
    return this == that || data != null && data == that.data;
  }

  /** Equal shapes. */
  boolean like(Dense that) {
    return Arrays.equals(axes, that.axes);
  }
}
