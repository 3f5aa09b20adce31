package l2l.runner.runs;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import l2l.runner.experiment.Binder;
import l2l.runner.experiment.Catalogue;
import l2l.runner.experiment.Parts;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** The runs of this container, whoever started them: the command line, the workbench's shell, or another bundle. */
@Component(service = Runs.class)
public final class Runs {

  private static final long PATIENCE_MILLIS = 20_000;

  private final Parts parts;
  private final Binder binder;
  private final AtomicInteger last = new AtomicInteger();
  private final List<Run> all = new CopyOnWriteArrayList<>();
  private final List<Thread> threads = new CopyOnWriteArrayList<>();

  @Activate
  public Runs(@Reference Parts parts, @Reference Binder binder) {
    this.parts = parts;
    this.binder = binder;
  }

  /** The parts that are there now. */
  public Catalogue catalogue() {
    return parts.now();
  }

  /** Does a run on this thread; returns its exit code. An interrupt stops it, with a snapshot. */
  public int run(Request request, Display display) {
    return begin(request, display).execute();
  }

  /** Starts a run on a thread of its own. */
  public Run start(Request request, Display display) {
    Run run = begin(request, display);
    Thread thread = new Thread(run::execute, "l2l-run-" + run.id());
    thread.setContextClassLoader(Runs.class.getClassLoader());
    threads.add(thread);
    thread.start();
    return run;
  }

  private Run begin(Request request, Display display) {
    Run run = new Run(last.incrementAndGet(), parts, binder, request, display);
    all.add(run);
    return run;
  }

  /** All runs since the container started, first to last. */
  public List<Run> all() {
    return List.copyOf(all);
  }

  /** The run of this number. */
  public Optional<Run> of(int id) {
    return all.stream().filter(r -> r.id() == id).findFirst();
  }

  /** Stops what still runs, each run with a snapshot. */
  @Deactivate
  public void stop() throws InterruptedException {
    all.forEach(Run::stop);
    long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
    for (Thread thread : threads) {
      thread.join(Math.max(1, (end - System.nanoTime()) / 1_000_000));
    }
  }
}
