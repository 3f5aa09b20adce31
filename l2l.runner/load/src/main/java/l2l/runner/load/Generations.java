package l2l.runner.load;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import l2l.runner.experiment.Admission;
import l2l.runner.experiment.Binder;
import l2l.runner.experiment.PartType;
import l2l.runner.experiment.Parts;
import l2l.runner.store.BadInput;
import l2l.runner.store.Vault;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
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
 * Every jar that was dropped in, by hash, and which of them experiments see.
 *
 * <p>All that changes which bundles are there happens on one thread, one step after the other. What is asked here is answered from what
 * is known, without waiting for that thread, but for {@link #hold} and {@link #settled}.
 */
@Component(service = Generations.class, immediate = true)
public final class Generations {

  /** The framework property that names the workbench's folder, where there is one. */
  static final String WORKBENCH = "l2l.workbench";

  private static final Logger LOG = LoggerFactory.getLogger(Generations.class);
  private static final Set<Code> TRIED_AGAIN = Set.of(Code.RESOLVE, Code.REFERENCE);

  private final Parts parts;
  private final Binder binder;
  private final Diagnosis diagnosis;
  private final Bundles bundles;
  private final Vault vault;
  private final Shelf shelf = new Shelf();
  private final ReentrantLock installing = new ReentrantLock();
  private final ServiceRegistration<Admission> admission;
  private final List<Consumer<Generation>> listeners = new CopyOnWriteArrayList<>();
  private final Worker worker = new Worker();
  private final Bench bench = new Bench(worker);
  private final Arrivals arrivals;
  private volatile Map<String, Item> chosen = Map.of();
  private volatile Set<Long> hidden = Set.of();
  private volatile Verdicts verdicts;
  private Map<String, Generation> told = new HashMap<>();

  @Activate
  public Generations(BundleContext context, @Reference Parts parts, @Reference Binder binder,
      @Reference ServiceComponentRuntime components) {
    this.parts = parts;
    this.binder = binder;
    diagnosis = new Diagnosis(context, components);
    bundles = new Bundles(context);
    String workbench = context.getProperty(WORKBENCH);
    Path folder = workbench == null ? context.getDataFile("generations").toPath() : Path.of(workbench, "generations");
    vault = new Vault(folder);
    arrivals = new Arrivals(Folders.of(context), context.getDataFile("arriving").toPath(), vault, worker, this::arrived, this::removed);
    admission = context.registerService(Admission.class, bundleId -> !hidden.contains(bundleId), null);
  }

  @Deactivate
  void stop() {
    worker.stop();
    admission.unregister();
    bundles.close();
  }

  @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY)
  void setVerdicts(Verdicts given) {
    verdicts = given;
    worker.soon(() -> {
      shelf.items().forEach(this::recall);
      refresh();
    });
  }

  void unsetVerdicts(Verdicts taken) {
    if (verdicts == taken) {
      verdicts = null;
    }
  }

  /** Where jars come from. */
  Arrivals arrivals() {
    return arrivals;
  }

  /** Every generation known, newest first, the distribution's own bundles of parts last. */
  public List<Generation> all() {
    ship(parts.all().parts());
    return shelf.seen(chosen);
  }

  /** The generation of a bundle, dropped in or of the distribution. */
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

  /** Puts the distribution's own bundles of parts on the shelf, as the oldest of their names. */
  private void ship(Collection<PartType> types) {
    for (PartType type : types) {
      boolean known = bundles.get(type.bundleId()).map(Bundles::ours).orElse(true) || shelf.installed(type.bundleId()).isPresent();
      if (!known) {
        String sha256 = parts.sha256(type.bundleId()).orElse("bundle " + type.bundleId());
        List<String> names = types.stream().filter(t -> t.bundleId() == type.bundleId()).map(PartType::name).toList();
        synchronized (shelf) {
          Item item = shelf.of(sha256);
          item.order = Item.SHIPPED;
          item.bundle = type.bundle();
          item.version = type.version();
          item.bundleId = type.bundleId();
          item.parts = names;
          item.verdict = new Reason(Code.READY, item.title() + " is there: it came with the distribution and offers "
              + String.join(", ", names) + ".", "Name it in an experiment: \"part\": \"" + names.get(0) + "\".");
        }
        show(shelf.choose());
      }
    }
  }

  /** A file holds these bytes; on the worker. */
  private void arrived(Path file, String sha256, Jar jar) {
    Item item = shelf.of(sha256);
    boolean late;
    synchronized (shelf) {
      if (item.bundle.isEmpty()) {
        item.bundle = jar.bundle();
        item.version = jar.version();
        item.parts = jar.parts();
        item.verdict = jar.refusal().orElse(null);
        recall(item);
      }
      late = shelf.put(file, item, arrivals.early(file));
    }
    if (late) {
      List<Bundle> shipped = bundles.shipped(item.bundle);
      ship(parts.all().parts().stream().filter(p -> shipped.stream().anyMatch(b -> b.getBundleId() == p.bundleId())).toList());
      boolean ofTheContainer = shipped.stream().anyMatch(b -> shelf.installed(b.getBundleId()).isEmpty());
      if (ofTheContainer) {
        item.verdict = new Reason(Code.SHADOWED, file.getFileName() + " holds " + item.bundle + ", which is part of the container itself; "
            + "its own stays in use.", "To replace it, replace it in the distribution and start again.");
        report(item);
      } else if (item.verdict == null || TRIED_AGAIN.contains(item.verdict.code())) {
        judge(item, Optional.empty());
      } else {
        report(item);
      }
    }
    refresh();
  }

  private void removed(Path file) {
    shelf.remove(file);
    refresh();
  }

  /** Takes over what is remembered of a jar. */
  private void recall(Item item) {
    Verdicts memory = verdicts;
    if (memory == null || item.shipped() && item.faults > 0) {
      return;
    }
    memory.of(item.sha256).ifPresent(m -> {
      synchronized (shelf) {
        item.faults = Math.max(item.faults, m.faults());
        item.quarantine = m.quarantine().orElse(item.quarantine);
        if (item.verdict == null && m.verdict().isPresent() && !TRIED_AGAIN.contains(m.verdict().get())) {
          item.verdict = new Reason(m.verdict().get(), m.sentence(), m.next());
        }
      }
    });
  }

  private void remember(Item item) {
    Verdicts memory = verdicts;
    if (memory != null) {
      Optional<Reason> verdict = Optional.ofNullable(item.verdict);
      memory.keep(new Verdicts.Remembered(item.sha256, verdict.map(Reason::code), verdict.map(Reason::sentence).orElse(""),
          verdict.map(Reason::next).orElse(""), item.faults, Optional.ofNullable(item.quarantine)));
    }
  }

  /** Installs it and has it judged; on the worker. */
  private void judge(Item item, Optional<Reason> known) {
    if (item.judging) {
      return;
    }
    item.judging = true;
    Trial trial = new Trial(parts, binder, diagnosis, item);
    try {
      install(item);
      long bundleId = item.bundleId;
      bench.add(new Probation(item, trial, () -> trial.judge(bundles.get(bundleId).orElseThrow(), known), worker, this::judged,
          i -> refresh()));
    } catch (BundleException | IOException | BadInput e) {
      judged(item, refusedByTheFramework(item, e));
    }
  }

  private static Reason refusedByTheFramework(Item item, Exception e) {
    return new Reason(Code.JUNK, item.title() + " in " + item.file() + " was not taken as a bundle: " + Diagnosis.oneLine(e.getMessage()),
        "Mend its manifest and build it again.");
  }

  private void judged(Item item, Reason verdict) {
    synchronized (shelf) {
      item.verdict = verdict;
      item.judging = false;
    }
    remember(item);
    report(item);
    refresh();
  }

  private void report(Item item) {
    if (item.verdict.code() == Code.READY) {
      LOG.info("{}", item.verdict);
    } else {
      LOG.warn("{}", item.verdict);
    }
  }

  private void install(Item item) throws BundleException, IOException {
    installing.lock();
    try {
      if (!item.installed()) {
        Path jar = vault.of(item.sha256).orElseThrow(() -> new BadInput("no jar with SHA-256 " + item.sha256 + " is kept"));
        long bundleId = bundles.install(item.sha256, jar);
        synchronized (shelf) {
          item.bundleId = bundleId;
          hidden = shelf.hidden(chosen);
        }
      }
    } finally {
      installing.unlock();
    }
  }

  /** Brings the container in line with the shelf; on the worker. */
  private void refresh() {
    shelf.absent().forEach(i -> judge(i, Optional.of(i.verdict)));
    Map<String, Item> want = shelf.choose();
    boolean changed = !want.equals(chosen);
    show(want);
    shelf.items().forEach(this::dismiss);
    shelf.forget();
    tell();
    if (changed) {
      shelf.items().stream().filter(i -> i.wanted() && i.verdict != null && TRIED_AGAIN.contains(i.verdict.code()))
          .forEach(i -> judge(i, Optional.empty()));
    }
  }

  private void show(Map<String, Item> want) {
    Set<Long> now;
    synchronized (shelf) {
      chosen = want;
      now = shelf.hidden(want);
    }
    if (!now.equals(hidden)) {
      hidden = now;
      parts.touched();
    }
  }

  /** Uninstalls what nobody sees and nobody keeps. */
  private void dismiss(Item item) {
    installing.lock();
    try {
      long bundleId;
      synchronized (shelf) {
        if (!item.installed() || item.kept()) {
          return;
        }
        bundleId = item.bundleId;
        item.bundleId = -1;
      }
      bundles.uninstall(bundleId);
      show(chosen);
    } finally {
      installing.unlock();
    }
  }

  private void tell() {
    Map<String, Generation> now = new HashMap<>();
    for (Generation g : shelf.seen(chosen)) {
      now.put(g.sha256(), g);
      if (!g.equals(told.get(g.sha256()))) {
        listeners.forEach(l -> l.accept(g));
      }
    }
    told = now;
  }

  /**
   * Tells of every generation that comes to stand otherwise, on the one thread that takes jars in: be quick, and do not wait for anything
   * of here.
   *
   * @return ends it
   */
  public AutoCloseable listen(Consumer<Generation> listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  /**
   * Keeps a generation for a run, whether experiments see it or not; installs it again from the jar kept where it is gone.
   *
   * @throws BadInput if no such jar is kept, or it no longer comes up here
   */
  public Hold hold(String sha256) {
    installing.lock();
    try {
      ship(parts.all().parts());
      Item item = shelf.known(sha256).orElseGet(() -> stored(sha256));
      synchronized (shelf) {
        item.holds++;
      }
      try {
        install(item);
        if (!item.shipped()) {
          bundles.start(item.bundleId);
        }
      } catch (BundleException | IOException | BadInput e) {
        let(item);
        throw new BadInput(item.title() + " is kept, but it does not come up here: " + Diagnosis.oneLine(e.getMessage()), e);
      }
      return held(item);
    } finally {
      installing.unlock();
    }
  }

  /**
   * Keeps the generation of a bundle for a run.
   *
   * @throws BadInput if there is no such bundle
   */
  public Hold hold(long bundleId) {
    return hold(of(bundleId).orElseThrow(() -> new BadInput("there is no part in a bundle " + bundleId + " any more")).sha256());
  }

  private Item stored(String sha256) {
    Path jar = vault.of(sha256).orElseThrow(() -> new BadInput("no jar with SHA-256 " + sha256
        + " is kept; it was pruned, or belongs to another distribution; drop it into load/ to have it again"));
    Jar read = Jar.read(jar, sha256 + ".jar");
    synchronized (shelf) {
      Item item = shelf.of(sha256);
      item.bundle = read.bundle();
      item.version = read.version();
      item.parts = read.parts();
      item.verdict = read.refusal().orElse(null);
      recall(item);
      return item;
    }
  }

  private Hold held(Item item) {
    return new Hold() {
      private boolean closed;

      @Override
      public String sha256() {
        return item.sha256;
      }

      @Override
      public long bundleId() {
        return item.bundleId;
      }

      @Override
      public void close() {
        synchronized (shelf) {
          if (closed) {
            return;
          }
          closed = true;
        }
        let(item);
      }
    };
  }

  private void let(Item item) {
    synchronized (shelf) {
      item.holds--;
    }
    worker.soon(this::refresh);
  }

  /**
   * Counts a fault of a generation.
   *
   * @param where in what: the run, the step, the call
   * @param text what was wrong: never more than text
   * @return how many there are since it came or was released
   */
  public int fault(String sha256, String where, String text) {
    Item item = known(sha256);
    int faults;
    synchronized (shelf) {
      faults = ++item.faults;
    }
    LOG.info("fault {} of {}, {}: {}", faults, item.title(), where, Diagnosis.oneLine(text));
    remember(item);
    worker.soon(this::tell);
    return faults;
  }

  /** Puts a generation away: experiments no longer see it, from now on and after a restart, until it is released. */
  public void quarantine(String sha256, String sentence) {
    Item item = known(sha256);
    synchronized (shelf) {
      item.quarantine = Diagnosis.ended(sentence.strip());
      show(shelf.choose());
    }
    LOG.warn("{} is put away: {}", item.title(), sentence);
    remember(item);
    worker.soon(this::refresh);
  }

  /**
   * Takes generations back as they are: lifts their quarantine, forgets their faults, and has those that were refused judged anew.
   *
   * @param name of a bundle or a part, or the beginning of a SHA-256
   * @return what was taken back
   */
  public List<Generation> release(String name) {
    List<Item> matching = shelf.items().stream()
        .filter(i -> i.bundle.equals(name) || i.parts.contains(name) || name.length() >= 6 && i.sha256.startsWith(name))
        .filter(i -> i.quarantine != null || i.faults > 0 || i.wanted() && i.verdict != null && i.verdict.code() != Code.READY).toList();
    for (Item item : matching) {
      synchronized (shelf) {
        item.quarantine = null;
        item.faults = 0;
      }
      remember(item);
      worker.soon(() -> again(item));
    }
    List<String> released = matching.stream().map(i -> i.sha256).toList();
    return shelf.seen(chosen).stream().filter(g -> released.contains(g.sha256())).toList();
  }

  private void again(Item item) {
    boolean refused = item.verdict != null && item.verdict.code() != Code.READY && !item.bundle.isEmpty() && item.hung == null;
    if (refused && item.wanted()) {
      judge(item, Optional.empty());
    }
    refresh();
  }

  private Item known(String sha256) {
    ship(parts.all().parts());
    return shelf.known(sha256).orElseThrow(() -> new BadInput("no jar with SHA-256 " + sha256 + " is known here"));
  }

  /**
   * Waits until every jar that lies in the watched folders now has been judged.
   *
   * @return false if the time was over before
   */
  public boolean settled(Duration patience) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    Set<Path> there = arrivals.lying();
    while (!arrivals.taken(there) || shelf.items().stream().anyMatch(i -> (i.judging || i.verdict == null) && i.wanted())) {
      if (System.nanoTime() > end) {
        return false;
      }
      TimeUnit.MILLISECONDS.sleep(10);
    }
    return true;
  }
}
