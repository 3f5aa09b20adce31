package l2l.runner.store;

import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * A run as the index knows it.
 *
 * @param id its number, given once; runs made later have greater ones
 * @param name its experiment's
 * @param state "RUNNING", "PAUSED", …
 * @param code the typed reason of the state, or ""
 * @param sentence the reason for a reader, or ""
 * @param directory where it writes
 * @param tick steps committed
 * @param total steps there will be; 0 where that is not known
 * @param mixed whether another part took the place of one of its parts
 * @param parent the run it was forked from or replays
 * @param queue its place in the queue, the least first; empty where it is not queued
 */
public record RunRow(long id, String name, String state, String code, String sentence, Path directory, long tick, long total, boolean mixed,
    OptionalLong parent, OptionalLong queue) {

  /** The same in another state; it is no longer queued. */
  public RunRow in(String newState, String why, String because) {
    return new RunRow(id, name, newState, why, because, directory, tick, total, mixed, parent, OptionalLong.empty());
  }

  /** The same, so far. */
  public RunRow at(long now, long of) {
    return new RunRow(id, name, state, code, sentence, directory, now, of, mixed, parent, queue);
  }

  /** The same with swaps in it, or without. */
  public RunRow mixed(boolean now) {
    return new RunRow(id, name, state, code, sentence, directory, tick, total, now, parent, queue);
  }

  /** The same, at this place in the queue. */
  public RunRow queued(long place) {
    return new RunRow(id, name, state, code, sentence, directory, tick, total, mixed, parent, OptionalLong.of(place));
  }
}
