package l2l.runner.runs;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import l2l.runner.experiment.Binder;
import l2l.runner.experiment.Catalogue;
import l2l.runner.experiment.Checked;
import l2l.runner.experiment.Parts;
import l2l.runner.load.Generation;
import l2l.runner.load.Generations;
import l2l.runner.load.Verdicts;
import l2l.runner.load.Why;
import l2l.runner.store.BadInput;
import l2l.runner.store.DiskUse;
import l2l.runner.store.Prune;
import l2l.runner.store.RunDirectory;
import l2l.runner.store.RunIndex;
import l2l.runner.store.RunRow;
import l2l.runner.store.WorkbenchDirectory;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** The runs of this container, whoever started them: the command line, the workbench's shell, or another bundle. */
@Component(service = Runs.class)
public final class Runs {

  private static final long PATIENCE_MILLIS = 20_000;
  private static final long LOOK_MILLIS = 50;

  /** Jars that lie in load/ when the container starts are judged within this time, or not waited for. */
  private static final Duration SETTLING = Duration.ofSeconds(20);

  private final Host host;
  private final Why why;
  private final AtomicInteger last = new AtomicInteger();
  private final List<Run> all = new CopyOnWriteArrayList<>();
  private final ScheduledExecutorService overseer = Executors.newSingleThreadScheduledExecutor(work -> thread(work, "l2l-overseer"));
  private final ExecutorService later = Executors.newSingleThreadExecutor(work -> thread(work, "l2l-later"));
  private final Optional<ServiceRegistration<Verdicts>> verdicts;
  private volatile boolean settled;
  private boolean ended;

  @Activate
  public Runs(BundleContext context, @Reference Parts parts, @Reference Binder binder, @Reference Generations generations,
      @Reference Why why) {
    this.why = why;
    Optional<Host.Workbench> workbench = Optional.ofNullable(context.getProperty("l2l.workbench")).map(path -> {
      WorkbenchDirectory directory = WorkbenchDirectory.open(Path.of(path));
      return new Host.Workbench(directory, RunIndex.open(directory));
    });
    int atOnce = Runtime.getRuntime().availableProcessors();
    host = new Host(new Wiring.Sources(parts, binder, generations), new Slots(Math.max(1, atOnce)), workbench, this::later);
    verdicts = workbench.map(w -> context.registerService(Verdicts.class, new Memory(w.index()), null));
    overseer.scheduleWithFixedDelay(() -> all.forEach(Run::oversee), LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    workbench.ifPresent(w -> {
      w.index().runs().forEach(this::restore);
      List<Run> earlier = List.copyOf(all);
      overseer.execute(() -> takeUp(earlier, context));
    });
  }

  private void later(Runnable work) {
    try {
      later.execute(work);
    } catch (RejectedExecutionException e) {
      work.run(); // the container stops
    }
  }

  private static Thread thread(Runnable work, String name) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.setContextClassLoader(Runs.class.getClassLoader());
    return thread;
  }

  /** Takes a run of an earlier life of the workbench up again. */
  private void restore(RunRow row) {
    last.set(Math.max(last.get(), (int) row.id()));
    Run run;
    try {
      Request request = Request.resuming(row.directory());
      Optional<Pause> pause = row.state().equals(Run.State.PAUSED.name())
          ? Optional.of(new Pause(Pause.Reason.valueOf(row.code()), row.sentence())) : Optional.empty();
      run = new Run(host, replaying(request, row), row, pause.or(() -> fatal(row)));
    } catch (BadInput e) {
      RunRow failed = row.in(Run.State.FAILED.name(), "", e.getMessage());
      host.workbench().orElseThrow().index().update(failed);
      run = new Run(host, Request.unreadable(row.name()), failed, Optional.empty());
    }
    all.add(run);
  }

  /** Why a run that brought the JVM down again and again is not taken up by itself. */
  private static Optional<Pause> fatal(RunRow row) {
    Attempt last = Attempt.left(row.directory());
    boolean over = Run.State.valueOf(row.state()).over();
    return over || last.times() < Attempt.MOST ? Optional.empty() : Optional.of(last.pause(row.id()));
  }

  /** A replay that was interrupted goes on with the swaps of the run it replays. */
  private Request replaying(Request request, RunRow row) {
    boolean replay = row.parent().isPresent() && request.command().startsWith(Replay.COMMAND);
    return replay ? of((int) row.parent().getAsLong()).map(r -> Replay.of(r, request)).orElse(request) : request;
  }

  /** Lets the runs of an earlier life go on, once all parts have had their chance to be there. */
  private void takeUp(List<Run> earlier, BundleContext context) {
    try {
      while (context.getBundle(0).getState() == Bundle.STARTING) {
        Thread.sleep(10);
      }
      settle();
      earlier.stream().filter(r -> !r.state().over()).forEach(Run::start);
    } catch (InterruptedException | IllegalStateException e) {
      Thread.currentThread().interrupt(); // the container stops already
    }
  }

  private void settle() {
    if (!settled) {
      try {
        host.sources().generations().settled(SETTLING);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      settled = true;
    }
  }

  /** The parts that are there now; those whose jars lay in load/ at the start are waited for. */
  public Catalogue catalogue() {
    settle();
    return host.sources().parts().now();
  }

  /** The jars dropped in. */
  public Generations generations() {
    return host.sources().generations();
  }

  /** Why things are there or not. */
  public Why why() {
    return why;
  }

  /**
   * What could be deleted of the workbench's folder.
   *
   * @param wanted finished runs that are to go as a whole
   * @param yes whether to delete it
   * @throws BadInput if one of them is not over
   */
  public Prune prune(List<Run> wanted, boolean yes) {
    for (Run run : wanted) {
      if (!run.state().over()) {
        throw new BadInput("run " + run.id() + " is " + run.state() + "; stop it first: stop " + run.id());
      }
    }
    Host.Workbench w = host.workbench().orElseThrow();
    Set<String> ended = Arrays.stream(Run.State.values()).filter(Run.State::over).map(Run.State::name).collect(Collectors.toSet());
    Set<String> used = generations().all().stream().filter(g -> !g.files().isEmpty() || g.holds() > 0).map(Generation::sha256)
        .collect(Collectors.toSet());
    Set<Path> undo = all.stream().flatMap(r -> r.undoSnapshots().stream()).collect(Collectors.toSet());
    Prune plan = Prune.plan(w.directory(), w.index(), ended, wanted.stream().map(r -> (long) r.id()).collect(Collectors.toSet()), used, undo);
    if (yes) {
      plan.execute(w.directory(), w.index());
      all.removeAll(wanted);
    }
    return plan;
  }

  /** What the workbench takes on the disk. */
  public DiskUse diskUse() {
    Host.Workbench w = host.workbench().orElseThrow();
    return DiskUse.of(w.directory(), w.index());
  }

  /** Does a run; returns its exit code. An interrupt stops it, with a snapshot. */
  public int run(Request request, Display display) {
    Run run;
    try {
      run = start(request, display);
    } catch (BadInput e) {
      display.end();
      display.say("l2l: " + e.getMessage());
      return Fault.BAD_INPUT;
    }
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return run.end().get();
        } catch (InterruptedException e) {
          interrupted = true;
          run.exits();
          run.stop();
        }
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("a run ends with an exit code", e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Starts a run on a thread of its own. */
  public Run start(Request request, Display display) {
    return start(request, display, OptionalLong.empty());
  }

  Run start(Request request, Display display, OptionalLong parent) {
    settle();
    if (request.pins().isEmpty()) { // a replay's parts are those it had, whether they are to be seen or not
      Checked.experiment(request.document(), catalogue(), request.data());
    }
    String name = request.name();
    RunDirectory directory = request.out().map(o -> RunDirectory.at(o, request.document().bytes()))
        .orElseGet(() -> RunDirectory.numbered(home(), name, request.document().bytes()));
    directory.request(request.plain());
    Optional<RunRow> row = host.workbench().map(w -> w.index().add(name, Run.State.QUEUED.name(), directory.path(), parent));
    Run run = new Run(row.map(r -> (int) r.id()).orElseGet(last::incrementAndGet), host, request, directory, display, row, parent);
    all.add(run);
    run.start();
    return run;
  }

  private Path home() {
    return host.workbench().map(w -> w.directory().runs()).orElse(Path.of("runs"));
  }

  /** Does a run again from its beginning, with the code it had and the swaps it made; its end says whether it came to the same bytes. */
  public Run replay(Run run, Display display) {
    return start(Replay.of(run), display, OptionalLong.of(run.id()));
  }

  /**
   * A second run that goes on from where this one stands, on the same random numbers; the two can be compared.
   *
   * @throws BadInput if there is nothing to go on from yet
   */
  public Run fork(Run run) {
    Path copy = Fork.of(run, home());
    Request request = Request.resuming(copy);
    Optional<RunRow> row = host.workbench()
        .map(w -> w.index().add(request.name(), Run.State.QUEUED.name(), copy, OptionalLong.of(run.id())));
    Run fork = new Run(row.map(r -> (int) r.id()).orElseGet(last::incrementAndGet), host, request, null, Display.NOTHING, row,
        OptionalLong.of(run.id()));
    all.add(fork);
    fork.start();
    return fork;
  }

  /** How many runs compute at once. */
  public int atOnce() {
    return host.slots().atOnce();
  }

  /** Changes how many runs compute at once. */
  public void atOnce(int n) {
    host.slots().atOnce(n);
  }

  /** Runs that wait for their turn, in order. */
  public List<Run> queue() {
    return host.slots().waiting().stream().map(Run.class::cast).toList();
  }

  /** All runs, first to last. */
  public List<Run> all() {
    return List.copyOf(all);
  }

  /** The run of this number. */
  public Optional<Run> of(int id) {
    return all.stream().filter(r -> r.id() == id).findFirst();
  }

  /** The workbench's folder, if this is one. */
  public Optional<WorkbenchDirectory> workbench() {
    return host.workbench().map(Host.Workbench::directory);
  }

  /** Ends the container's runs: those of a workbench go on when it is started again, others stop, each with a snapshot. */
  @Deactivate
  public synchronized void stop() throws InterruptedException {
    if (ended) {
      return; // the workbench's command and the container both end it
    }
    ended = true;
    List<Run> going = new ArrayList<>(all);
    going.removeIf(r -> r.state().over());
    going.forEach(Run::exits);
    going.removeIf(r -> r.end().isDone());
    going.forEach(r -> {
      if (host.workbench().isPresent()) {
        r.suspend();
      } else {
        r.stop();
      }
    });
    long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
    for (Run run : going) {
      try {
        run.end().get(Math.max(1, end - System.nanoTime()), TimeUnit.NANOSECONDS);
      } catch (ExecutionException | TimeoutException e) {
        continue; // it had its time
      }
    }
    overseer.shutdownNow();
    later.shutdown();
    later.awaitTermination(Math.max(1, end - System.nanoTime()), TimeUnit.NANOSECONDS);
    verdicts.ifPresent(ServiceRegistration::unregister);
    host.workbench().ifPresent(w -> {
      w.index().close();
      w.directory().close();
    });
  }
}
