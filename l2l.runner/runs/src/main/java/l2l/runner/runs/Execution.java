package l2l.runner.runs;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import l2l.runner.experiment.PartType;
import l2l.runner.experiment.Swap;
import l2l.runner.loop.Refusal;
import l2l.runner.loop.Standing;
import l2l.runner.loop.Watch;
import l2l.runner.store.BadInput;
import l2l.runner.store.RunDirectory;

/** A run being computed, step by step; all else that may happen to it happens between two steps, on its thread. */
final class Execution {

  /** How long a waiting run sleeps before it looks around by itself. */
  private static final long NAP_MILLIS = 200;

  /** How long parts may take to come up before the experiment says how long. */
  private static final long UNTIL_TOLD = 300_000_000_000L;

  /** How long a run whose record could not be written waits until it tries again. */
  private static final long DISK_NANOS = 2_000_000_000L;

  /** Something to be done between two steps, and who waits for it. */
  private record Ask(CompletableFuture<?> promise, Runnable work) {}

  private final Run run;
  private final Host host;
  private final Request request;
  private final Queue<Ask> asks = new ConcurrentLinkedQueue<>();
  private final Vigil vigil = new Vigil(System::nanoTime);
  private final Faults faults = new Faults();
  private final Deque<Exchange> script = new ArrayDeque<>();
  private final Situation situation;
  private volatile boolean stop;
  private volatile boolean suspend;
  private volatile long budget = UNTIL_TOLD;
  private volatile boolean left;
  private boolean entered;
  private long savedAt;
  private Attempt.Trace trace;

  /** @param directory it writes; null where the request says which one to go on with */
  Execution(Run run, Host host, Request request, RunDirectory directory) {
    this.run = run;
    this.host = host;
    this.request = request;
    this.situation = new Situation(run, host, request, vigil, directory);
  }

  // ---- what others may do, from any thread ----

  /** Asks for something to be done between two steps. */
  <T> CompletableFuture<T> between(Function<Situation, T> what) {
    CompletableFuture<T> promise = new CompletableFuture<>();
    asks.add(new Ask(promise, () -> {
      try {
        if (situation.ledger().isEmpty()) {
          throw new BadInput("run " + run.id() + " has not begun yet");
        }
        promise.complete(what.apply(situation));
      } catch (Lack | BadInput | IllegalStateException | Refusal e) {
        promise.completeExceptionally(new BadInput(e.getMessage(), e));
      } catch (RuntimeException e) {
        promise.completeExceptionally(e);
        throw e;
      }
    }));
    wake();
    if (left) {
      refuse();
    }
    return promise;
  }

  /** Nobody will do what is asked now. */
  private void refuse() {
    String why = run.state().over() ? " is over (" + run.state() + ")" : " goes on when the workbench starts again";
    for (Ask ask = asks.poll(); ask != null; ask = asks.poll()) {
      ask.promise.completeExceptionally(new BadInput("run " + run.id() + why));
    }
  }

  /** Stops it between two steps. */
  void stop() {
    stop = true;
    wake();
  }

  /** Ends the thread with a snapshot; the run goes on when the workbench is started again. */
  void suspend() {
    suspend = true;
    wake();
  }

  private void wake() {
    synchronized (asks) {
      asks.notifyAll();
    }
    host.slots().look();
  }

  private boolean wanted() {
    return !stop && !suspend && asks.isEmpty();
  }

  /** Where it is; what may be read from any thread says so. */
  Situation situation() {
    return situation;
  }

  /** Gives up a call that takes longer than the budget; the run goes on, on another thread. */
  void oversee() {
    vigil.giveUp(budget).ifPresent(where -> run.thread(() -> {
      try {
        hung(where);
      } catch (RuntimeException e) {
        failed(e);
        return;
      }
      go();
    }));
  }

  /** Where one of its parts is ending the JVM just now, says so while there is time, and puts it away. */
  void exits() {
    vigil.exits().ifPresent(where -> {
      try {
        exited(where);
        leave(run.state(), Fault.INTERRUPTED);
      } catch (RuntimeException e) {
        failed(e);
      }
    });
  }

  // ---- the course of a run, on its thread ----

  /** Computes until the end, whichever end that is. */
  void go() {
    try {
      enter();
      while (due()) {
        step();
      }
      conclude();
      leave(Run.State.DONE, Fault.DONE);
    } catch (Vigil.GivenUp e) {
      return; // another thread goes on
    } catch (Suspended e) {
      leave(run.state(), Fault.INTERRUPTED);
    } catch (Exception | OutOfMemoryError | LinkageError e) {
      failed(e);
    }
  }

  /** Takes up where an earlier process left off. */
  private void enter() {
    if (!entered) {
      entered = true;
      request.resume().ifPresent(situation::reopen);
      request.script().stream().skip(situation.ledger().map(l -> l.exchanges().size()).orElse(0)).forEach(script::add);
    }
  }

  /** What is due between two steps; false where all is done. */
  private boolean due() throws InterruptedException {
    while (true) {
      Ask ask = asks.poll();
      if (ask != null) {
        ask.work.run();
      } else if (stop || Thread.interrupted()) {
        throw new Watch.Stopped();
      } else if (suspend) {
        throw new Suspended();
      } else if (run.pause().isPresent()) {
        wait(run.pause().get());
      } else if (!turn()) {
        continue;
      } else if (situation.ledger().isEmpty()) {
        attempt(Attempt.BEGIN);
        situation.begin();
        told();
      } else if (situation.wiring() == null) {
        paused(this::takeUp);
      } else if (!script.isEmpty() && script.peek().tick() == situation.tick()) {
        Exchange next = script.poll();
        paused(() -> situation.follow(next));
      } else if (situation.wiring().spoiled() || situation.moved()) {
        look();
      } else if (situation.wiring().contest().done(situation.standing())) {
        return false;
      } else {
        saveIfDue();
        return true;
      }
    }
  }

  private void attempt(long tick) {
    if (trace == null) {
      trace = new Attempt.Trace(situation.directory().orElseThrow().path());
    }
    trace.at(tick);
  }

  private void settled() {
    if (trace != null) {
      trace.close();
    }
  }

  private boolean turn() throws InterruptedException {
    if (host.slots().computing(run)) {
      return true;
    }
    run.is(Run.State.QUEUED);
    if (!host.slots().enter(run, this::wanted)) {
      return false;
    }
    run.is(Run.State.RUNNING);
    return true;
  }

  /** What the experiment says of limits holds from now on. */
  private void told() {
    budget = situation.wiring().experiment().limits().budget().toNanos();
    savedAt = System.nanoTime();
  }

  private void takeUp() {
    situation.renew(Exchange.Cause.RESTARTED);
    told();
    situation.announce();
  }

  /** Parts came or went: goes over to newer generations of those in use, or waits for one that is gone. */
  private void look() {
    situation.seen();
    if (situation.wiring().stale()) {
      paused(() -> situation.renew(Exchange.Cause.REPLACED));
    }
  }

  /** Does what may show that the run cannot go on; then it pauses. */
  private void paused(Runnable what) {
    try {
      what.run();
    } catch (RuntimeException e) {
      Lack lack = Lack.of(e);
      boolean meanwhile = lack.pause().reason() == Pause.Reason.ACTIVATE && situation.moved() && situation.wiring() != null;
      if (!meanwhile) { // otherwise parts came or went while others were brought up: due() looks again
        pause(lack.pause());
      }
    }
  }

  private void wait(Pause pause) throws InterruptedException {
    if (pause.reason() == Pause.Reason.DISK && System.nanoTime() - savedAt > DISK_NANOS) {
      savedAt = System.nanoTime();
      again(pause);
      return;
    }
    if (pause.reason().heals() && situation.moved()) {
      heal(pause);
      return;
    }
    synchronized (asks) {
      if (wanted()) {
        asks.wait(NAP_MILLIS);
      }
    }
  }

  /** Tries whether the disk takes the record by now. */
  private void again(Pause full) {
    try {
      resume();
    } catch (Lack | BadInput e) {
      boolean still = !(e instanceof Lack lack) || lack.pause().reason() == Pause.Reason.DISK;
      run.pause(Optional.of(still ? full : Lack.of(e).pause()));
    }
  }

  /** Tries to go on with what is there now. */
  private void heal(Pause why) {
    try {
      situation.renew(Exchange.Cause.REPLACED);
      resumed();
    } catch (RuntimeException e) {
      Pause still = Lack.of(e).pause();
      boolean putAway = why.reason() == Pause.Reason.QUARANTINED && still.reason() == Pause.Reason.MISSING; // which is why it is missing
      if (still.reason() != why.reason() && !putAway) {
        note(still);
        run.pause(Optional.of(still));
      }
    }
  }

  private void resumed() {
    situation.save();
    situation.recording().orElseThrow().event("resumed", "tick", situation.tick());
    run.pause(Optional.empty());
    situation.announce();
    told();
  }

  // ---- steps ----

  private void step() {
    Wiring mine = situation.wiring();
    Standing standing = situation.standing();
    Recording.Step step = situation.recording().orElseThrow().new Step(vigil::alive, () -> !stop && !suspend);
    attempt(standing.tick());
    Standing next;
    try {
      next = vigil.over(() -> mine.contest().step(standing, step));
    } catch (Vigil.GivenUp e) {
      mine.close();
      throw e;
    } catch (Watch.Stopped e) {
      return; // due() knows why
    } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError e) {
      if (!mine.spoiled()) {
        faulted(mine, e);
      }
      return;
    }
    if (mine.spoiled()) {
      return; // computed with a part that was being taken away: once more, with what comes
    }
    paused(() -> situation.commit(step, next));
  }

  private void saveIfDue() {
    Wiring mine = situation.wiring();
    if (System.nanoTime() - savedAt >= mine.experiment().limits().snapshot().toNanos()) {
      savedAt = System.nanoTime();
      paused(situation::saveOrWait);
      faults.leaks(mine).forEach((role, text) -> atFault(mine, role, text));
    }
  }

  // ---- faults ----

  /** An exception in a step: recorded, and after so many of one part, something is done about it. */
  private void faulted(Wiring mine, Throwable e) {
    Optional<String> role = faults.blame(mine, situation.standing(), e);
    if (role.isPresent()) {
      atFault(mine, role.get(), Faults.text(e));
    } else if (e instanceof Error error) {
      throw error;
    } else {
      throw (RuntimeException) e;
    }
  }

  private void atFault(Wiring mine, String role, String text) {
    atFault(mine, role, text, mine.experiment().limits().faults());
  }

  private void atFault(Wiring mine, String role, String text, int most) {
    PartType part = mine.used().get(role);
    int count = faults.count(host.sources(), part, "run " + run.id() + ", step " + situation.tick() + ", " + role, text);
    situation.recording().orElseThrow().event("fault", "role", role, "part", part.name(), "bundle", part.bundle(), "version",
        part.version(), "tick", situation.tick(), "count", count, "text", text);
    if (count < most) {
      return;
    }
    String sentence = role + ": " + part.name() + " " + part.version() + " of bundle " + part.bundle() + " failed " + count
        + (count == 1 ? " time: " : " times; the last time: ") + Faults.headline(text);
    boolean quarantined = faults.quarantine(host.sources(), part, sentence);
    if (mine.experiment().fallbacks().containsKey(role) && !suspend && !stop) {
      situation.recording().orElseThrow().warning(sentence + "; its fallback takes over");
      paused(() -> situation.fallBack(role));
    } else if (host.workbench().isEmpty()) {
      throw new Refusal(sentence + "; its stack is in " + situation.directory().orElseThrow().path().resolve("events.jsonl"));
    } else {
      pause(quarantined ? new Pause(Pause.Reason.QUARANTINED, sentence + "; l2l release " + part.name()
          + " lets it try again, another version in load/ takes its place")
          : new Pause(Pause.Reason.FAULT, sentence + "; l2l resume lets it try again, l2l swap takes another part"));
    }
  }

  /** A call did not return: its thread is left to itself, with all its objects. */
  private void hung(StackTraceElement[] where) {
    Wiring lost = situation.wiring();
    String text = "no sign of life for " + budget / 1_000_000_000.0 + " s, and given up\n" + Faults.text(where);
    if (situation.ledger().isEmpty()) {
      throw new Refusal("a part does not return from its first step: " + text);
    }
    Optional<String> role = lost == null ? Optional.empty() : faults.blame(lost, where);
    situation.abandon();
    if (role.isPresent()) {
      lost.hangs(role.get(), "run " + run.id() + ", step " + (situation.tick() + 1) + ", " + role.get());
      atFault(lost, role.get(), text);
    } else {
      situation.recording().orElseThrow().event("fault", "text", text);
      pause(new Pause(Pause.Reason.ACTIVATE, "a part did not come up: " + Faults.headline(text)));
    }
  }

  /** A part ends the JVM: its thread does not return, and there is no second time. */
  private void exited(StackTraceElement[] where) {
    Wiring lost = situation.wiring();
    String text = "it ended the JVM\n" + Faults.text(where);
    Optional<String> role = lost == null ? Optional.empty() : faults.blame(lost, where);
    if (situation.ledger().isEmpty()) {
      throw new Refusal("a part ended the JVM from its first step: " + text);
    }
    suspend = true; // nothing else is begun here
    situation.abandon();
    if (role.isPresent()) {
      atFault(lost, role.get(), text, 1);
    } else {
      pause(new Pause(Pause.Reason.ACTIVATE, "a part did not come up: " + text.lines().findFirst().orElse("?")));
    }
  }

  // ---- asked for by users, between two steps ----

  /** Takes another part, or other settings, in a role; what waited for such a part goes on. */
  Exchange swap(Swap swap, boolean reset, String who) {
    boolean asleep = situation.wiring() == null;
    Exchange x = situation.swap(swap, reset, who);
    afterwards(asleep);
    return x;
  }

  /** Takes the last swap back. */
  Exchange undo() {
    boolean asleep = situation.wiring() == null;
    Exchange x = situation.undo();
    afterwards(asleep);
    return x;
  }

  /** @param asleep whether it had no parts before, as when it waits, or has not had its turn since it was taken up or forked */
  private void afterwards(boolean asleep) {
    Optional<Pause> pause = run.pause();
    if (pause.isPresent() && pause.get().reason() == Pause.Reason.REQUESTED) {
      run.pause(Optional.empty());
      pause(pause.get());
    } else if (pause.isPresent()) {
      resumed();
    } else if (asleep) {
      told();
      situation.announce();
    }
  }

  /** Lets it wait. */
  void pause(Pause pause) {
    if (run.pause().isPresent()) {
      run.pause(Optional.of(pause));
      return;
    }
    boolean mends = pause.reason() == Pause.Reason.REQUESTED || pause.reason() == Pause.Reason.MISSING;
    if (host.workbench().isEmpty() && !mends) {
      throw new Refusal(pause.sentence()); // nobody is there who could mend it while it waits
    }
    if (pause.reason() != Pause.Reason.DISK) {
      writeDown(pause);
      situation.release();
    }
    settled();
    savedAt = System.nanoTime();
    run.pause(Optional.of(pause));
    run.display().say("paused: " + pause.sentence());
    host.slots().leave(run);
  }

  private void note(Pause pause) {
    situation.recording().orElseThrow().event("paused", "reason", pause.reason().name(), "sentence", pause.sentence());
  }

  /** On a full disk too the parts are let go; where it stands is kept in memory then, and saved once there is room. */
  private void writeDown(Pause pause) {
    try {
      situation.save();
      note(pause);
      situation.directory().orElseThrow().export();
      situation.reported();
    } catch (BadInput e) {
      run.display().say("paused, and not written down: " + e.getMessage());
    }
  }

  /** Goes on after a pause. */
  void resume() {
    faults.forget();
    if (situation.wiring() == null) {
      situation.renew(Exchange.Cause.REPLACED);
    }
    resumed();
  }

  // ---- ends ----

  private void conclude() {
    run.display().end();
    situation.save();
    RunDirectory directory = situation.directory().orElseThrow();
    Recording recording = situation.recording().orElseThrow();
    run.sentence(Conclusion.of(situation.findings(), recording, directory, run.display()));
    request.replays().ifPresent(original -> {
      String verdict = Replay.compare(original, directory);
      recording.event("replayed", "sentence", verdict);
      run.display().say(verdict);
      run.sentence(verdict);
    });
  }

  private void failed(Throwable e) {
    boolean stopped = e instanceof Watch.Stopped || e instanceof InterruptedException || Thread.interrupted() || stop;
    try {
      if (stopped && situation.ledger().isPresent()) {
        run.sentence(Conclusion.stopped(situation));
      }
    } catch (RuntimeException also) {
      run.sentence("stopped; and then " + Fault.of(also).sentence());
    }
    Throwable why = stopped ? new Watch.Stopped() : e;
    leave(run.ended(why, situation.directory().orElse(null), situation.recording().orElse(null)), Fault.of(why).code());
  }

  private void leave(Run.State state, int code) {
    try {
      if (suspend && situation.ledger().isPresent() && !state.over()) {
        situation.save();
      }
      settled();
      situation.end();
    } catch (RuntimeException e) {
      run.sentence((run.line() + "; and then " + Fault.of(e).sentence()).replaceFirst("^; and then ", ""));
    } finally {
      host.slots().leave(run);
      run.left(state, code);
      left = true;
      refuse();
    }
  }

  /** The workbench ends; the run does not. */
  private static final class Suspended extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }
}
