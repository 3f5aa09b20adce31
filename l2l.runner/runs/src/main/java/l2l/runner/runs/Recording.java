package l2l.runner.runs;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import l2l.runner.loop.Contestant;
import l2l.runner.loop.MetaTraining;
import l2l.runner.loop.Watch;
import l2l.runner.store.JsonText;
import l2l.runner.store.Metric;
import l2l.runner.store.RunDirectory;

/** Writes down what a run does as it goes on, and moves the display. */
final class Recording {

  /** Snapshots written at validations that are kept. */
  private static final int KEPT = 3;

  private static final String TRAINING = "meta-training ";

  /** Where a run is; {@code seconds} is how long its phase has been going on, {@code begun} where it was then. */
  record Progress(String phase, long done, long total, double value, long begun, double seconds) {

    /** Seconds the phase will still take, as far as can be told; NaN where it cannot. */
    double secondsLeft() {
      return done > begun && seconds > 0 ? (total - done) * seconds / (done - begun) : Double.NaN;
    }
  }

  private final RunDirectory directory;
  private final Display display;
  private final Map<String, Long> from;
  private final double before;
  private final long opened = System.nanoTime();
  private final Map<String, Course> courses;
  private final List<String> warnings;
  private final Deque<Path> written = new ArrayDeque<>();
  private volatile Progress progress = new Progress("starting", 0, 1, Double.NaN, 0, 0);
  private double phaseBegun;
  private int mixed;
  private boolean validated;

  /**
   * A record that goes on from what is written.
   *
   * @param from meta-steps done by an earlier run, by optimizer; the display counts from there
   * @param seconds computed before
   * @param warnings given before
   */
  Recording(RunDirectory directory, Display display, Map<String, Long> from, double seconds, List<String> warnings) {
    this.directory = directory;
    this.display = display;
    this.from = from;
    this.before = seconds;
    this.courses = Course.written(directory);
    this.warnings = new ArrayList<>(warnings);
    this.phaseBegun = seconds;
  }

  /** Seconds the run has been computing. */
  double seconds() {
    return before + (System.nanoTime() - opened) * 1e-9;
  }

  /** Writes an event with its time. */
  void event(String what, Object... keysAndValues) {
    Map<String, Object> fields = JsonText.object(keysAndValues);
    fields.put("seconds", seconds());
    directory.event(what, fields);
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

  /** Keeps a snapshot written at a validation, and lets go of the oldest. */
  void keep(Path snapshot) {
    written.addLast(snapshot);
    if (written.size() > KEPT) {
      written.removeFirst().toFile().delete();
    }
  }

  /** Whether the last step validated; asking takes it back. */
  boolean validated() {
    boolean was = validated;
    validated = false;
    return was;
  }

  void warning(String sentence) {
    warnings.add(sentence);
    event("warning", "sentence", sentence);
  }

  private void phase(String name, long total) {
    boolean training = name.startsWith(TRAINING);
    long skipped = training ? from.getOrDefault(name.substring(TRAINING.length()), 0L) : 0;
    progress = new Progress(name, skipped, total, Double.NaN, skipped, 0);
    phaseBegun = seconds();
    display.phase(name, training ? "meta-loss" : name.startsWith("tuning") ? "best mean" : "", total - skipped);
    event("phase", "name", name);
  }

  /** The phase goes on after a pause: its speed is measured anew. */
  void resumed(String name, long done, long total) {
    progress = new Progress(name, done, total, Double.NaN, done, 0);
    phaseBegun = seconds();
    display.phase(name, "", total - done);
  }

  private void advanced(long done, double value) {
    Progress p = progress;
    long begun = Math.min(p.begun, done);
    progress = new Progress(p.phase, done, p.total, value, begun, seconds() - phaseBegun);
    display.advanced(done - begun, value);
  }

  private void metaStep(String optimizer, MetaTraining.Metrics m) {
    Course course = courses.computeIfAbsent(optimizer, k -> new Course(phaseBegun));
    course.step(m.step(), m.objective(), m.norm(), mixed, seconds());
    m.validation().ifPresent(mean -> {
      validated = true;
      course.validated(m.step(), mean);
      event("validated", "optimizer", optimizer, "metaStep", m.step(), "mean", mean);
    });
  }

  /** Nothing more comes; only where it ended is kept. */
  void end() {
    courses.clear();
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

  /** What one step does, kept back until it is known to count. */
  final class Step implements Watch {

    private final List<IntFunction<Metric>> metrics = new ArrayList<>();
    private final List<Runnable> happenings = new ArrayList<>();
    private final Runnable alive;
    private final java.util.function.BooleanSupplier goOn;

    /**
     * @param alive told whenever the step shows that it is getting on
     * @param goOn whether it may
     */
    Step(Runnable alive, java.util.function.BooleanSupplier goOn) {
      this.alive = alive;
      this.goOn = goOn;
    }

    /** @param swaps the run has in it */
    void commit(int swaps) {
      if (!metrics.isEmpty()) {
        directory.metrics(metrics.stream().map(m -> m.apply(swaps).line()).toList());
      }
      mixed = swaps;
      happenings.forEach(Runnable::run);
    }

    @Override
    public void phase(String name, long total) {
      happenings.add(() -> Recording.this.phase(name, total));
    }

    @Override
    public void advanced(long done, double objective) {
      happenings.add(() -> Recording.this.advanced(done, objective));
    }

    @Override
    public void metaStep(String optimizer, MetaTraining.Metrics m) {
      metrics.add(swaps -> new Metric(optimizer, m.step(), m.objective(), m.norm(), m.clipped(), m.zeros(), m.nonFinite(), m.unroll(),
          m.diverged(), swaps));
      happenings.add(() -> Recording.this.metaStep(optimizer, m));
    }

    @Override
    public void warning(String sentence) {
      happenings.add(() -> Recording.this.warning(sentence));
    }

    @Override
    public boolean goOn() {
      alive.run();
      return goOn.getAsBoolean();
    }
  }
}
