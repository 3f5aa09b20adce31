package l2l.runner.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import l2l.runner.runs.Display;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A run and the terminal that shows it, each at its own pace. */
@Timeout(30)
class FollowingTest {

  /** What a terminal was told. */
  private static final class Terminal implements Display {
    private final List<String> told = new ArrayList<>();
    private final CountDownLatch stuck;

    Terminal(CountDownLatch stuck) {
      this.stuck = stuck;
    }

    @Override
    public void phase(String name, String objective, long total) {
      told.add(name);
    }

    @Override
    public void advanced(long done, double value) {
      told.add(done + " of it");
    }

    @Override
    public void say(String sentence) {
      try {
        stuck.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      told.add(sentence);
    }
  }

  @Test
  void showsEveryPhaseAndSentenceInTheirOrderAndTheLatestProgress() throws InterruptedException {
    Following following = new Following();
    following.phase("training", "loss", 10);
    for (int i = 1; i <= 10; i++) {
      following.advanced(i, 0.5);
    }
    following.phase("testing", "", 1);
    following.say("report: there");
    Terminal terminal = new Terminal(new CountDownLatch(0));
    following.show(() -> true, terminal);
    assertEquals(List.of("training", "10 of it", "testing", "report: there"), terminal.told);
  }

  @Test
  void aTerminalThatIsStuckHoldsUpNothingAndMissesWhatDoesNotFit() throws InterruptedException {
    Following following = new Following();
    CountDownLatch stuck = new CountDownLatch(1);
    AtomicBoolean over = new AtomicBoolean();
    Terminal terminal = new Terminal(stuck);
    Thread shows = new Thread(() -> {
      try {
        following.show(over::get, terminal);
      } catch (InterruptedException e) {
        terminal.told.add("interrupted");
      }
    });
    shows.start();
    for (int i = 0; i < 100_000; i++) { // would last for ever if it waited
      following.say("sentence " + i);
      following.advanced(i, 0);
    }
    over.set(true);
    stuck.countDown();
    shows.join();
    assertEquals("sentence 0", terminal.told.get(0));
    assertTrue(terminal.told.size() >= Following.MOST && terminal.told.size() <= Following.MOST + 2, () -> "" + terminal.told.size());
  }
}
