package l2l.engines.tape;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;

/** Arrays for the results of a chain: those of numbers that nobody asks for behind it, else lent ones. */
final class Spare {
  private final TapeEngine engine;
  private final int count;
  private final Set<Dense> gone;
  private final Set<Deferred> over;
  private final Set<Dense> overwritten = new HashSet<>();

  /**
   * @param gone what nobody asks for behind the chain
   * @param over what reads its inputs for the last time in the chain; of what is gone, that which nothing else waits for reads none either
   */
  Spare(TapeEngine engine, int count, Set<Dense> gone, Collection<Deferred> over) {
    this.engine = engine;
    this.count = count;
    this.gone = gone;
    this.over = new HashSet<>(over);
    boolean more = !gone.isEmpty();
    while (more) {
      more = false;
      for (Dense d : gone) {
        Deferred how = d.deferred();
        more |= how != null && d.mayGoBehind(reads(d)) && this.over.add(how);
      }
    }
  }

  private int reads(Dense d) {
    int reads = 0;
    for (Deferred one : over) {
      reads += one.reads(d);
    }
    return reads;
  }

  /** An array to be written, perhaps that of one of these. */
  Object array(Collection<Dense> inputs, Function<Dense, Object> arrays) {
    for (Dense d : inputs) {
      if (d.count == count && gone.contains(d) && !overwritten.contains(d) && d.mayGoBehind(reads(d))) {
        overwritten.add(d);
        return arrays.apply(d);
      }
    }
    return engine.lend(count).data();
  }

  /** Whether its array went to another. */
  boolean overwrote(Dense d) {
    return overwritten.contains(d);
  }

  /** The chain is done: what was written over is given up. */
  void done() {
    overwritten.forEach(Dense::overwritten);
  }
}
