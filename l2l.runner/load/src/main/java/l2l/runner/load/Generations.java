package l2l.runner.load;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import l2l.runner.experiment.Admission;
import l2l.runner.experiment.Binder;
import l2l.runner.experiment.Parts;
import l2l.runner.store.BadInput;
import l2l.runner.store.Vault;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every jar that was dropped in, by hash, and which of them experiments see: of each bundle the newest good one whose jar is there, or
 * the distribution's own.
 *
 * <p>Bundles come and go on one thread, one after the other. What is asked here is answered from what is known, without waiting for that
 * thread, but for {@link #hold} and {@link #settled}.
 */
@Component(service = Generations.class, immediate = true)
public final class Generations {

  /** The framework property that names the workbench's folder, where there is one. */
  private static final String WORKBENCH = "l2l.workbench";

  /** The framework property that says after how many seconds a part that does not come back from a law is given up. */
  private static final String PATIENCE = "l2l.probation.seconds";

  private static final String PATIENCE_SECONDS = "30";

  private static final Logger LOG = LoggerFactory.getLogger(Generations.class);
  private static final int LEAST_OF_A_HASH = 6;

  private final Worker worker = new Worker();
  private final Shelf shelf = new Shelf();
  private final Memory memory = new Memory();
  private final Bundles bundles;
  private final Vault vault;
  private final Intake intake;
  private final Arrivals arrivals;
  private final ServiceRegistration<Admission> admission;

  @Activate
  public Generations(BundleContext context, @Reference Parts parts, @Reference Binder binder,
      @Reference ServiceComponentRuntime components) {
    String workbench = context.getProperty(WORKBENCH);
    Path kept = workbench == null ? context.getDataFile("generations").toPath() : Path.of(workbench, "generations");
    bundles = new Bundles(context);
    vault = new Vault(kept);
    String patience = Optional.ofNullable(context.getProperty(PATIENCE)).orElse(PATIENCE_SECONDS);
    intake = new Intake(parts, binder, new Diagnosis(context, components), bundles, vault, shelf, memory, worker,
        TimeUnit.SECONDS.toMillis(Long.parseLong(patience)));
    arrivals = new Arrivals(Folders.of(context), context.getDataFile("arriving").toPath(), vault, worker, intake);
    admission = context.registerService(Admission.class, intake::admits, null);
  }

  @Deactivate
  void stop() {
    worker.stop();
    admission.unregister();
    bundles.close();
  }

  @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY)
  void setVerdicts(Verdicts given) {
    memory.use(given);
    worker.soon(() -> {
      synchronized (shelf) {
        shelf.items().forEach(memory::recall);
      }
      intake.refresh();
    });
  }

  void unsetVerdicts(Verdicts taken) {
    memory.leave(taken);
  }

  /** Where jars come from. */
  Arrivals arrivals() {
    return arrivals;
  }

  /** Every generation known, newest first, the distribution's own bundles of parts last. */
  public List<Generation> all() {
    return intake.seen();
  }

  /** The generation of a bundle of parts, dropped in or of the distribution. */
  public Optional<Generation> of(long bundleId) {
    return all().stream().filter(g -> g.bundleId() == bundleId).findFirst();
  }

  /** The generation of a jar. */
  public Optional<Generation> of(String sha256) {
    return all().stream().filter(g -> g.sha256().equals(sha256)).findFirst();
  }

  /** The SHA-256 of every jar kept, whether it is installed or not. */
  public Set<String> kept() {
    return vault.all();
  }

  /**
   * Tells of every generation that comes to stand otherwise, on the one thread that takes jars in: be quick, and do not wait for anything
   * of here.
   *
   * @return ends it
   */
  public AutoCloseable listen(Consumer<Generation> listener) {
    intake.listeners().add(listener);
    return () -> intake.listeners().remove(listener);
  }

  /**
   * Keeps a generation for a run, whether experiments see it or not; installs it again from the jar kept where it is gone.
   *
   * @throws BadInput if no such jar is kept, or it no longer comes up here
   */
  public Hold hold(String sha256) {
    Item item = intake.raise(sha256);
    return new Hold() {
      private boolean closed;
      private String hung;

      @Override
      public String sha256() {
        return item.sha256;
      }

      @Override
      public long bundleId() {
        return item.bundleId;
      }

      @Override
      public synchronized void hangs(String where) {
        hung = where;
        item.hung = where;
        worker.soon(intake::tell);
      }

      @Override
      public synchronized void close() {
        if (!closed) {
          closed = true;
          item.hung = item.hung == hung ? null : item.hung; // another thread may hang there too
          intake.lower(item);
        }
      }
    };
  }

  /**
   * Keeps the generation of a bundle of parts for a run; empty if the bundle has been taken away meanwhile, as when its jar was replaced.
   *
   * @throws BadInput if its jar no longer comes up here
   */
  public Optional<Hold> hold(long bundleId) {
    Optional<Hold> hold = of(bundleId).map(g -> hold(g.sha256()));
    if (hold.isPresent() && hold.get().bundleId() != bundleId) {
      hold.get().close();
      return Optional.empty();
    }
    return hold;
  }

  /**
   * Counts a fault of a generation.
   *
   * @param where in what: the run, the step, the call
   * @param text what was wrong: never more than text
   * @return how many there are since it came or was released
   * @throws BadInput if no such jar is known
   */
  public int fault(String sha256, String where, String text) {
    Item item = known(sha256);
    int faults;
    synchronized (shelf) {
      faults = ++item.faults;
    }
    LOG.info("fault {} of {}, {}: {}", faults, item.title(), where, Diagnosis.oneLine(text));
    memory.keep(item);
    worker.soon(intake::tell);
    return faults;
  }

  /**
   * Puts a generation away: experiments no longer see it, from now on and after a restart, until it is released.
   *
   * @param sentence why
   * @throws BadInput if no such jar is known
   */
  public void quarantine(String sha256, String sentence) {
    Item item = known(sha256);
    synchronized (shelf) {
      item.quarantine = Diagnosis.ended(sentence.strip());
    }
    intake.show();
    LOG.warn("{} is put away: {}", item.title(), item.quarantine);
    memory.keep(item);
    worker.soon(intake::refresh);
  }

  private Item known(String sha256) {
    return of(sha256).flatMap(g -> shelf.known(sha256)).orElseThrow(() -> new BadInput("no jar with SHA-256 " + sha256 + " is known here"));
  }

  /**
   * Takes generations back as they are: lifts their quarantine, forgets their faults, and has those that were refused judged anew.
   *
   * @param name of a bundle or a part, or the beginning of a SHA-256
   * @return what is taken back, as it stood before
   */
  public List<Generation> release(String name) {
    List<Generation> matching = all().stream()
        .filter(g -> g.bundle().equals(name) || g.parts().contains(name) || name.length() >= LEAST_OF_A_HASH && g.sha256().startsWith(name))
        .filter(g -> g.status() == Status.QUARANTINED || g.status() == Status.REFUSED || g.faults() > 0).toList();
    for (Generation g : matching) {
      Item item = known(g.sha256());
      synchronized (shelf) {
        item.quarantine = null;
        item.faults = 0;
      }
      memory.keep(item);
      worker.soon(() -> intake.again(item));
    }
    return matching;
  }

  /**
   * Waits until every jar that lies in the watched folders now has been judged.
   *
   * @return false if the time was over before
   */
  public boolean settled(Duration patience) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    Set<Path> there = arrivals.lying();
    while (!(judged(there) && through(end) && judged(there))) {
      if (System.nanoTime() > end) {
        return false;
      }
      TimeUnit.MILLISECONDS.sleep(10);
    }
    all();
    return true;
  }

  private boolean judged(Set<Path> files) {
    return arrivals.taken(files) && shelf.items().stream().noneMatch(Item::pending);
  }

  /** Whether what the worker has begun, such as to show what has just been judged, was done before the time was over. */
  private boolean through(long end) throws InterruptedException {
    CountDownLatch through = new CountDownLatch(1);
    worker.soon(through::countDown);
    return through.await(Math.max(1, end - System.nanoTime()), TimeUnit.NANOSECONDS);
  }
}
