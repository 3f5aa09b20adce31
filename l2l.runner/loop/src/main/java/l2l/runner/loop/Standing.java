package l2l.runner.loop;

import java.util.List;
import java.util.Optional;

/**
 * A contest between two steps: all there is to know to go on with it, and nothing else.
 *
 * @param tick steps done since the contest began
 * @param concluded what the contestants so far came to, in their order
 * @param stage where the next contestant stands; empty where it has not begun, or where all are through
 */
public record Standing(long tick, List<Contestant.Outcome> concluded, Optional<Stage> stage) {
  public Standing {
    concluded = List.copyOf(concluded);
  }
}
