package l2l.runner.runs;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import l2l.api.state.Snapshot;
import l2l.runner.loop.Contestant;
import l2l.runner.loop.MetaTraining;
import l2l.runner.loop.Watch;
import l2l.runner.store.JsonText;
import l2l.runner.store.Metric;
import l2l.runner.store.RunDirectory;

/** Writes down what a run does as it goes on, moves the display, and passes on a wish to stop or to save. */
final class Recording implements Watch {

  /** Snapshots written at validations that are kept. */
  private static final int KEPT = 3;

  private static final String TRAINING = "meta-training ";

  /** Where a run is. */
  record Progress(String phase, long done, long total, double value) {}

  private final RunDirectory directory;
  private final Display display;
  private final BiFunction<String, MetaTraining.State, Snapshot> saving;
  private final Map<String, Long> from;
  private final long begun = System.nanoTime();
  private final Map<String, Course> courses = new LinkedHashMap<>();
  private final List<String> warnings = new ArrayList<>();
  private final Deque<Path> written = new ArrayDeque<>();
  private final AtomicReference<CompletableFuture<Path>> wish = new AtomicReference<>();
  private volatile boolean stop;
  private volatile Progress progress = new Progress("starting", 0, 1, Double.NaN);
  private String trained;
  private MetaTraining.State last;
  private boolean validated;
  private double phaseBegun;
  private long skipped;

  /**
   * A record with nothing in it yet.
   *
   * @param saving makes a snapshot of an optimizer's meta-training
   * @param from meta-steps done by an earlier run, by optimizer; the display counts from there
   */
  Recording(RunDirectory directory, Display display, BiFunction<String, MetaTraining.State, Snapshot> saving, Map<String, Long> from) {
    this.directory = directory;
    this.display = display;
    this.saving = saving;
    this.from = from;
  }

  /** Seconds since the run began. */
  double seconds() {
    return (System.nanoTime() - begun) * 1e-9;
  }

  /** Writes an event with its time. */
  void event(String what, Object... keysAndValues) {
    Map<String, Object> fields = JsonText.object(keysAndValues);
    fields.put("seconds", seconds());
    directory.event(what, fields);
  }

  @Override
  public void phase(String name, long total) {
    progress = new Progress(name, 0, total, Double.NaN);
    phaseBegun = seconds();
    boolean training = name.startsWith(TRAINING);
    skipped = training ? from.getOrDefault(name.substring(TRAINING.length()), 0L) : 0;
    display.phase(name, training ? "meta-loss" : name.startsWith("tuning") ? "best mean" : "", total - skipped);
    event("phase", "name", name);
  }

  @Override
  public void advanced(long done, double objective) {
    Progress p = progress;
    progress = new Progress(p.phase, done, p.total, objective);
    display.advanced(done - skipped, objective);
  }

  /** Writes down what a contestant came to; its last phase is done. */
  void judged(Contestant.Outcome o) {
    advanced(progress.total, progress.value);
    o.trained().ifPresent(t -> event("trained", "optimizer", o.name(), "metaSteps", t.step(),
        "best", t.best().map(MetaTraining.Best::step).orElse(null),
        "trainingSeconds", courses.computeIfAbsent(o.name(), k -> new Course(phaseBegun)).seconds()));
    o.chosen().ifPresent(c -> event("tuned", "optimizer", o.name(), "name", c.hyperparameter(), "value", c.value(), "atEdge", c.atEdge(),
        "grid", Arrays.stream(c.grid()).boxed().toList(), "means", Arrays.stream(c.means()).boxed().toList()));
    event("judged", "optimizer", o.name(), "mean", o.test().mean(), "diverged", o.test().diverged());
  }

  @Override
  public void metaStep(String optimizer, MetaTraining.Metrics m) {
    directory.metric(new Metric(optimizer, m.step(), m.objective(), m.norm(), m.clipped(), m.zeros(), m.nonFinite(), m.unroll(),
        m.diverged()));
    Course course = courses.computeIfAbsent(optimizer, k -> new Course(phaseBegun));
    course.step(m.step(), m.objective(), m.norm(), seconds());
    validated = m.validation().isPresent();
    if (validated) {
      course.validated(m.step(), m.validation().get());
      event("validated", "optimizer", optimizer, "metaStep", m.step(), "mean", m.validation().get());
    }
  }

  @Override
  public void state(String optimizer, MetaTraining.State state) {
    trained = optimizer;
    last = state;
    if (validated) {
      written.addLast(save());
      if (written.size() > KEPT) {
        written.removeFirst().toFile().delete();
      }
    }
    CompletableFuture<Path> wanted = wish.getAndSet(null);
    if (wanted != null) {
      wanted.complete(save());
    }
  }

  private Path save() {
    Path file = directory.snapshot(trained + "-" + last.step(), trained, saving.apply(trained, last));
    event("snapshot", "optimizer", trained, "metaStep", last.step(), "file", file.getFileName().toString());
    return file;
  }

  /** Saves the latest state of meta-training, if there is one. */
  Optional<Path> saveLast() {
    return last == null ? Optional.empty() : Optional.of(save());
  }

  @Override
  public void warning(String sentence) {
    warnings.add(sentence);
    event("warning", "sentence", sentence);
  }

  @Override
  public boolean goOn() {
    return !stop && !Thread.currentThread().isInterrupted();
  }

  /** Asks the run to stop between two steps. */
  void stop() {
    stop = true;
  }

  /** Asks for a snapshot after the next meta-step. */
  CompletableFuture<Path> snapshot() {
    CompletableFuture<Path> mine = new CompletableFuture<>();
    CompletableFuture<Path> before = wish.getAndSet(mine);
    if (before != null) {
      mine.thenAccept(before::complete);
    }
    return mine;
  }

  /** Tells whoever still waits for a snapshot that none comes. */
  void end() {
    CompletableFuture<Path> wanted = wish.getAndSet(null);
    if (wanted != null) {
      wanted.completeExceptionally(new IllegalStateException("the run ended before its next meta-step"));
    }
  }

  Progress progress() {
    return progress;
  }

  List<String> warnings() {
    return warnings;
  }

  /** The trainings so far, by optimizer. */
  Map<String, Course> courses() {
    return courses;
  }
}
