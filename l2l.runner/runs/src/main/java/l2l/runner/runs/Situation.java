package l2l.runner.runs;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import l2l.api.tensor.Engine;
import l2l.runner.experiment.Document;
import l2l.runner.experiment.Swap;
import l2l.runner.loop.Contestant;
import l2l.runner.loop.Saving;
import l2l.runner.loop.Stage;
import l2l.runner.loop.Standing;
import l2l.runner.loop.Watch;
import l2l.runner.report.HtmlReport;
import l2l.runner.store.BadInput;
import l2l.runner.store.JsonText;
import l2l.runner.store.PartRecord;
import l2l.runner.store.Position;
import l2l.runner.store.RunDirectory;
import l2l.runner.store.Safetensors;
import l2l.runner.store.SnapshotFile;

/**
 * Where a run is between two steps, and how it goes over to other parts: its {@link Standing}, its {@link Ledger}, the {@link Wiring} of its
 * parts, and their record on the disk.
 *
 * <p>A swap, an undo, a resume, a fork and a replay are all the same: standing and ledger as plain values, a wiring of the parts that are to
 * go on, and a {@link Passage} from the one to the other. While a run waits, only the plain values are there. For the run's thread alone,
 * except where it says otherwise.
 */
final class Situation {

  private static final String WORKBENCH = "workbench";
  private static final String REPORT = "report.html";

  private final Run run;
  private final Host host;
  private final Request request;
  private final Vigil vigil;
  private volatile RunDirectory directory;
  private volatile Recording recording;
  private volatile Ledger ledger;
  private List<String> found = List.of();
  private Wiring wiring;
  private Standing standing;
  private SnapshotFile saved;
  private long seen = -1;
  private long tick;
  private int lost;

  /** @param directory it writes; null where the request says which one to go on with */
  Situation(Run run, Host host, Request request, Vigil vigil, RunDirectory directory) {
    this.run = run;
    this.host = host;
    this.request = request;
    this.vigil = vigil;
    this.directory = directory;
  }

  // ---- what there is ----

  /** The directory it writes; for any thread. */
  Optional<RunDirectory> directory() {
    return Optional.ofNullable(directory);
  }

  /** Its record; empty before it has begun. For any thread. */
  Optional<Recording> recording() {
    return Optional.ofNullable(recording);
  }

  /** Its ledger; empty before it has begun. For any thread. */
  Optional<Ledger> ledger() {
    return Optional.ofNullable(ledger);
  }

  /** The parts it is wired to; null while it waits. */
  Wiring wiring() {
    return wiring;
  }

  /** Where the contest stands; null while the run waits. */
  Standing standing() {
    return standing;
  }

  /** Steps done; 0 where that is only known to the disk. */
  long tick() {
    return standing == null ? tick : standing.tick();
  }

  /** The experiment as it is now. */
  Document document() {
    return request.document().saying(ledger.document());
  }

  /** Whether parts came or went since the last wiring was made. */
  boolean moved() {
    return seen != host.sources().parts().changes();
  }

  /** Takes note of what is there. */
  void seen() {
    seen = host.sources().parts().changes();
  }

  // ---- beginnings ----

  /** Opens the directory of a run begun earlier; where it had not come to a snapshot, it is as if it had not begun. */
  void reopen(Path path) {
    directory = RunDirectory.reopen(path);
    if (directory.latest().isEmpty()) {
      found = directory.told();
      directory.cut(new Position(0, 0));
      return;
    }
    saved = directory.latest().get();
    Ledger then = Ledger.of(saved.notes(), directory::swap).orElseThrow(() -> new BadInput("the snapshot in " + path + " has no ledger to go on with"));
    saved.position().ifPresent(directory::cut);
    recording = new Recording(directory, run.display(), Map.of(), then.seconds(), then.warnings());
    directory.told().forEach(recording::warning);
    recording.event("restarted");
    ledger = then;
    run.changed(then);
  }

  /** Begins with the parts that are there. */
  void begin() {
    Document document = request.document();
    Wiring made = wired(plan(document, request.pins(), Map.of(), Set.of()));
    try {
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
      found.forEach(sentence -> recording.warning(sentence + "; the run begins anew"));
      standing = made.contest().begin();
      wiring = made;
      ledger = new Ledger(document.text(), request.pins(), made.records(), List.of(), List.of(), 0, recording.warnings());
      save();
      run.changed(ledger);
    } catch (RuntimeException e) {
      if (wiring != made) {
        made.close();
      }
      throw e;
    }
  }

  // ---- steps ----

  /** A step is done: it is written down, and the contest stands there now. */
  void commit(Recording.Step step, Standing next) {
    onDisk(() -> {
      step.commit(ledger.exchanges().size());
      List<Contestant.Outcome> through = next.concluded();
      for (Contestant.Outcome o : through.subList(standing.concluded().size(), through.size())) {
        recording.judged(o);
        directory.outcome(o.name(), new Safetensors(Saving.values(o), Map.of("l2l", "outcome")));
        Conclusion.of(o, wiring.experiment(), ledger, directory);
      }
      standing = next;
      if (recording.validated()) {
        recording.keep(named());
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

  // ---- from one wiring to another ----

  private Wiring.Plan plan(Document document, Map<String, PartRecord> pins, Map<String, String> bundles, Set<String> through) {
    return new Wiring.Plan("run-" + run.id() + "-" + lost, document, request.data(), pins, bundles, through, request.from());
  }

  private Set<String> through() {
    return standing != null ? standing.concluded().stream().map(Contestant.Outcome::name).collect(Collectors.toSet())
        : new HashSet<>(ledger.outcomes());
  }

  private Wiring wired(Wiring.Plan plan) {
    seen();
    Wiring[] made = new Wiring[1];
    try {
      return vigil.over(() -> made[0] = Wiring.of(host.sources(), plan, Optional.ofNullable(wiring)));
    } catch (Vigil.GivenUp e) {
      if (made[0] != null) {
        made[0].close();
      }
      throw e;
    }
  }

  /** Goes on with the parts that are there now: newer generations of those it had, or the same. */
  void renew(Exchange.Cause cause) {
    wiringMissing();
    rewire(plan(document(), ledger.pins(), ledger.bundles(), through()), Set.of(), false, cause, WORKBENCH);
  }

  private void wiringMissing() {
    if (wiring != null) {
      wiring.missing().ifPresent(m -> {
        throw Lack.missing(m.getKey(), m.getValue());
      });
    }
  }

  /** Takes another part, or other settings, in a role. */
  Exchange swap(Swap swap, boolean reset, String who) {
    Document next = swap.in(document());
    boolean pinned = !ledger.pinsBut(swap.role()).equals(ledger.pins());
    if (next.saysTheSame(document()) && !reset && !pinned) {
      throw new BadInput("swap: " + swap.role() + " is " + swap.part() + " with these settings already; give other ones, or --reset");
    }
    return exchange(next, swap.role(), reset, Exchange.Cause.ASKED, who).orElseThrow();
  }

  /** The declared fallback of a role takes over; what it cannot take over it begins anew. */
  void fallBack(String role) {
    Document document = Swap.fallback(document(), role);
    try {
      exchange(document, role, false, Exchange.Cause.FALLBACK, WORKBENCH);
    } catch (Lack e) {
      if (e.pause().reason() != Pause.Reason.REFUSED) {
        throw e;
      }
      exchange(document, role, true, Exchange.Cause.FALLBACK, WORKBENCH);
    }
  }

  private Optional<Exchange> exchange(Document document, String role, boolean reset, Exchange.Cause cause, String who) {
    return rewire(plan(document, ledger.pinsBut(role), ledger.bundlesBut(role), through()), Set.of(role), reset, cause, who);
  }

  /** Exchanges what a recorded swap exchanged. */
  void follow(Exchange x) {
    Map<String, PartRecord> pins = new LinkedHashMap<>(ledger.pins());
    x.parts().forEach(h -> pins.put(h.role(), h.to()));
    boolean chosen = x.cause() == Exchange.Cause.ASKED || x.cause() == Exchange.Cause.FALLBACK;
    Set<String> touched = chosen ? x.parts().stream().map(Exchange.Handed::role).collect(Collectors.toSet()) : Set.of();
    rewire(plan(request.document().saying(x.document()), pins, Map.of(), through()), touched, x.reset(), x.cause(), x.who());
  }

  private Optional<Exchange> rewire(Wiring.Plan plan, Set<String> touched, boolean reset, Exchange.Cause cause, String who) {
    SnapshotFile from = file();
    Wiring next = wired(plan);
    try {
      Set<String> all = next.records().stream().map(PartRecord::role).filter(r -> touched.stream().anyMatch(t -> Ledger.within(r, t)))
          .collect(Collectors.toSet());
      Passage passage = vigil.over(() -> Passage.of(from, ledger.parts(), next, outcomes(next), all, reset));
      Optional<Exchange> exchange = passage.handed().isEmpty() ? Optional.empty()
          : Optional.of(new Exchange(passage.standing().tick(), Instant.now().toString(), who, cause, reset, passage.handed(),
              ledger.text(plan.document())));
      int number = ledger.exchanges().size() + 1;
      onDisk(() -> exchange.map(x -> {
        directory.unsynced(before(number), from);
        return directory.swap(number, Ledger.text(x));
      }));
      ledger = exchange.map(x -> ledger.and(x, plan.pins(), next.records())).orElseGet(() -> ledger.with(plan.document(), plan.pins(),
          next.records()));
      settle(next, passage.standing());
      exchange.ifPresent(x -> told("swap", x));
      saveOrWait();
      return exchange;
    } catch (RuntimeException e) {
      if (wiring != next) {
        next.close();
      }
      throw e;
    }
  }

  private void settle(Wiring next, Standing there) {
    Wiring old = wiring;
    wiring = next;
    standing = there;
    if (old != null) {
      host.later().execute(old::close);
    }
  }

  private void told(String what, Exchange x) {
    recording.event(what, "tick", x.tick(), "when", x.when(), "who", x.who(), "cause", x.cause().name().toLowerCase(Locale.ROOT), "reset",
        x.reset(), "parts", x.parts().stream().map(h -> JsonText.object("role", h.role(), "from", plain(h.from()), "to", plain(h.to()),
            "policy", h.policy(), "before", h.before(), "after", h.after())).toList());
    run.changed(ledger);
  }

  private static Map<String, Object> plain(PartRecord p) {
    return JsonText.object("name", p.part(), "edition", p.edition(), "bundle", p.bundle(), "version", p.version(), "sha256", p.sha256());
  }

  /** What contestants came to so far, on the engine of a wiring. For any thread. */
  List<Contestant.Outcome> outcomes(Wiring next) {
    Engine engine = next.assembly().setup().engine();
    List<Contestant.Outcome> outcomes = new ArrayList<>();
    for (String name : ledger.outcomes()) {
      Safetensors file = directory.outcome(name).orElseThrow(() -> new BadInput(directory.path() + " lacks what " + name + " came to"));
      outcomes.add(Saving.outcome(engine, file.values()));
    }
    return outcomes;
  }

  /** Takes the last swap back: state, settings and code. What was computed since is cut off the metrics; the events keep it all. */
  Exchange undo() {
    if (ledger.exchanges().isEmpty()) {
      throw new BadInput("run " + run.id() + " has no swap to take back");
    }
    Exchange last = ledger.exchanges().get(ledger.exchanges().size() - 1);
    SnapshotFile from = SnapshotFile.read(before(directory.path(), ledger.exchanges().size()));
    Ledger then = Ledger.of(from.notes(), directory::swap).orElseThrow();
    Map<String, PartRecord> pins = new LinkedHashMap<>(then.pins());
    last.parts().forEach(h -> pins.put(h.role(), h.from()));
    Ledger undone = ledger;
    ledger = then.at(then.outcomes(), recording.seconds(), undone.warnings());
    try {
      Wiring next = wired(plan(document(), pins, ledger.bundles(), new HashSet<>(then.outcomes())));
      Passage passage = vigil.over(() -> Passage.of(from, then.parts(), next, outcomes(next), Set.of(), false));
      ledger = ledger.with(next.plan().document(), pins, next.records());
      settle(next, passage.standing());
    } catch (RuntimeException e) {
      ledger = undone;
      throw e;
    }
    told("undo", last);
    Position there = new Position(from.position().orElseThrow().metrics(), directory.position().events());
    directory.save(file(), there); // first, or a kill between the two would leave no snapshot that the metrics reach
    directory.cut(there);
    directory.save(file(), there); // in the place of the other, which tells of what was cut off
    recording = new Recording(directory, run.display(), Map.of(), ledger.seconds(), ledger.warnings());
    announce();
    return last;
  }

  // ---- as plain values ----

  /** Where it stands, as plain values. */
  SnapshotFile file() {
    if (wiring == null || standing == null) {
      return saved;
    }
    ledger = ledger.at(standing.concluded().stream().map(Contestant.Outcome::name).toList(), recording.seconds(), recording.warnings());
    return new SnapshotFile(standing.stage().map(Stage::contestant).orElse(""), wiring.assembly().snapshot(standing), Optional.empty(),
        ledger.note());
  }

  /** Where it stands, to be tried elsewhere. */
  Copy here() {
    return new Copy(file(), ledger);
  }

  /** Where a run stood, as plain values. */
  record Copy(SnapshotFile file, Ledger ledger) {}

  /** Saves where it stands, for good. */
  Path save() {
    Path path = directory.save(file());
    run.progressed(tick());
    return path;
  }

  /** The same; a disk that refuses is a reason to wait. */
  void saveOrWait() {
    onDisk(this::save);
  }

  /** Keeps only the plain values: whatever happens to the parts, nothing of them is held. */
  void release() {
    Wiring old = wiring;
    leaveOff();
    if (old != null) {
      old.close();
    }
  }

  private void leaveOff() {
    saved = file();
    tick = tick();
    wiring = null;
    standing = null;
  }

  /** It is over: what is on the disk is enough. */
  void end() {
    if (ledger != null) {
      release();
    }
    saved = null;
    if (directory != null) {
      directory.close();
    }
    if (recording != null) {
      recording.end();
    }
  }

  /** The same, but a thread that does not return is still in the parts; it lets go of them when it does. */
  void abandon() {
    leaveOff();
    lost++;
  }

  private static String before(int swap) {
    return "before-swap-" + swap;
  }

  /** The snapshot of a run's directory that was taken before a swap, counted from 1. */
  static Path before(Path run, int swap) {
    return run.resolve("snapshots").resolve(before(swap) + ".safetensors");
  }

  /** Writes a snapshot that stays, and returns where. */
  Path snapshot() {
    Path path = named();
    SnapshotFile file = file();
    recording.event("snapshot", "optimizer", file.of(), "metaStep", file.snapshot().metaStep(), "file", path.getFileName().toString());
    return path;
  }

  private Path named() {
    SnapshotFile file = file();
    return directory.snapshot((file.of().isEmpty() ? "at" : file.of()) + "-" + file.snapshot().metaStep(), file);
  }

  /** Copies its record, with a snapshot of where it stands, into a new directory. */
  Path copy(Path parent) {
    save();
    return Fork.copy(directory, parent);
  }

  /** The command that does it again; only a replay makes the same swaps. */
  private String again() {
    boolean replayed = ledger.mixed() && host.workbench().isPresent() && request.replays().isEmpty();
    return replayed ? Replay.COMMAND + run.id() + "    # with its swaps; without them: " + request.command() : request.command();
  }

  /** The findings so far. */
  Findings findings() {
    return new Findings(wiring.experiment(), wiring.assembly().setup().engine(), standing.concluded(), recording, ledger.parts(),
        ledger.exchanges(), again());
  }

  /** Writes the report of what there is so far; while the run waits, that which was written when it began to. */
  Path report() {
    Path there = directory.path().resolve(REPORT);
    if (wiring != null) {
      return directory.text(REPORT, HtmlReport.of(findings().report()));
    } else if (Files.exists(there)) {
      return there;
    }
    throw new BadInput("run " + run.id() + " waits (" + run.pause().map(Pause::sentence).orElse("for its turn")
        + "); its report can be written once it goes on");
  }

  /** Writes the report before the parts are let go. */
  void reported() {
    if (wiring != null) {
      report();
    }
  }

  private static long done(Stage stage) {
    if (stage instanceof Stage.Training t) {
      return t.state().step();
    }
    return stage instanceof Stage.Tuning t ? t.means().length : ((Stage.Testing) stage).draws();
  }

  /** Tells the display of the phase it is in the midst of. */
  void announce() {
    long done = standing.stage().map(Situation::done).orElse(0L);
    wiring.contest().announce(standing, new Watch() {
      @Override
      public void phase(String name, long total) {
        recording.resumed(name, done, total);
      }
    });
  }
}
