package l2l.runner.runs;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import l2l.api.tensor.Engine;
import l2l.runner.experiment.Document;
import l2l.runner.experiment.PartType;
import l2l.runner.experiment.Swap;
import l2l.runner.loop.Contestant;
import l2l.runner.loop.Refusal;
import l2l.runner.loop.Saving;
import l2l.runner.loop.Stage;
import l2l.runner.loop.Standing;
import l2l.runner.loop.Watch;
import l2l.runner.report.HtmlReport;
import l2l.runner.store.BadInput;
import l2l.runner.store.PartRecord;
import l2l.runner.store.Position;
import l2l.runner.store.RunDirectory;
import l2l.runner.store.Safetensors;
import l2l.runner.store.SnapshotFile;

/**
 * A run being computed, step by step; everything that may happen to it, other than computing, happens between two steps, on its thread.
 *
 * <p>What it is between two steps is a {@link Standing} and a {@link Ledger}. A swap, an undo, a resume, a fork and a replay are all the
 * same: these two as plain values, a {@link Wiring} of the parts that are to go on, and a {@link Passage} from the one to the other.
 */
final class Execution {

  /** How long a waiting run sleeps before it looks around by itself. */
  private static final long NAP_MILLIS = 200;

  /** How long parts may take to come up before the experiment says how long. */
  private static final long UNTIL_TOLD = 300_000_000_000L;

  /** How long a run whose record could not be written waits until it tries again. */
  private static final long DISK_NANOS = 2_000_000_000L;

  private final Run run;
  private final Host host;
  private final Request request;
  private final Queue<Runnable> asks = new ConcurrentLinkedQueue<>();
  private final Vigil vigil = new Vigil(System::nanoTime);
  private final Faults faults = new Faults();
  private final Deque<Exchange> script = new ArrayDeque<>();
  private volatile Recording recording;
  private volatile RunDirectory directory;
  private volatile Ledger ledger;
  private volatile boolean stop;
  private volatile boolean suspend;
  private volatile long budget = UNTIL_TOLD;
  private Wiring wiring;
  private Standing standing;
  private SnapshotFile saved;
  private long seen = -1;
  private long savedAt;
  private int heldBack;

  /** @param directory it writes; null where the request says which one to go on with */
  Execution(Run run, Host host, Request request, RunDirectory directory) {
    this.run = run;
    this.host = host;
    this.request = request;
    this.directory = directory;
  }

  // ---- what others may do, from any thread ----

  /** Asks for something to be done between two steps. */
  <T> CompletableFuture<T> between(Supplier<T> what) {
    CompletableFuture<T> promise = new CompletableFuture<>();
    asks.add(() -> {
      try {
        if (ledger == null) {
          throw new BadInput("run " + run.id() + " has not begun yet");
        }
        promise.complete(what.get());
      } catch (Lack | BadInput | IllegalStateException | Refusal e) {
        promise.completeExceptionally(new BadInput(e.getMessage(), e));
      } catch (RuntimeException e) {
        promise.completeExceptionally(e);
        throw e;
      }
    });
    wake();
    return promise;
  }

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

  boolean wanted() {
    return !stop && !suspend && asks.isEmpty();
  }

  Optional<Recording> recording() {
    return Optional.ofNullable(recording);
  }

  Optional<Path> path() {
    return Optional.ofNullable(directory).map(RunDirectory::path);
  }

  Optional<Ledger> ledger() {
    return Optional.ofNullable(ledger);
  }

  /** Gives up a call that takes longer than the budget; the run goes on, on another thread. */
  void oversee() {
    vigil.giveUp(budget).ifPresent(where -> run.thread(() -> {
      hung(where);
      go();
    }));
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

  /** Begins, or takes up where an earlier process left off. */
  private void enter() {
    if (request.resume().isPresent() && ledger == null) {
      directory = RunDirectory.reopen(request.resume().get());
      directory.latest().ifPresentOrElse(this::takeUp, () -> directory.cut(new Position(0, 0)));
    }
  }

  private void takeUp(SnapshotFile from) {
    Ledger then = Ledger.of(from.notes()).orElseThrow(() -> new BadInput("the snapshot in " + directory.path() + " has no ledger to go on with"));
    from.position().ifPresent(directory::cut);
    saved = from;
    recording = new Recording(directory, run.display(), Map.of(), then.seconds(), then.warnings());
    request.script().stream().skip(then.exchanges().size()).forEach(script::add);
    directory.told().forEach(recording::warning);
    recording.event("restarted");
    ledger = then;
    run.changed(then);
  }

  private void begin() {
    Document document = request.document();
    Wiring made = wired(plan(document, request.pins(), Map.of(), Set.of()));
    try {
      budget = made.experiment().limits().budget().toNanos();
      Assembly assembly = made.assembly();
      vigil.over(() -> {
        assembly.rehearse();
        return null;
      });
      recording = new Recording(directory, run.display(), made.from(), 0, List.of());
      directory.parts(made.records());
      directory.json("run.json", Circumstances.of(request, assembly.setup().engine(), host.sources().parts()));
      recording.event("begin", "title", made.experiment().title(), "seed", made.experiment().seed());
      assembly.warnings().forEach(recording::warning);
      standing = made.contest().begin();
      ledger = new Ledger(document.text(), request.pins(), made.records(), List.of(), List.of(), 0, assembly.warnings());
      script.addAll(request.script());
      settle(made);
      save();
      run.changed(ledger);
    } catch (RuntimeException e) {
      if (wiring != made) {
        made.close();
      }
      throw e;
    }
  }

  private Wiring.Plan plan(Document document, Map<String, PartRecord> pins, Map<String, String> bundles, Set<String> through) {
    return new Wiring.Plan("run-" + run.id() + "-" + heldBack, document, request.data(), pins, bundles, through,
        request.from());
  }

  private Wiring wired(Wiring.Plan plan) {
    seen = host.sources().parts().changes();
    return vigil.over(() -> Wiring.of(host.sources(), plan, Optional.ofNullable(wiring)));
  }

  private void settle(Wiring next) {
    Wiring old = wiring;
    wiring = next;
    budget = next.experiment().limits().budget().toNanos();
    if (old != null && old != next) {
      old.close();
    }
  }

  /** What is due between two steps; false where all is done. */
  private boolean due() throws InterruptedException {
    while (true) {
      Runnable ask = asks.poll();
      if (ask != null) {
        ask.run();
      } else if (stop || Thread.interrupted()) {
        throw new Watch.Stopped();
      } else if (suspend) {
        throw new Suspended();
      } else if (run.pause().isPresent()) {
        wait(run.pause().get());
      } else if (!turn()) {
        continue;
      } else if (ledger == null) {
        begin();
      } else if (wiring == null) {
        paused(() -> {
          rewire(plan(now(), ledger.pins(), ledger.bundles(), through()), Set.of(), false, Exchange.Cause.RESTARTED, "workbench");
          announce();
        });
      } else if (!script.isEmpty() && script.peek().tick() == standing.tick()) {
        Exchange next = script.poll();
        paused(() -> follow(next));
      } else if (wiring.spoiled() || seen != host.sources().parts().changes()) {
        look();
      } else if (wiring.contest().done(standing)) {
        return false;
      } else {
        saveIfDue();
        return true;
      }
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

  /** Parts came or went: goes over to newer generations of those in use, or waits for one that is gone. */
  private void look() {
    seen = host.sources().parts().changes();
    if (!wiring.stale()) {
      return;
    }
    paused(() -> {
      wiring.missing().ifPresent(m -> {
        throw Lack.missing(m.getKey(), m.getValue());
      });
      rewire(plan(now(), ledger.pins(), ledger.bundles(), through()), Set.of(), false, Exchange.Cause.REPLACED, "workbench");
    });
  }

  /** Does what may show that the run cannot go on; then it pauses. */
  private void paused(Runnable what) {
    try {
      what.run();
    } catch (RuntimeException e) {
      pause(Lack.of(e).pause());
    }
  }

  private void wait(Pause pause) throws InterruptedException {
    if (pause.reason() == Pause.Reason.DISK && System.nanoTime() - savedAt > DISK_NANOS) {
      savedAt = System.nanoTime();
      try {
        resumed();
        return;
      } catch (BadInput e) {
        savedAt = System.nanoTime(); // still full
      }
    }
    if (pause.reason().heals() && seen != host.sources().parts().changes()) {
      heal();
      return;
    }
    synchronized (asks) {
      if (asks.isEmpty() && !stop && !suspend) {
        asks.wait(NAP_MILLIS);
      }
    }
  }

  /** Tries to go on with what is there now. */
  private void heal() {
    try {
      rewire(plan(now(), ledger.pins(), ledger.bundles(), through()), Set.of(), false, Exchange.Cause.REPLACED, "workbench");
      resumed();
    } catch (RuntimeException e) {
      Pause still = Lack.of(e).pause();
      if (!run.pause().filter(still::equals).isPresent()) {
        run.pause(Optional.of(still));
      }
    }
  }

  private void resumed() {
    save();
    recording.event("resumed", "tick", standing.tick());
    run.pause(Optional.empty());
    announce();
  }

  // ---- steps ----

  private void step() {
    Wiring mine = wiring;
    Recording.Step step = recording.new Step(vigil::alive, () -> !stop && !suspend);
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
    paused(() -> commit(step, next));
  }

  private void commit(Recording.Step step, Standing next) {
    onDisk(() -> {
      step.commit();
      List<Contestant.Outcome> through = next.concluded();
      for (Contestant.Outcome o : through.subList(standing.concluded().size(), through.size())) {
        recording.judged(o);
        directory.outcome(o.name(), new Safetensors(Saving.values(o), Map.of("l2l", "outcome")));
        Conclusion.of(o, wiring.experiment(), ledger, directory);
      }
      standing = next;
      if (recording.validated()) {
        next.stage().ifPresent(s -> recording.keep(named(s)));
      }
      return null;
    });
  }

  private <T> T onDisk(Supplier<T> what) {
    try {
      return what.get();
    } catch (BadInput e) {
      throw new Lack(Pause.Reason.DISK, e.getMessage());
    }
  }

  /** An exception in a step: recorded, and after so many of one part, something is done about it. */
  private void faulted(Wiring mine, Throwable e) {
    Optional<String> role = faults.blame(mine, standing, e);
    if (role.isEmpty()) {
      if (e instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) e;
    }
    atFault(mine, role.get(), Faults.text(e));
  }

  private void atFault(Wiring mine, String role, String text) {
    PartType part = mine.used().get(role);
    long tick = standing == null ? 0 : standing.tick();
    int count = faults.count(host.sources(), part, "run " + run.id() + ", step " + tick + ", " + role, text);
    recording.event("fault", "role", role, "part", part.name(), "bundle", part.bundle(), "version", part.version(), "tick", tick, "count",
        count, "text", text);
    if (count < mine.experiment().limits().faults()) {
      return;
    }
    String sentence = role + ": " + part.name() + " " + part.version() + " of bundle " + part.bundle() + " failed " + count
        + (count == 1 ? " time: " : " times; the last time: ") + text.lines().findFirst().orElse("?");
    boolean quarantined = faults.quarantine(host.sources(), part, sentence);
    if (mine.experiment().fallbacks().containsKey(role)) {
      recording.warning(sentence + "; its fallback takes over");
      paused(() -> fallBack(role));
    } else {
      pause(quarantined ? new Pause(Pause.Reason.QUARANTINED, sentence + "; l2l release " + part.name()
          + " lets it try again, another version in load/ takes its place")
          : new Pause(Pause.Reason.FAULT, sentence + "; l2l resume lets it try again, l2l swap takes another part"));
    }
  }

  /** The declared fallback takes over; what it cannot take over it begins anew. */
  private void fallBack(String role) {
    Wiring.Plan plan = plan(Swap.fallback(now(), role), ledger.pinsBut(role), ledger.bundlesBut(role), through());
    try {
      rewire(plan, Set.of(role), false, Exchange.Cause.FALLBACK, "workbench");
    } catch (Lack e) {
      if (e.pause().reason() != Pause.Reason.REFUSED) {
        throw e;
      }
      rewire(plan, Set.of(role), true, Exchange.Cause.FALLBACK, "workbench");
    }
  }

  /** A call did not return: its thread is left to itself, with all its objects. */
  private void hung(StackTraceElement[] where) {
    Wiring lost = wiring;
    String text = "no sign of life for " + budget / 1_000_000_000.0 + " s, and given up\n" + Faults.text(where);
    if (ledger == null) {
      failed(new IllegalStateException("a call did not return: " + text));
      return;
    }
    saved = file();
    long tick = standing == null ? 0 : standing.tick();
    wiring = null; // not closed: the hung thread is still in it
    standing = null;
    heldBack++;
    Optional<String> role = lost == null ? Optional.empty() : faults.blame(lost, where);
    if (role.isPresent()) {
      atFault(lost, role.get(), text);
    } else {
      recording.event("fault", "tick", tick, "text", text);
      pause(new Pause(Pause.Reason.ACTIVATE, "a part did not come up: " + text.lines().findFirst().orElse("?")));
    }
  }

  // ---- from one wiring to another ----

  private Document now() {
    return request.document().saying(ledger.document());
  }

  private Set<String> through() {
    return standing != null ? standing.concluded().stream().map(Contestant.Outcome::name).collect(Collectors.toSet())
        : new HashSet<>(ledger.outcomes());
  }

  /** Where it stands, as plain values. */
  SnapshotFile file() {
    if (wiring == null || standing == null) {
      return saved;
    }
    ledger = ledger.at(standing.concluded().stream().map(Contestant.Outcome::name).toList(), recording.seconds(), recording.warnings());
    return new SnapshotFile(standing.stage().map(Stage::contestant).orElse(""), wiring.assembly().snapshot(standing), Optional.empty(),
        ledger.note());
  }

  /** Goes over to other parts or settings. */
  private Optional<Exchange> rewire(Wiring.Plan plan, Set<String> touched, boolean reset, Exchange.Cause cause, String who) {
    SnapshotFile from = file();
    Wiring next = wired(plan);
    try {
      Set<String> all = next.records().stream().map(PartRecord::role).filter(r -> touched.stream().anyMatch(t -> Ledger.within(r, t)))
          .collect(Collectors.toSet());
      Passage passage = vigil.over(() -> Passage.of(from, ledger.parts(), next, outcomes(next), all, reset));
      Optional<Exchange> exchange = passage.handed().isEmpty() ? Optional.empty()
          : Optional.of(new Exchange(passage.standing().tick(), Instant.now().toString(), who, cause, reset, passage.handed(),
              plan.document().text()));
      onDisk(() -> {
        exchange.ifPresent(x -> directory.snapshot(before(ledger.exchanges().size() + 1), from));
        return null;
      });
      exchange.ifPresentOrElse(x -> ledger = ledger.and(x, plan.pins(), next.records()),
          () -> ledger = new Ledger(plan.document().text(), plan.pins(), next.records(), ledger.exchanges(), ledger.outcomes(),
              ledger.seconds(), ledger.warnings()));
      standing = passage.standing();
      settle(next);
      exchange.ifPresent(x -> told("swap", x));
      onDisk(this::save);
      return exchange;
    } catch (RuntimeException e) {
      if (wiring != next) {
        next.close();
      }
      throw e;
    }
  }

  private void told(String what, Exchange x) {
    recording.event(what, "tick", x.tick(), "when", x.when(), "who", x.who(), "cause", x.cause().name().toLowerCase(java.util.Locale.ROOT),
        "reset", x.reset(), "parts", x.parts().stream().map(h -> l2l.runner.store.JsonText.object("role", h.role(), "from", plain(h.from()),
            "to", plain(h.to()), "policy", h.policy(), "before", h.before(), "after", h.after())).toList());
    run.changed(ledger);
  }

  private static Map<String, Object> plain(PartRecord p) {
    return l2l.runner.store.JsonText.object("name", p.part(), "edition", p.edition(), "bundle", p.bundle(), "version", p.version(), "sha256",
        p.sha256());
  }

  private static String before(int swap) {
    return "before-swap-" + swap;
  }

  /** The snapshot of a run's directory that was taken before a swap, counted from 1. */
  static Path before(Path run, int swap) {
    return run.resolve("snapshots").resolve(before(swap) + ".safetensors");
  }

  /** What contestants came to so far, on the engine of a wiring. */
  List<Contestant.Outcome> outcomes(Wiring next) {
    Engine engine = next.assembly().setup().engine();
    List<Contestant.Outcome> outcomes = new ArrayList<>();
    for (String name : ledger.outcomes()) {
      Safetensors file = directory.outcome(name).orElseThrow(() -> new BadInput(directory.path() + " lacks what " + name + " came to"));
      outcomes.add(Saving.outcome(engine, file.values()));
    }
    return outcomes;
  }

  /** Exchanges what a recorded swap exchanged. */
  private void follow(Exchange x) {
    Map<String, PartRecord> pins = new LinkedHashMap<>(ledger.pins());
    x.parts().forEach(h -> pins.put(h.role(), h.to()));
    Set<String> touched = x.cause() == Exchange.Cause.ASKED || x.cause() == Exchange.Cause.FALLBACK
        ? x.parts().stream().map(Exchange.Handed::role).collect(Collectors.toSet()) : Set.of();
    rewire(plan(request.document().saying(x.document()), pins, Map.of(), through()), touched, x.reset(), x.cause(), x.who());
  }

  // ---- asked for by users; called between two steps ----

  /** Takes another part, or other settings, in a role. */
  Exchange swap(Swap swap, boolean reset, String who) {
    Document document = swap.in(now());
    Exchange x = rewire(plan(document, ledger.pinsBut(swap.role()), ledger.bundlesBut(swap.role()), through()), Set.of(swap.role()), reset,
        Exchange.Cause.ASKED, who).orElseThrow(() -> new BadInput(swap.role() + " is " + swap.part() + " with these settings already"));
    if (run.pause().isPresent() && run.pause().get().reason() != Pause.Reason.REQUESTED) {
      resumed();
    } else {
      run.pause().ifPresent(this::again);
    }
    return x;
  }

  /** A swap of a paused run leaves it paused. */
  private void again(Pause pause) {
    run.pause(Optional.empty());
    pause(pause);
  }

  /** The experiment as it is now. */
  Document document() {
    return now();
  }

  /** Takes the last swap back: state, settings and code. */
  Exchange undo(String who) {
    if (ledger.exchanges().isEmpty()) {
      throw new BadInput("run " + run.id() + " has no swap to take back");
    }
    Exchange last = ledger.exchanges().get(ledger.exchanges().size() - 1);
    SnapshotFile from = SnapshotFile.read(before(directory.path(), ledger.exchanges().size()));
    Ledger then = Ledger.of(from.notes()).orElseThrow();
    Map<String, PartRecord> pins = new LinkedHashMap<>(then.pins());
    last.parts().forEach(h -> pins.put(h.role(), h.from()));
    Ledger undone = ledger;
    ledger = then.at(then.outcomes(), ledger.seconds(), ledger.warnings());
    try {
      Wiring next = wired(plan(now(), pins, ledger.bundles(), new HashSet<>(then.outcomes())));
      Passage passage = vigil.over(() -> Passage.of(from, then.parts(), next, outcomes(next), Set.of(), false));
      ledger = new Ledger(then.document(), pins, next.records(), then.exchanges(), then.outcomes(), undone.seconds(), undone.warnings());
      standing = passage.standing();
      settle(next);
    } catch (RuntimeException e) {
      ledger = undone;
      throw e;
    }
    double seconds = recording.seconds();
    directory.cut(new Position(from.position().orElseThrow().metrics(), directory.position().events()));
    told("undo", last);
    recording = new Recording(directory, run.display(), Map.of(), seconds, undone.warnings());
    announce();
    save();
    if (run.pause().isPresent() && run.pause().get().reason() != Pause.Reason.REQUESTED) {
      resumed();
    } else {
      run.pause().ifPresent(this::again);
    }
    return last;
  }

  /** Lets it wait. */
  void pause(Pause pause) {
    if (run.pause().isPresent()) {
      run.pause(Optional.of(pause));
      return;
    }
    if (host.workbench().isEmpty() && !pause.reason().heals() && pause.reason() != Pause.Reason.REQUESTED
        || host.workbench().isEmpty() && pause.reason() == Pause.Reason.QUARANTINED) {
      throw new Broken(pause);
    }
    saved = file();
    if (pause.reason() != Pause.Reason.DISK) {
      save();
      recording.event("paused", "reason", pause.reason().name(), "sentence", pause.sentence());
      directory.export();
      release();
    }
    savedAt = System.nanoTime();
    run.pause(Optional.of(pause));
    run.display().say("paused: " + pause.sentence());
    host.slots().leave(run);
  }

  private void release() {
    if (wiring != null) {
      wiring.close();
    }
    wiring = null;
    standing = null;
  }

  /** Goes on after a pause. */
  void resume() {
    faults.forget();
    if (wiring == null) {
      rewire(plan(now(), ledger.pins(), ledger.bundles(), through()), Set.of(), false, Exchange.Cause.REPLACED, "workbench");
    }
    resumed();
  }

  /** Writes a snapshot that stays, and returns where. */
  Path snapshot() {
    SnapshotFile file = file();
    Path path = directory.snapshot((file.of().isEmpty() ? "at" : file.of()) + "-" + file.snapshot().metaStep(), file);
    recording.event("snapshot", "optimizer", file.of(), "metaStep", file.snapshot().metaStep(), "file", path.getFileName().toString());
    return path;
  }

  /** Writes the report of what there is so far. */
  Path report() {
    if (wiring == null) {
      throw new BadInput("run " + run.id() + " waits (" + run.pause().map(Pause::sentence).orElse("") + "); its report can be written once it goes on");
    }
    return directory.text("report.html", HtmlReport.of(
        Conclusion.findings(wiring, standing.concluded(), recording, ledger, request.command()).report()));
  }

  /** Copies its record, with a snapshot of where it stands, into a new directory. */
  Path copy(Path parent) {
    save();
    return Fork.copy(directory, parent);
  }

  private Path named(Stage stage) {
    return directory.snapshot(stage.contestant() + "-" + (stage instanceof Stage.Training t ? t.state().step() : standing.tick()), file());
  }

  /** Saves where it stands, for good. */
  Path save() {
    savedAt = System.nanoTime();
    Path path = directory.save(file());
    run.progressed(standing == null ? 0 : standing.tick());
    return path;
  }

  private void saveIfDue() {
    if (System.nanoTime() - savedAt >= wiring.experiment().limits().snapshot().toNanos()) {
      paused(() -> onDisk(this::save));
      Wiring mine = wiring;
      if (mine != null) {
        faults.leaks(mine).forEach((role, text) -> atFault(mine, role, text));
      }
    }
  }

  private static long done(Stage stage) {
    if (stage instanceof Stage.Training t) {
      return t.state().step();
    }
    return stage instanceof Stage.Tuning t ? t.means().length : ((Stage.Testing) stage).draws();
  }

  /** Tells the display of the phase it is in the midst of. */
  private void announce() {
    long done = standing.stage().map(Execution::done).orElse(0L);
    wiring.contest().announce(standing, new Watch() {
      @Override
      public void phase(String name, long total) {
        recording.resumed(name, done, total);
      }
    });
  }

  // ---- ends ----

  private void conclude() {
    run.display().end();
    save();
    run.sentence(Conclusion.of(Conclusion.findings(wiring, standing.concluded(), recording, ledger, request.command()), recording, directory,
        run.display()));
    request.replays().ifPresent(original -> {
      String verdict = Replay.compare(original, directory);
      recording.event("replayed", "sentence", verdict);
      run.display().say(verdict);
      run.sentence(verdict);
    });
  }

  private void failed(Throwable thrown) {
    Throwable e = thrown instanceof Broken broken ? new Refusal(broken.getMessage()) : thrown;
    boolean stopped = e instanceof Watch.Stopped || e instanceof InterruptedException || Thread.interrupted() || stop;
    try {
      if (stopped && ledger != null) {
        run.sentence(Conclusion.stopped(this, recording, standing));
      }
    } catch (RuntimeException also) {
      run.sentence("stopped; and then " + Fault.of(also).sentence());
    }
    Throwable why = stopped ? new Watch.Stopped() : e;
    leave(run.ended(why, directory, recording), Fault.of(why).code());
  }

  private void leave(Run.State state, int code) {
    try {
      if (suspend && ledger != null && !state.over()) {
        save();
      }
    } finally {
      release();
      if (directory != null) {
        directory.close();
      }
      host.slots().leave(run);
      run.left(state, code);
    }
  }

  /** A run that nobody can mend while it waits: there is no workbench. */
  private static final class Broken extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Broken(Pause pause) {
      super(pause.sentence());
    }
  }

  /** The workbench ends; the run does not. */
  private static final class Suspended extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }
}
