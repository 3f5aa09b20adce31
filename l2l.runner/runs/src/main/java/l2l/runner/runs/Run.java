package l2l.runner.runs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import l2l.api.state.Values;
import l2l.runner.experiment.Binder;
import l2l.runner.experiment.Binding;
import l2l.runner.experiment.Checked;
import l2l.runner.experiment.Experiment;
import l2l.runner.experiment.Parts;
import l2l.runner.loop.Contestant;
import l2l.runner.loop.MetaTraining;
import l2l.runner.loop.Watch;
import l2l.runner.store.JsonText;
import l2l.runner.store.PartRecord;
import l2l.runner.store.RunDirectory;
import l2l.runner.store.TrainedOptimizer;

/** One run of one experiment: checked, bound, computed, written down. */
public final class Run {

  /** How it stands. */
  public enum State {
    RUNNING, DONE, STOPPED, REFUSED, FAILED
  }

  private final int id;
  private final Parts parts;
  private final Binder binder;
  private final Request request;
  private final Display display;
  private final List<Contestant.Outcome> outcomes = new ArrayList<>();
  private volatile State state = State.RUNNING;
  private volatile Recording recording;
  private volatile RunDirectory directory;
  private volatile boolean stopped;
  private volatile String sentence = "";

  Run(int id, Parts parts, Binder binder, Request request, Display display) {
    this.id = id;
    this.parts = parts;
    this.binder = binder;
    this.request = request;
    this.display = display;
  }

  /** Does it all on this thread, which may be interrupted to stop it; returns the exit code and never throws. */
  int execute() {
    try {
      compute();
      state = State.DONE;
      return Fault.DONE;
    } catch (Exception | OutOfMemoryError | LinkageError e) {
      return ended(Thread.interrupted() || stopped ? new Watch.Stopped() : e);
    } finally {
      display.end();
      if (recording != null) {
        recording.end();
        recording = null;
      }
      outcomes.clear(); // tensors would keep the classes of an engine that may be replaced
      if (directory != null) {
        directory.close();
      }
    }
  }

  private void compute() {
    Experiment experiment = Checked.experiment(request.document(), parts.now(), request.data());
    try (Binding binding = binder.bind("run-" + id, experiment.roots())) {
      Assembly assembly = new Assembly(experiment, binding);
      assembly.rehearse();
      Map<String, MetaTraining.State> from = request.from().map(assembly::restore).orElse(Map.of());
      RunDirectory made = request.out().map(o -> RunDirectory.at(o, request.document().bytes()))
          .orElseGet(() -> RunDirectory.numbered(Path.of("runs"), experiment.name(), request.document().bytes()));
      directory = made;
      recording = new Recording(made, display, assembly::snapshot,
          from.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().step())));
      if (stopped) {
        recording.stop();
      }
      List<PartRecord> records = parts.records(experiment.roots());
      made.parts(records);
      made.json("run.json", Circumstances.of(request, assembly.setup().engine(), parts));
      recording.event("begin", "title", experiment.title(), "seed", experiment.seed());
      assembly.warnings().forEach(recording::warning);
      contest(experiment, assembly, from);
      Findings findings =
          new Findings(experiment, assembly.setup().engine(), outcomes, recording, records, request.command());
      Optional<String> lack = findings.write(made);
      lack.ifPresent(recording::warning);
      recording.event("end");
      display.end();
      lack.ifPresent(display::say);
      display.result(findings.report());
      sentence = "report: " + made.path().resolve("report.html");
      display.say(sentence);
    }
  }

  /** Lets one after the other run; where that is stopped, saves the latest state while the parts are still there. */
  private void contest(Experiment experiment, Assembly assembly, Map<String, MetaTraining.State> from) {
    try {
      for (Contestant c : assembly.contestants()) {
        conclude(experiment, c.run(assembly.setup(), Optional.ofNullable(from.get(c.name())), recording));
      }
    } catch (RuntimeException e) {
      if (Thread.interrupted() || stopped || e instanceof Watch.Stopped) {
        stopped = true;
        sentence = saved();
        throw new Watch.Stopped();
      }
      throw e;
    }
  }

  /** Writes down what a contestant came to, and its theta if it was learned or tuned. */
  private void conclude(Experiment experiment, Contestant.Outcome o) {
    outcomes.add(o);
    recording.judged(o);
    if (o.trained().isPresent() || o.chosen().isPresent()) {
      Experiment.Contestant c = experiment.contestants().stream().filter(x -> x.name().equals(o.name())).findFirst().orElseThrow();
      directory.optimizer(o.name(), new TrainedOptimizer(Assembly.schema(c.optimizer()), JsonText.line(c.optimizer().plain()),
          Values.of(o.theta()), Map.of("experiment", experiment.title(), "seed", Long.toString(experiment.seed()))));
    }
  }

  private int ended(Throwable e) {
    Fault fault = Fault.of(e);
    state = fault.code() == Fault.INTERRUPTED ? State.STOPPED : fault.code() == Fault.BAD_INPUT ? State.REFUSED : State.FAILED;
    if (state != State.STOPPED) {
      sentence = fault.sentence();
      try {
        writeDown(e);
      } catch (RuntimeException | IOException also) {
        sentence += "; and then " + Fault.of(also).sentence();
      }
    } else if (sentence.isEmpty()) {
      sentence = "stopped before anything was computed";
    }
    display.end();
    display.say("l2l: " + sentence);
    return fault.code();
  }

  /** Leaves nothing of a run that was refused at once, and the reason in the record of one that ended later. */
  private void writeDown(Throwable e) throws IOException {
    if (directory != null && state == State.REFUSED && nothingComputed()) {
      directory.discard();
    } else if (directory != null) {
      recording.event(state == State.FAILED ? "failed" : "refused", "sentence", sentence);
    }
    if (state == State.FAILED) {
      sentence += "; its stack trace is in " + Circumstances.trace(e, directory);
    }
  }

  private boolean nothingComputed() {
    return outcomes.isEmpty() && recording != null && recording.courses().isEmpty() && recording.progress().done() == 0;
  }

  /** Saves the latest state; the sentence says where to go on. */
  private String saved() {
    Optional<Path> snapshot = recording.saveLast();
    recording.event("stopped", "phase", recording.progress().phase());
    return "stopped while " + recording.progress().phase() + snapshot.map(s -> "; go on with --from " + s)
        .orElse("; nothing was being trained, so there is no snapshot");
  }

  /** Its number in this container. */
  public int id() {
    return id;
  }

  /** How it stands. */
  public State state() {
    return state;
  }

  /** A line on where it is, or how it ended. */
  public String line() {
    Recording r = recording;
    if (state != State.RUNNING || r == null) {
      return sentence;
    }
    Recording.Progress p = r.progress();
    String value = Double.isNaN(p.value()) ? "" : String.format(Locale.ROOT, ", %.4g", p.value());
    return p.phase() + ", " + p.done() + " of " + p.total() + value;
  }

  /** The directory it writes, once it is there. */
  public Optional<Path> directory() {
    return Optional.ofNullable(directory).map(RunDirectory::path);
  }

  /** What it runs. */
  public String name() {
    return request.document().name();
  }

  /** Asks it to stop between two steps, with a snapshot. */
  public void stop() {
    stopped = true;
    Recording r = recording;
    if (r != null) {
      r.stop();
    }
  }

  /** Asks for a snapshot after its next meta-step. */
  public Optional<CompletableFuture<Path>> snapshot() {
    return state == State.RUNNING ? Optional.ofNullable(recording).map(Recording::snapshot) : Optional.empty();
  }
}
