package l2l.engines.tape;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import l2l.api.tensor.Buffer;

/**
 * Elementwise operations that wait for one another, computed in one pass over memory: block by block, each block from operation to
 * operation while it lies in the processor's cache. {@link Pointwise} calls that they wait for are done in the same pass, first in each block.
 *
 * <p>Only results that somebody asks for are written down. A result in between that turns out to be asked for later is noted with the
 * kind of chain, and the next chain of that kind writes it down in passing: m' and v' of Adam, which x' is computed from. That decides
 * when a number is computed and where it lies, never its bits.
 */
final class Chain {

  /** Numbers up to which operations are done on all of them at a time: a handful of arrays lie in a second-level cache. */
  private static final int AT_ONCE = 1 << 15;

  /** Numbers of a block: a handful of blocks fill half a first-level cache. */
  private static final int BLOCK = 1 << 10;

  /** Numbers that a call does at a time: their arrays lie in a second-level cache, and memory is read in longer runs. */
  private static final int OF_CALLS = 1 << 13;

  /** Numbers from which on a chain is spread over threads, and the length of a piece. */
  private static final int MANY = 1 << 17;
  private static final int PIECE = 1 << 15;

  private static final int[] NOTHING = {};

  /** Kinds of chain known to an engine, the latest some hundred: those of a program that goes round and round. */
  static final class Kinds {
    private static final int MOST = 500;
    private final Map<List<Integer>, Kind> known = new ConcurrentHashMap<>();

    Kind of(List<Integer> form) {
      if (known.size() > MOST) {
        known.clear();
      }
      return known.computeIfAbsent(form, f -> new Kind());
    }
  }

  /** Chains of the same operations in the same order, and which of their results were asked for. */
  static final class Kind {
    private volatile long wanted;

    void want(int place) {
      synchronized (this) {
        wanted |= 1L << place;
      }
    }

    boolean wants(int place) {
      return (wanted >>> place & 1) != 0;
    }
  }

  private final TapeEngine engine;
  private final int count;
  private final Set<Dense> gone;
  private final List<Pointwise> calls = new ArrayList<>();
  private final Map<Dense, Object> results = new LinkedHashMap<>();
  private final Map<Dense, Integer> places = new IdentityHashMap<>();
  private final List<Dense> values = new ArrayList<>();
  private final List<Deferred> steps = new ArrayList<>();
  private final List<Object> arrays = new ArrayList<>();
  private final List<Integer> form = new ArrayList<>();
  private final List<int[]> operands = new ArrayList<>();

  private Chain(Dense root, Deferred how, Set<Dense> gone) {
    this.engine = root.engine();
    this.count = root.count;
    this.gone = gone;
    add(root, how);
  }

  /**
   * The numbers of a tensor that waits, computed now; others of its chain that are wanted get theirs too.
   *
   * @param gone what nobody asks for any more behind this: arrays of these may be written over
   */
  static Object compute(Dense root, Deferred how, Set<Dense> gone) {
    how.wanted();
    return new Chain(root, how, gone).run();
  }

  /** The place of a value among those of the chain: inputs and results in the order in which they are first needed. */
  private int add(Dense d, Deferred how) {
    if (how != null && how.operation instanceof Pointwise call) {
      if (!calls.contains(call)) {
        calls.add(call);
      }
      return add(d, null, NOTHING, null);
    }
    int[] from = NOTHING;
    if (how != null) {
      from = new int[how.in.length];
      for (int i = 0; i < from.length; i++) {
        Integer place = places.get(how.in[i]);
        // what another thread computes in the meantime is an input
        from[i] = place != null ? place : add(how.in[i], how.operation.whole(i) ? null : how.in[i].deferred());
      }
    }
    return add(d, how, from, how == null ? d.data() : null);
  }

  private int add(Dense d, Deferred how, int[] from, Object array) {
    int place = values.size();
    places.put(d, place);
    values.add(d);
    steps.add(how);
    arrays.add(array);
    operands.add(from);
    form.add(how == null ? -1 : how.operation.code());
    for (int i : from) {
      form.add(i);
    }
    return place;
  }

  private Object run() {
    Kind kind = engine.chains.of(form);
    int root = values.size() - 1;
    boolean[] written = new boolean[values.size()];
    for (int i = 0; i <= root; i++) {
      Deferred how = steps.get(i);
      if (how != null) {
        if (i < root && how.passedOver()) {
          how.wanted();
          written[i] = true;
        }
        written[i] |= i == root || i < Long.SIZE && kind.wants(i);
      }
    }
    boolean blocks = count > AT_ONCE && (!calls.isEmpty() || !isOne());
    Spare spare = new Spare(engine, count, gone, gone.isEmpty() ? List.of() : ending(written));
    place(spare, written, blocks);
    if (blocks && steps.get(root) != null) {
      inBlocks();
    } else {
      calls.forEach(this::whole);
      atOnce();
    }
    for (int i = 0; i <= root; i++) {
      if (written[i]) {
        values.get(i).settle(arrays.get(i));
      } else if (steps.get(i) != null && i < Long.SIZE) {
        steps.get(i).passOver(kind, i);
      }
    }
    results.forEach((d, array) -> {
      if (!spare.overwrote(d)) {
        settle(d, array);
      }
    });
    spare.done();
    return arrays.get(root);
  }

  /** What reads its inputs here for the last time. */
  private List<Deferred> ending(boolean[] written) {
    List<Deferred> ending = new ArrayList<>();
    for (int i = 0; i < written.length; i++) {
      if (written[i]) {
        ending.add(steps.get(i));
      }
    }
    for (Pointwise call : calls) {
      for (Dense out : call.out()) {
        // one that is gone may wait for more than this chain; that is found out with all that is gone
        if (out.deferred() != null && !gone.contains(out)) {
          ending.add(out.deferred());
        }
      }
    }
    return ending;
  }

  /** Arrays for all that is written down. Calls write before operations read, the last operation writes when all others have read. */
  private void place(Spare spare, boolean[] written, boolean blocks) {
    for (Pointwise call : calls) {
      List<Dense> own = Arrays.stream(call.in()).filter(d -> isReadOnlyBy(call, d)).toList();
      for (Dense out : call.out()) {
        results.put(out, spare.array(own, Dense::data));
      }
    }
    int root = values.size() - 1;
    for (int i = 0; i <= root; i++) {
      if (steps.get(i) == null && arrays.get(i) == null) {
        arrays.set(i, results.get(values.get(i)));
      } else if (i == root && (blocks || steps.get(i).operation.overwrites())) {
        arrays.set(i, spare.array(inputsInBlocks(), d -> arrays.get(places.get(d))));
      } else if (written[i]) {
        arrays.set(i, spare.array(List.of(), Dense::data));
      }
    }
  }

  private boolean isReadOnlyBy(Pointwise call, Dense d) {
    return !places.containsKey(d) && calls.stream().allMatch(c -> c == call || !List.of(c.in()).contains(d));
  }

  /** Inputs that no operation looks at as a whole. */
  private List<Dense> inputsInBlocks() {
    boolean[] whole = whole();
    List<Dense> inputs = new ArrayList<>();
    for (int i = 0; i < whole.length; i++) {
      if (steps.get(i) == null && !whole[i]) {
        inputs.add(values.get(i));
      }
    }
    return inputs;
  }

  /** An output of a call has its numbers, unless it was given up before or another thread was faster. */
  private void settle(Dense d, Object array) {
    if (d.deferred() != null || d == values.get(values.size() - 1)) {
      d.settle(array);
    } else {
      engine.arena.give(array, count);
    }
  }

  /** By its forward of some numbers too, since only that may write over inputs. */
  private void whole(Pointwise call) {
    Buffer[] out = buffers(call);
    int piece = 2 * OF_CALLS;
    engine.loops().parallel((count + piece - 1) / piece, () -> call,
        (c, p) -> c.primitive().forward(engine.loops(), c.in(), out, p * piece, Math.min(count, (p + 1) * piece)));
  }

  private Buffer[] buffers(Pointwise call) {
    Buffer[] out = new Buffer[call.out().length];
    for (int i = 0; i < out.length; i++) {
      out[i] = new Dense(engine, results.get(call.out()[i]), call.out()[i].axes);
    }
    return out;
  }

  private void atOnce() {
    int[] slots = slots();
    Object[] scratch = new Object[size(slots)];
    for (int i = 0; i < slots.length; i++) {
      if (steps.get(i) == null) {
        continue;
      }
      int[] from = operands.get(i);
      Object[] in = new Object[from.length];
      for (int k = 0; k < in.length; k++) {
        in[k] = arrays.get(from[k]) != null ? arrays.get(from[k]) : scratch[slots[from[k]]];
      }
      Object out = arrays.get(i);
      if (out == null) {
        out = scratch[slots[i]] = scratch[slots[i]] != null ? scratch[slots[i]] : engine.lend(count).data();
      }
      steps.get(i).operation.block(engine.loops(), in, out, 0, count);
    }
    for (Object used : scratch) {
      if (used != null) {
        engine.arena.give(used, count);
      }
    }
  }

  private void inBlocks() {
    int[] slots = slots();
    int size = size(slots);
    int pieces = count < MANY && calls.isEmpty() ? 1 : (count + PIECE - 1) / PIECE;
    List<Buffer[]> outputs = calls.stream().map(this::buffers).toList();
    int block = calls.isEmpty() ? BLOCK : OF_CALLS;
    engine.loops().parallel(pieces, () -> new Object[size], (scratch, p) -> {
      int end = pieces == 1 ? count : Math.min(count, (p + 1) * PIECE);
      for (int first = p * PIECE; first < end; first += block) {
        int to = Math.min(first + block, end);
        for (int k = 0; k < outputs.size(); k++) {
          calls.get(k).primitive().forward(engine.loops(), calls.get(k).in(), outputs.get(k), first, to);
        }
        block(slots, scratch, first, to);
      }
    });
  }

  /** Whether there is one operation alone, of numbers that are there or that calls compute. */
  private boolean isOne() {
    return steps.stream().filter(Objects::nonNull).count() == 1;
  }

  /** All operations on numbers first to to - 1, for which the calls are done. */
  private void block(int[] slots, Object[] scratch, int first, int to) {
    int root = steps.size() - 1;
    if (isOne() && steps.get(root).operation instanceof Binary operation) {
      int[] from = operands.get(root);
      engine.loops().binary(operation, arrays.get(from[0]), arrays.get(from[1]), arrays.get(root), first, to);
      return;
    }
    for (int at = first; at < to; at += BLOCK) {
      through(slots, scratch, at, Math.min(BLOCK, to - at));
    }
  }

  private static int size(int[] slots) {
    int size = 1;
    for (int slot : slots) {
      size = Math.max(size, slot + 1);
    }
    return size;
  }

  /** Which values are looked at as a whole. */
  private boolean[] whole() {
    boolean[] whole = new boolean[values.size()];
    for (int i = 0; i < whole.length; i++) {
      int[] from = operands.get(i);
      for (int k = 0; k < from.length; k++) {
        whole[from[k]] |= steps.get(i).operation.whole(k);
      }
    }
    return whole;
  }

  /** Which array of the scratch holds a block of each value, -1 for those looked at as a whole: as few as will do. */
  private int[] slots() {
    int n = values.size();
    int[] last = new int[n];
    boolean[] whole = whole();
    for (int i = 0; i < n; i++) {
      last[i] = i;
      for (int from : operands.get(i)) {
        last[from] = i;
      }
    }
    int[] slots = new int[n];
    boolean[] taken = new boolean[n];
    for (int i = 0; i < n; i++) {
      slots[i] = -1;
      if (whole[i]) {
        continue;
      }
      int slot = 0;
      while (taken[slot]) {
        slot++;
      }
      slots[i] = slot;
      taken[slot] = true;
      for (int k = 0; k <= i; k++) {
        if (last[k] == i && slots[k] >= 0) {
          taken[slots[k]] = false;
        }
      }
    }
    return slots;
  }

  private void through(int[] slots, Object[] scratch, int first, int n) {
    Loops loops = engine.loops();
    for (int i = 0; i < slots.length; i++) {
      if (slots[i] < 0) {
        continue;
      }
      if (scratch[slots[i]] == null) {
        scratch[slots[i]] = loops.array(BLOCK);
      }
      Object here = scratch[slots[i]];
      Deferred how = steps.get(i);
      if (how == null) {
        System.arraycopy(arrays.get(i), first, here, 0, n);
        continue;
      }
      int[] from = operands.get(i);
      Object[] in = new Object[from.length];
      for (int k = 0; k < in.length; k++) {
        in[k] = slots[from[k]] < 0 ? arrays.get(from[k]) : scratch[slots[from[k]]];
      }
      how.operation.block(loops, in, here, first, n);
      if (arrays.get(i) != null) {
        System.arraycopy(here, 0, arrays.get(i), first, n);
      }
    }
  }
}
