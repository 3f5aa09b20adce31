package l2l.engines.tape;

import java.util.Arrays;
import l2l.api.tensor.Shape;

/** Moves numbers between row-major arrays: repeats, sums, cuts, places and rearranges runs of them. */
final class Layout {

  /** Numbers that are sure to lie in a processor's cache. */
  private static final int CACHED = 1 << 12;

  private Layout() {}

  private static int product(int[] shape, int from, int to) {
    int n = 1;
    for (int i = from; i < to; i++) {
      n *= shape[i];
    }
    return n;
  }

  static void axis(String operation, int[] shape, int axis) {
    if (axis < 0 || axis >= shape.length) {
      throw new IllegalArgumentException(operation + ": shape " + Shape.text(shape) + " has no axis " + axis);
    }
  }

  /** The first and last + 1 axis of the leading run of axes along which small and whole differ; small has length 1 there. */
  private static int[] firstDifference(String operation, int[] small, int[] whole) {
    if (small.length != whole.length) {
      throw mismatch(operation, small, whole);
    }
    int from = 0;
    while (from < small.length && small[from] == whole[from]) {
      from++;
    }
    int to = from;
    while (to < small.length && small[to] != whole[to]) {
      if (small[to] != 1) {
        throw mismatch(operation, small, whole);
      }
      to++;
    }
    return new int[] {from, to};
  }

  private static IllegalArgumentException mismatch(String operation, int[] small, int[] whole) {
    return new IllegalArgumentException(operation + ": shapes " + Shape.text(small) + " and " + Shape.text(whole)
        + " must be of one rank and differ only where the first has length 1; reshape first");
  }

  /** Repeats a along its axes of length 1. */
  static Dense spread(Room room, Dense a, int[] shape) {
    TapeEngine engine = a.engine();
    if (a.rank() == 0) {
      if (room.waits(product(shape, 0, shape.length), a)) {
        return room.promised(new Deferred(new Repeat(product(shape, 0, shape.length)), a), shape);
      }
      Dense out = room.any(shape);
      engine.loops().fill(out.data(), 0, out.size(), a.scalar());
      return out;
    }
    Dense now = a;
    while (true) {
      int[] d = firstDifference("spread", now.shapeArray(), shape);
      if (d[0] == d[1]) {
        return now;
      }
      int outer = product(shape, 0, d[0]);
      int times = product(shape, d[0], d[1]);
      int inner = product(now.shapeArray(), d[1], shape.length);
      int[] next = now.shape();
      System.arraycopy(shape, d[0], next, d[0], d[1] - d[0]);
      if (inner == 1 && room.waits(outer * times, now)) {
        now = room.promised(new Deferred(new Repeat(times), now), next);
        continue;
      }
      Dense out = room.any(next);
      if (inner == 1) {
        engine.loops().repeat(now.data(), out.data(), outer, times);
      } else {
        for (int o = 0; o < outer; o++) {
          repeat(now.data(), o * inner, out.data(), o * times * inner, inner, times);
        }
      }
      now = out;
    }
  }

  /** Writes n numbers so many times, one behind the other: what is written is copied in turn, twice as much each time. */
  private static void repeat(Object from, int index, Object to, int at, int n, int times) {
    if (times == 0) {
      return;
    }
    System.arraycopy(from, index, to, at, n);
    int done = n;
    int most = Math.max(n, CACHED / Math.max(1, n) * n);
    while (done < n * times) {
      int more = Math.min(Math.min(done, most), n * times - done);
      System.arraycopy(to, at, to, at + done, more);
      done += more;
    }
  }

  /** Sums a along the axes where shape has length 1. */
  static Dense sumTo(Room room, Dense a, int[] shape) {
    TapeEngine engine = a.engine();
    if (shape.length == 0) {
      Dense out = room.any();
      engine.loops().sumRows(a.data(), out.data(), 1, a.size());
      return out;
    }
    Dense now = a;
    while (true) {
      int[] d = firstDifference("sumTo", shape, now.shapeArray());
      if (d[0] == d[1]) {
        return now;
      }
      int[] s = now.shapeArray();
      int outer = product(s, 0, d[0]);
      int times = product(s, d[0], d[1]);
      int inner = product(s, d[1], s.length);
      int[] next = s.clone();
      Arrays.fill(next, d[0], d[1], 1);
      Dense out = room.any(next);
      if (inner == 1) {
        engine.loops().sumRows(now.data(), out.data(), outer, times);
      } else {
        engine.loops().sumMiddle(now.data(), out.data(), outer, times, inner);
      }
      now = out;
    }
  }

  /** Indices [from, to) of an axis. */
  static Dense slice(Room room, Dense a, int axis, int from, int to) {
    int[] s = a.shape();
    axis("slice", s, axis);
    if (from < 0 || from > to || to > s[axis]) {
      throw new IllegalArgumentException("slice: [" + from + ", " + to + ") is not within axis " + axis + " of shape " + Shape.text(s));
    }
    int inner = product(s, axis + 1, s.length);
    int outer = product(s, 0, axis);
    int length = s[axis];
    s[axis] = to - from;
    Dense out = room.any(s);
    int run = (to - from) * inner;
    a.engine().loops().copyRuns(a.data(), from * inner, length * inner, out.data(), 0, run, outer, run);
    return out;
  }

  /** a at index from of an axis, zeros around it. */
  static Dense pad(Room room, Dense a, int axis, int from, int length) {
    int[] s = a.shape();
    axis("pad", s, axis);
    if (from < 0 || from + s[axis] > length) {
      throw new IllegalArgumentException(
          "pad: shape " + Shape.text(s) + " at " + from + " does not fit in length " + length + " of axis " + axis);
    }
    s[axis] = length;
    Dense out = room.zeros(s);
    place(a, out, axis, from);
    return out;
  }

  /** Copies a into out at index from of an axis. */
  static void place(Dense a, Dense out, int axis, int from) {
    int[] s = a.shapeArray();
    int inner = product(s, axis + 1, s.length);
    int outer = product(s, 0, axis);
    int length = out.shapeArray()[axis];
    int run = s[axis] * inner;
    a.engine().loops().copyRuns(a.data(), 0, run, out.data(), from * inner, length * inner, outer, run);
  }

  static Dense gather(Room room, Dense a, int axis, int[] index) {
    int[] s = a.shape();
    axis("gather", s, axis);
    int length = s[axis];
    check("gather", index, length, s, axis);
    int inner = product(s, axis + 1, s.length);
    int outer = product(s, 0, axis);
    s[axis] = index.length;
    Dense out = room.any(s);
    if (inner == 1 && outer == 1) {
      a.engine().loops().gather(a.data(), index, out.data());
      return out;
    }
    for (int o = 0; o < outer; o++) {
      for (int i = 0; i < index.length; i++) {
        System.arraycopy(a.data(), (o * length + index[i]) * inner, out.data(), (o * index.length + i) * inner, inner);
      }
    }
    return out;
  }

  static Dense scatter(Room room, Dense a, int axis, int length, int[] index) {
    int[] s = a.shape();
    axis("scatter", s, axis);
    if (index.length != s[axis]) {
      throw new IllegalArgumentException("scatter: " + index.length + " indices for axis " + axis + " of shape " + Shape.text(s));
    }
    check("scatter", index, length, s, axis);
    int inner = product(s, axis + 1, s.length);
    int outer = product(s, 0, axis);
    s[axis] = length;
    Dense out = room.zeros(s);
    if (inner == 1 && outer == 1) {
      a.engine().loops().scatter(a.data(), index, out.data());
      return out;
    }
    for (int o = 0; o < outer; o++) {
      for (int i = 0; i < index.length; i++) {
        a.engine().loops().add(a.data(), (o * index.length + i) * inner, out.data(), (o * length + index[i]) * inner, inner);
      }
    }
    return out;
  }

  private static void check(String operation, int[] index, int length, int[] shape, int axis) {
    for (int i : index) {
      if (i < 0 || i >= length) {
        throw new IllegalArgumentException(
            operation + ": index " + i + " is outside 0 … " + (length - 1) + " of axis " + axis + ", shape " + Shape.text(shape));
      }
    }
  }

  static Dense permute(Room room, Dense a, int[] axes) {
    int[] s = a.shapeArray();
    int n = s.length;
    int[] shape = new int[n];
    int[] strides = new int[n];
    boolean[] seen = new boolean[n];
    boolean same = axes.length == n;
    for (int i = 0; same && i < n; i++) {
      same = axes[i] >= 0 && axes[i] < n && !seen[axes[i]];
      if (same) {
        seen[axes[i]] = true;
        shape[i] = s[axes[i]];
        strides[i] = product(s, axes[i] + 1, n);
      }
    }
    if (!same) {
      throw new IllegalArgumentException("permute: " + Shape.text(axes) + " is no order of the axes of shape " + Shape.text(s));
    }
    Dense out = room.any(shape);
    int[] index = new int[out.size()];
    int[] at = new int[n];
    int from = 0;
    for (int i = 0; i < index.length; i++) {
      index[i] = from;
      for (int k = n - 1; k >= 0; k--) {
        from += strides[k];
        if (++at[k] < shape[k]) {
          break;
        }
        from -= strides[k] * shape[k];
        at[k] = 0;
      }
    }
    a.engine().loops().gather(a.data(), index, out.data());
    return out;
  }
}
