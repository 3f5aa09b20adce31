package l2l.runner.shell;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import l2l.runner.report.Report;
import l2l.runner.runs.Display;
import l2l.runner.runs.Fault;
import l2l.runner.runs.Run;

/**
 * Shows a run of a workbench to one caller, on the caller's thread: however slow that terminal is, the run never waits for it.
 *
 * <p>Between the two lie at most {@value #MOST} events, of which progress counts as one; what comes while there is no room is not shown.
 */
final class Following implements Display {

  static final int MOST = 1_000;

  private static final int PAUSE_MILLIS = 50;

  private final BlockingQueue<Consumer<Display>> events = new LinkedBlockingQueue<>(MOST);
  private final AtomicReference<Progress> latest = new AtomicReference<>();

  private record Progress(long done, double value) {}

  @Override
  public void phase(String name, String objective, long total) {
    showLatest();
    events.offer(d -> d.phase(name, objective, total));
  }

  @Override
  public void advanced(long done, double value) {
    latest.set(new Progress(done, value));
  }

  @Override
  public void say(String sentence) {
    events.offer(d -> d.say(sentence));
  }

  @Override
  public void result(Report report) {
    events.offer(d -> d.result(report));
  }

  @Override
  public void end() {
    showLatest();
    events.offer(Display::end);
  }

  private void showLatest() {
    Progress p = latest.getAndSet(null);
    if (p != null) {
      events.offer(d -> d.advanced(p.done(), p.value()));
    }
  }

  /**
   * Shows the run to its end, or that of the workbench; returns its exit code. The caller's Ctrl-C stops it, with a snapshot; a second
   * one, or a caller that is gone, leaves it alone.
   */
  int run(Run run, Caller caller, Display display) throws InterruptedException {
    try {
      show(run.end()::isDone, display);
    } catch (InterruptedException e) {
      if (!caller.gone()) {
        run.stop();
        show(run.end()::isDone, display);
      }
    }
    if (!run.state().over()) {
      display.say("l2l: the workbench ends; run " + run.id() + " goes on when it starts again");
      return Fault.INTERRUPTED;
    }
    return run.end().join();
  }

  /** Shows what comes until it is over and all that came is shown. */
  void show(BooleanSupplier ended, Display display) throws InterruptedException {
    boolean quiet = false;
    while (!quiet) {
      boolean over = ended.getAsBoolean();
      Consumer<Display> event = events.poll(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
      if (event != null) {
        event.accept(display);
      } else if (over) {
        quiet = true;
      } else {
        Progress p = latest.getAndSet(null);
        if (p != null) {
          display.advanced(p.done(), p.value());
        }
      }
    }
  }
}
