package l2l.engines.tape;

import java.lang.ref.SoftReference;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

/**
 * Arrays that never leave a derivative, used again by the next: an unroll's would otherwise be allocated and zeroed anew each time,
 * some hundred megabytes. What lies here is given up when memory runs short.
 */
final class Arena {

  /** Numbers below which an array is left to the garbage collector. */
  private static final int LEAST = 1 << 9;

  private final Map<Integer, ArrayDeque<SoftReference<Object>>> idle = new HashMap<>();
  private final int numberBytes;
  private final long most;
  private long bytes;

  /**
   * @param numberBytes bytes of a number
   * @param most bytes that may lie here
   */
  Arena(int numberBytes, long most) {
    this.numberBytes = numberBytes;
    this.most = most;
  }

  /** Whether arrays of n numbers are worth keeping. */
  static boolean takes(int n) {
    return n >= LEAST;
  }

  /** An array of n numbers with any content, or null. */
  Object take(int n) {
    return takes(n) ? taken(n) : null;
  }

  private synchronized Object taken(int n) {
    ArrayDeque<SoftReference<Object>> arrays = idle.get(n);
    Object array = null;
    while (array == null && arrays != null && !arrays.isEmpty()) {
      array = arrays.pop().get();
      bytes -= (long) n * numberBytes;
    }
    return array;
  }

  /** Takes back an array of n numbers; the last one back is the first one out, for it may still be in a cache. */
  synchronized void give(Object array, int n) {
    if (takes(n) && bytes + (long) n * numberBytes <= most) {
      bytes += (long) n * numberBytes;
      idle.computeIfAbsent(n, size -> new ArrayDeque<>()).push(new SoftReference<>(array));
    }
  }

  /** Bytes that lie here. */
  synchronized long bytes() {
    return bytes;
  }
}
