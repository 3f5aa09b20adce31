package l2l.runner.runs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import l2l.runner.experiment.Document;
import l2l.runner.experiment.Swap;
import l2l.runner.store.BadInput;
import l2l.runner.store.RunDirectory;
import l2l.runner.store.RunIndex;
import l2l.runner.store.RunRow;

/** One run of one experiment, as others see it: how it stands, and what may be asked of it. */
public final class Run {

  /** How it stands. */
  public enum State {
    QUEUED, RUNNING, PAUSED, DONE, STOPPED, REFUSED, FAILED;

    /** Whether nothing more will happen to it. */
    public boolean over() {
      return this != QUEUED && this != RUNNING && this != PAUSED;
    }
  }

  /** How long the index is left alone after it could not be written. */
  private static final long AGAIN_NANOS = 2_000_000_000L;

  private final int id;
  private final Host host;
  private final Request request;
  private final Display display;
  private final OptionalLong parent;
  private final Execution execution;
  private final CompletableFuture<Integer> end = new CompletableFuture<>();
  private volatile State state = State.QUEUED;
  private volatile Optional<Pause> pause = Optional.empty();
  private volatile String sentence = "";
  private volatile RunRow row;
  private volatile long tick;
  private volatile Set<String> needed = Set.of();
  private Set<String> told = Set.of();
  private volatile boolean indexed = true;
  private volatile long indexedAt;

  /**
   * A run that waits for its turn.
   *
   * @param directory it writes; null where the request says which one to go on with
   * @param row in the workbench's index
   */
  Run(int id, Host host, Request request, RunDirectory directory, Display display, Optional<RunRow> row, OptionalLong parent) {
    this.id = id;
    this.host = host;
    this.request = request;
    this.display = display;
    this.parent = parent;
    this.row = row.orElse(null);
    this.execution = new Execution(this, host, request, directory);
  }

  /** A run of an earlier life of the workbench, as the index tells of it. */
  Run(Host host, Request request, RunRow row, Optional<Pause> pause) {
    this((int) row.id(), host, request, null, Display.NOTHING, Optional.of(row), row.parent());
    this.sentence = pause.map(Pause::sentence).orElse(row.sentence());
    this.pause = pause;
    State was = State.valueOf(row.state());
    this.state = pause.isPresent() ? State.PAUSED : was.over() ? was : State.QUEUED;
    if (state.over()) {
      end.complete(was == State.DONE ? Fault.DONE : Fault.INTERRUPTED);
    }
  }

  // ---- for the execution ----

  void start() {
    if (pause.isEmpty()) { // one that waits for something else would keep the others from their turn
      host.slots().queue(this);
    }
    thread(execution::go);
  }

  /** A thread of ours, made before any plugin is on its stack. */
  void thread(Runnable work) {
    Thread thread = new Thread(work, "l2l-run-" + id);
    thread.setDaemon(true);
    thread.setContextClassLoader(Run.class.getClassLoader());
    thread.start();
  }

  Display display() {
    return display;
  }

  void is(State now) {
    if (state != now) {
      state = now;
      host.later().execute(this::index);
    }
  }

  void pause(Optional<Pause> why) {
    pause = why;
    state = why.isPresent() ? State.PAUSED : State.QUEUED;
    sentence = why.map(Pause::sentence).orElse("");
    index();
  }

  /** Code changed hands, or the run has just begun: what an undo and a replay need is kept from now on. */
  void changed(Ledger ledger) {
    needed = ledger.needed();
    host.later().execute(this::index);
  }

  /** So many steps are on the disk. */
  void progressed(long steps) {
    tick = steps;
    host.later().execute(this::index);
  }

  /** Tells the index how it stands; a full disk is tried again until there is room. */
  private synchronized void index() {
    if (host.workbench().isEmpty() || row == null) {
      return;
    }
    indexed = false;
    indexedAt = System.nanoTime();
    RunRow now = row.in(state.name(), pause.map(p -> p.reason().name()).orElse(""), sentence).at(tick, 0).mixed(mixed());
    RunIndex index = host.workbench().get().index();
    try {
      if (!needed.equals(told)) {
        index.needs(now.id(), needed);
        told = needed;
      }
      if (now.state().equals(row.state()) && now.sentence().equals(row.sentence()) && now.mixed() == row.mixed()) {
        index.progress(now);
      } else {
        index.update(now);
      }
      row = now;
      indexed = true;
    } catch (BadInput e) {
      return; // the overseer tries again; the run's own record says the same of its disk
    }
  }

  void sentence(String words) {
    sentence = words;
  }

  /** It ended otherwise than done; returns how. */
  State ended(Throwable e, RunDirectory directory, Recording recording) {
    Fault fault = Fault.of(e);
    State how = fault.code() == Fault.INTERRUPTED ? State.STOPPED : fault.code() == Fault.BAD_INPUT ? State.REFUSED : State.FAILED;
    if (how != State.STOPPED) {
      sentence = fault.sentence();
      try {
        writeDown(e, how, directory, recording);
      } catch (RuntimeException | IOException also) {
        sentence += "; and then " + Fault.of(also).sentence();
      }
    } else if (sentence.isEmpty()) {
      sentence = "stopped before anything was computed";
    }
    display.end();
    display.say("l2l: " + sentence);
    return how;
  }

  /** Leaves nothing of a run that was refused at once, and the reason in the record of one that ended later. */
  private void writeDown(Throwable e, State how, RunDirectory directory, Recording recording) throws IOException {
    boolean nothing = recording == null || recording.courses().isEmpty() && recording.progress().phase().equals("starting")
        && directory.events().stream().noneMatch(event -> event.path("what").asText().equals("fault"));
    if (directory != null && how == State.REFUSED && nothing && request.resume().isEmpty()) {
      directory.discard();
      host.workbench().filter(w -> row != null).ifPresent(w -> w.index().forget(row.id()));
      row = null;
    } else if (directory != null && recording != null) {
      recording.event(how == State.FAILED ? "failed" : "refused", "sentence", sentence);
    }
    if (how == State.FAILED) {
      sentence += "; its stack trace is in " + Circumstances.trace(e, directory);
    }
  }

  void left(State how, int code) {
    state = how;
    index();
    end.complete(code);
  }

  void oversee() {
    if (!indexed && System.nanoTime() - indexedAt > AGAIN_NANOS) {
      index();
    }
    if (!state.over()) {
      execution.oversee();
    }
  }

  void exits() {
    execution.exits();
  }

  void suspend() {
    execution.suspend();
  }

  Execution execution() {
    return execution;
  }

  // ---- for everybody ----

  /** Its number in this workbench. */
  public int id() {
    return id;
  }

  /** What it runs. */
  public String name() {
    return request.name();
  }

  /** The experiment as it is now. */
  Document document() {
    return execution.situation().ledger().map(l -> request.document().saying(l.document())).orElse(request.document());
  }

  /** How it stands. */
  public State state() {
    return state;
  }

  /** Why it waits, if it does. */
  public Optional<Pause> pause() {
    return pause;
  }

  /** The run it was forked from or replays. */
  public OptionalLong parent() {
    return parent;
  }

  /** The directory it writes, once it is there. */
  public Optional<Path> directory() {
    return execution.situation().directory().map(RunDirectory::path).or(() -> Optional.ofNullable(row).map(RunRow::directory));
  }

  /** Swaps so far, those taken back left out. */
  public List<Exchange> exchanges() {
    return execution.situation().ledger().map(Ledger::exchanges).orElse(List.of());
  }

  /** Whether code changed hands while it ran: its numbers are not those of one set of parts. */
  public boolean mixed() {
    return execution.situation().ledger().map(Ledger::mixed).orElse(row != null && row.mixed());
  }

  /** The exit code, once it is over. */
  public CompletableFuture<Integer> end() {
    return end;
  }

  /** How far it is. */
  public Optional<Progress> progress() {
    return execution.situation().recording().map(Recording::progress)
        .map(p -> new Progress(p.phase(), p.done(), p.total(), p.value(), state == State.RUNNING ? p.secondsLeft() : Double.NaN));
  }

  /**
   * How far a run is.
   *
   * @param value the latest figure being minimised
   * @param secondsLeft of this phase; NaN where nobody can tell
   */
  public record Progress(String phase, long done, long total, double value, double secondsLeft) {}

  /** A line on where it is, why it waits, or how it ended. */
  public String line() {
    if (state.over() || pause.isPresent() || progress().isEmpty()) {
      return sentence;
    }
    Progress p = progress().get();
    String value = Double.isNaN(p.value) ? "" : String.format(Locale.ROOT, ", %.4g", p.value);
    return p.phase + ", " + p.done + " of " + p.total + value;
  }

  /** Asks it to stop between two steps, with a snapshot. */
  public void stop() {
    execution.stop();
  }

  /** Asks it to wait before its next step. */
  public CompletableFuture<Pause> pause(String who) {
    return asked((e, s) -> {
      Pause asked = new Pause(Pause.Reason.REQUESTED, "paused by " + who + "; l2l resume " + id + " lets it go on");
      e.pause(asked);
      return asked;
    });
  }

  /** Lets it go on; refused with the reason where the parts do not allow it. */
  public CompletableFuture<Void> resume() {
    if (pause.isPresent() && execution.situation().ledger().isEmpty() && execution.situation().directory().isPresent()) {
      pause(Optional.empty()); // it had not begun
      return CompletableFuture.completedFuture(null);
    }
    return asked((e, s) -> {
      if (pause.isPresent()) {
        e.resume();
      }
      return null;
    });
  }

  /** Writes its report as it is now, and returns where; of one that is over, where it is. */
  public CompletableFuture<Path> report() {
    Optional<Path> there = directory().map(d -> d.resolve("report.html")).filter(Files::exists);
    return state.over() && there.isPresent() ? CompletableFuture.completedFuture(there.get()) : asked((e, s) -> s.report());
  }

  /** Snapshots that its undo needs. */
  List<Path> undoSnapshots() {
    List<Path> snapshots = new ArrayList<>();
    for (int i = 1; i <= exchanges().size(); i++) {
      snapshots.add(Situation.before(directory().orElseThrow(), i));
    }
    return snapshots;
  }

  /** Writes a snapshot that stays, before its next step. */
  public CompletableFuture<Path> snapshot() {
    return asked((e, s) -> s.snapshot());
  }

  /**
   * Takes another part, or other settings, in a role, before its next step.
   *
   * @param settings key=value, as behind --set
   * @param reset whether what the part remembers is to begin anew
   */
  public CompletableFuture<Exchange> swap(String role, String part, List<String> settings, boolean reset, String who) {
    return asked((e, s) -> e.swap(Swap.of(s.document(), role, part, settings), reset, who));
  }

  /**
   * What a swap would do: a copy of the run goes so many steps with the parts as they are, and another with the part exchanged, on the same
   * random numbers. The run itself goes on meanwhile, and nothing of it changes.
   *
   * @throws l2l.runner.store.BadInput if the swap would be refused, or the run is over
   */
  public Preview preview(String role, String part, List<String> settings, boolean reset, int steps) {
    return Preview.of(this, host, request, role, part, settings, reset, steps);
  }

  /** Takes its last swap back: state, settings and code. */
  public CompletableFuture<Exchange> undo() {
    return asked((e, s) -> e.undo());
  }

  <T> CompletableFuture<T> asked(BiFunction<Execution, Situation, T> what) {
    if (state.over()) {
      return CompletableFuture.failedFuture(new BadInput("run " + id + " is over (" + state + "); its record is in "
          + directory().map(Path::toString).orElse("no directory")));
    }
    return execution.between(situation -> what.apply(execution, situation));
  }
}
