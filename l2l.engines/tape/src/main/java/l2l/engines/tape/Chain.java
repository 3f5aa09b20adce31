package l2l.engines.tape;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Elementwise operations that wait for one another, computed in one pass over memory: block by block, each block from operation to
 * operation while it lies in the processor's cache.
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
  private final Map<Dense, Integer> places = new IdentityHashMap<>();
  private final List<Dense> values = new ArrayList<>();
  private final List<Deferred> steps = new ArrayList<>();
  private final List<Object> arrays = new ArrayList<>();
  private final List<Integer> form = new ArrayList<>();
  private final List<int[]> operands = new ArrayList<>();

  private Chain(Dense root, Deferred how) {
    this.engine = root.engine();
    this.count = root.count;
    add(root, how);
  }

  /** The numbers of a tensor that waits, computed now; others of its chain that are wanted get theirs too. */
  static Object compute(Dense root, Deferred how) {
    how.wanted();
    return new Chain(root, how).run();
  }

  /** The place of a value among those of the chain: inputs and results in the order in which they are first needed. */
  private int add(Dense d, Deferred how) {
    int[] from = NOTHING;
    if (how != null) {
      from = new int[how.in.length];
      for (int i = 0; i < from.length; i++) {
        Integer place = places.get(how.in[i]);
        // what another thread computes in the meantime is an input
        from[i] = place != null ? place : add(how.in[i], how.operation.whole(i) ? null : how.in[i].deferred());
      }
    }
    int place = values.size();
    places.put(d, place);
    values.add(d);
    steps.add(how);
    arrays.add(how == null ? d.data() : null);
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
        if (written[i]) {
          arrays.set(i, engine.lend(values.get(i).axes).data());
        }
      }
    }
    int[] slots = slots();
    int size = 1;
    for (int slot : slots) {
      size = Math.max(size, slot + 1);
    }
    if (count <= AT_ONCE || steps.size() == 1 + operands.get(root).length) {
      atOnce(slots, new Object[size]);
    } else {
      inBlocks(slots, size);
    }
    for (int i = 0; i <= root; i++) {
      if (written[i]) {
        values.get(i).settle(arrays.get(i));
      } else if (steps.get(i) != null && i < Long.SIZE) {
        steps.get(i).passOver(kind, i);
      }
    }
    return arrays.get(root);
  }

  private void atOnce(int[] slots, Object[] scratch) {
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

  private void inBlocks(int[] slots, int size) {
    int pieces = count < MANY ? 1 : (count + PIECE - 1) / PIECE;
    engine.loops().parallel(pieces, () -> new Object[size], (scratch, p) -> {
      int end = pieces == 1 ? count : Math.min(count, (p + 1) * PIECE);
      for (int first = p * PIECE; first < end; first += BLOCK) {
        block(slots, scratch, first, Math.min(BLOCK, end - first));
      }
    });
  }

  /** Which array of the scratch holds a block of each value, -1 for those looked at as a whole: as few as will do. */
  private int[] slots() {
    int n = values.size();
    int[] last = new int[n];
    boolean[] whole = new boolean[n];
    for (int i = 0; i < n; i++) {
      last[i] = i;
      int[] from = operands.get(i);
      for (int k = 0; k < from.length; k++) {
        last[from[k]] = i;
        whole[from[k]] |= steps.get(i).operation.whole(k);
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

  private void block(int[] slots, Object[] scratch, int first, int n) {
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
