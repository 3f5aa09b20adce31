package l2l.runner.loop;

import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import l2l.api.tensor.Tensor;
import l2l.api.tensor.Tensors;

/**
 * A stretch of which a derivative keeps the points between segments, the optimizer's state there and the losses; all but the last
 * segment are computed again on the way back (Griewank, Walther 2000; Chen, Xu, Zhang, Guestrin 2016). It may be a single segment, of which
 * is kept what the way back reads.
 *
 * <p>An objective may look at points inside segments. The first time it is shown plain numbers, and the segments are then walked again,
 * these points kept; from the next stretch on they are kept at once.
 */
final class Segments {
  private final Walk walk;
  private final Stretch whole;
  private final Tensors theta;
  private final int length;
  private final Wanted wanted;
  private final Need need;
  private final TreeMap<Integer, Tensors> states = new TreeMap<>();
  private final Map<Integer, Stretch> shown = new HashMap<>();

  /** What objectives looked at inside segments: points, losses and validation losses, by their place in a stretch. */
  static final class Wanted {
    private final BitSet points = new BitSet();
    private final BitSet losses = new BitSet();
    private final BitSet validations = new BitSet();

    /** Whether a point was looked at, or f there on the validation split. */
    boolean has(int i) {
      return points.get(i) || validations.get(i);
    }
  }

  /** Told before much is kept. */
  interface Need {
    /**
     * @param step bytes of one step
     * @param kept bytes kept between two segments
     */
    void of(long step, long kept);
  }

  Segments(Walk walk, Tensors theta, int length, Wanted wanted, Need need) {
    this.walk = walk;
    this.whole = walk.whole();
    this.theta = theta;
    this.length = length;
    this.wanted = wanted;
    this.need = need;
  }

  /** Walks the whole stretch; returns the state at its end. */
  Tensors go() {
    whole.in(this);
    Tensors state = walk.begin();
    states.put(0, state);
    int a = 0;
    for (; a + length < whole.steps(); a += length) {
      state = segment(a, state);
      states.put(a + length, state);
    }
    return walk.go(theta, whole, state, whole.steps(), needed(a, whole.known(a), state), wanted::has);
  }

  private Tensors segment(int a, Tensors state) {
    Tensors at = theta.prefixed("theta/");
    Tensors x = whole.known(a);
    boolean first = a == 0;
    if (!first) {
      at = at.and(x.prefixed("x/")).and(state.prefixed("state/"));
    }
    Tensors out = whole.engine().recomputed(
        in -> inside(in.under("theta/"), a, first ? x : in.under("x/"), first ? state : in.under("state/")), at);
    for (int i = 0; i < length; i++) {
      whole.told(a + i, out.get("loss/" + i), i > 0 ? out.under("point/" + i + "/") : Tensors.none(),
          out.names().contains("validation/" + i) ? out.get("validation/" + i) : null);
    }
    whole.add(a + length, out.under("x/"));
    return out.under("state/");
  }

  /** One segment, and of what is inside it that which others look at. */
  private Tensors inside(Tensors theta, int a, Tensors x, Tensors state) {
    Stretch part = whole.part(a, length, x);
    Tensors end = walk.go(theta, part, state, length, needed(a, x, state), i -> wanted.has(a + i));
    Map<String, Tensor> out = new LinkedHashMap<>();
    put(out, "x/", part.known(length));
    put(out, "state/", end);
    for (int i = 0; i < length; i++) {
      out.put("loss/" + i, part.loss(i));
      if (i > 0 && wanted.points.get(a + i)) {
        put(out, "point/" + i + "/", part.known(i));
      } else if (i > 0 && wanted.validations.get(a + i)) {
        out.put("validation/" + i, part.validation(i));
      }
    }
    return Tensors.of(out);
  }

  /** What is told of the first step of a segment: of the first one how much it takes. */
  private LongConsumer needed(int a, Tensors x, Tensors state) {
    return a > 0 ? bytes -> {} : bytes -> need.of(bytes, bytes(x) + bytes(state));
  }

  private static void put(Map<String, Tensor> out, String prefix, Tensors all) {
    all.names().forEach(name -> out.put(prefix + name, all.get(name)));
  }

  private long bytes(Tensors all) {
    return (long) all.size() * whole.engine().precision().bytes();
  }

  /** A point inside a segment that was not kept, in plain numbers; it will be. */
  Tensors point(int i) {
    wanted.points.set(i);
    return shown(i).known(i - states.floorKey(i));
  }

  /** Whether a loss was looked at that was not kept. */
  boolean looksAtLoss(int i) {
    return wanted.losses.get(i);
  }

  /** A loss that was not kept, in plain numbers; it will be. */
  Tensor loss(int i) {
    wanted.losses.set(i);
    return shown(i).loss(i - states.floorKey(i));
  }

  /** A validation loss inside a segment that was not kept, in plain numbers; it will be. */
  Tensor validation(int i) {
    wanted.validations.set(i);
    return shown(i).validation(i - states.floorKey(i));
  }

  private Stretch shown(int i) {
    return shown.computeIfAbsent(states.floorKey(i), a -> {
      int steps = Math.min(length, whole.steps() - a);
      Stretch part = whole.part(a, steps, whole.known(a).detach());
      walk.go(theta.detach(), part, states.get(a).detach(), steps, bytes -> {}, point -> true);
      return part;
    });
  }

  /** Walks again, if something was looked at that was not kept. */
  boolean again() {
    if (shown.isEmpty()) {
      return false;
    }
    shown.clear();
    whole.forget();
    go();
    return true;
  }
}
