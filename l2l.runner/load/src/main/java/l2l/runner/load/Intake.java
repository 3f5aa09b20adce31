package l2l.runner.load;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import l2l.runner.experiment.Binder;
import l2l.runner.experiment.PartType;
import l2l.runner.experiment.Parts;
import l2l.runner.store.BadInput;
import l2l.runner.store.Vault;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the container in line with the shelf: installs what is to be judged, shows what is good, takes away what nobody needs. On the
 * worker, but for {@link #ship}, {@link #show}, {@link #raise} and {@link #seen}.
 */
final class Intake {

  private static final Logger LOG = LoggerFactory.getLogger(Generations.class);

  private final Parts parts;
  private final Binder binder;
  private final Diagnosis diagnosis;
  private final Bundles bundles;
  private final Vault vault;
  private final Shelf shelf;
  private final Memory memory;
  private final Worker worker;
  private final long patience;
  private final Bench bench;
  private final ReentrantLock installing = new ReentrantLock();
  private final List<Consumer<Generation>> listeners = new CopyOnWriteArrayList<>();
  private volatile Map<String, Item> chosen = Map.of();
  private volatile Set<Long> hidden = Set.of();
  private Map<String, Generation> told = new HashMap<>();

  /** @param patience milliseconds after which a part that does not come back is given up */
  Intake(Parts parts, Binder binder, Diagnosis diagnosis, Bundles bundles, Vault vault, Shelf shelf, Memory memory, Worker worker,
      long patience) {
    this.parts = parts;
    this.binder = binder;
    this.diagnosis = diagnosis;
    this.bundles = bundles;
    this.vault = vault;
    this.shelf = shelf;
    this.memory = memory;
    this.worker = worker;
    this.patience = patience;
    bench = new Bench(worker);
  }

  boolean admits(long bundleId) {
    return !hidden.contains(bundleId);
  }

  List<Consumer<Generation>> listeners() {
    return listeners;
  }

  /** All as they stand, newest first. */
  List<Generation> seen() {
    ship(parts.all().parts());
    return shelf.seen(chosen);
  }

  /** Puts the distribution's own bundles of these parts on the shelf, as the oldest of their names. */
  private void ship(Collection<PartType> types) {
    for (PartType type : types) {
      boolean known = bundles.get(type.bundleId()).map(Bundles::ours).orElse(true) || shelf.installed(type.bundleId()).isPresent();
      if (!known) {
        List<String> names = types.stream().filter(t -> t.bundleId() == type.bundleId()).map(PartType::name).toList();
        synchronized (shelf) {
          Item item = shelf.of(type.sha256() == null ? "bundle " + type.bundleId() : type.sha256());
          item.order = Item.SHIPPED;
          item.bundle = type.bundle();
          item.version = type.version();
          item.bundleId = type.bundleId();
          item.parts = names;
          item.verdict = new Reason(Code.READY, item.title() + " is there: it came with the distribution and offers "
              + String.join(", ", names) + ".", "Name it in an experiment: \"part\": \"" + names.get(0) + "\".");
          memory.recall(item);
        }
        show();
      }
    }
  }

  /** A file holds these bytes. */
  void arrived(Path file, String sha256, Jar jar, int early) {
    Item item = shelf.of(sha256);
    boolean another;
    synchronized (shelf) {
      if (item.bundle.isEmpty()) {
        describe(item, jar);
      }
      another = shelf.put(file, item, early);
    }
    if (another) {
      ship(parts.all().parts());
      boolean ofTheContainer = bundles.shipped(item.bundle).stream().anyMatch(b -> shelf.installed(b.getBundleId()).isEmpty());
      if (ofTheContainer) {
        item.verdict = new Reason(Code.SHADOWED, file.getFileName() + " holds " + item.bundle + ", which is part of the container itself; "
            + "its own stays in use.", "To replace it, replace it in the distribution and start again.");
        report(item);
      } else if (item.verdict == null || Item.depends(item.verdict.code())) {
        judge(item, Optional.empty());
      } else {
        report(item);
      }
    }
    refresh();
  }

  private void describe(Item item, Jar jar) {
    item.bundle = jar.bundle();
    item.version = jar.version();
    item.parts = jar.parts();
    item.verdict = jar.refusal().orElse(null);
    memory.recall(item);
  }

  /** A file is gone. */
  void removed(Path file) {
    shelf.remove(file);
    refresh();
  }

  /** Has a generation judged that was refused. */
  void again(Item item) {
    boolean refused = item.verdict != null && item.verdict.code() != Code.READY && !item.bundle.isEmpty() && item.hung == null;
    if (refused && item.wanted()) {
      judge(item, Optional.empty());
    }
    refresh();
  }

  /** @param known the verdict of the laws where they were tried before */
  private void judge(Item item, Optional<Reason> known) {
    if (item.judging) {
      return;
    }
    item.judging = true;
    Trial trial = new Trial(parts, binder, diagnosis, item);
    try {
      install(item);
      long bundleId = item.bundleId;
      bench.add(new Probation(item, trial, () -> trial.judge(bundles.get(bundleId).orElseThrow(), known), worker, patience,
          this::judged, i -> refresh()));
    } catch (BundleException | IOException | BadInput e) {
      judged(item, new Reason(Code.JUNK, item.title() + " in " + item.file() + " was not taken as a bundle: "
          + Diagnosis.oneLine(e.getMessage()), "Mend its manifest and build it again."));
    }
  }

  private void judged(Item item, Reason verdict) {
    synchronized (shelf) {
      item.verdict = verdict;
      item.judging = false;
    }
    memory.keep(item);
    report(item);
    refresh();
  }

  private static void report(Item item) {
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

  /** What experiments are to see, is seen; what nobody sees and nobody keeps, is gone; whoever listens is told. */
  void refresh() {
    shelf.absent().forEach(i -> judge(i, Optional.of(i.verdict)));
    boolean changed = show();
    shelf.items().forEach(this::dismiss);
    shelf.forget();
    tell();
    if (changed) {
      shelf.items().stream().filter(i -> i.wanted() && i.verdict != null && Item.depends(i.verdict.code()))
          .forEach(i -> judge(i, Optional.empty()));
    }
  }

  /** @return whether other generations than before are seen */
  boolean show() {
    boolean changed;
    boolean others;
    synchronized (shelf) {
      Map<String, Item> want = shelf.choose();
      Set<Long> now = shelf.hidden(want);
      changed = !want.equals(chosen);
      others = !now.equals(hidden);
      chosen = want;
      hidden = now;
    }
    if (changed || others) {
      parts.touched();
    }
    return changed;
  }

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
    } finally {
      installing.unlock();
    }
  }

  void tell() {
    Map<String, Generation> now = new HashMap<>();
    for (Generation g : shelf.seen(chosen)) {
      now.put(g.sha256(), g);
      if (!g.equals(told.get(g.sha256()))) {
        listeners.forEach(l -> l.accept(g));
      }
    }
    told = now;
  }

  /** Has a generation's bundle up, from the jar kept if need be, and counts one more that needs it. */
  Item raise(String sha256) {
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
        return item;
      } catch (BundleException | IOException | BadInput e) {
        lower(item);
        throw new BadInput(item.title() + " is kept, but it does not come up here: " + Diagnosis.oneLine(e.getMessage()), e);
      }
    } finally {
      installing.unlock();
    }
  }

  private Item stored(String sha256) {
    Path jar = vault.of(sha256).orElseThrow(() -> new BadInput("no jar with SHA-256 " + sha256
        + " is kept; it was pruned, or belongs to another distribution; drop it into load/ to have it again"));
    Jar read = Jar.read(jar, sha256 + ".jar");
    synchronized (shelf) {
      Item item = shelf.of(sha256);
      describe(item, read);
      return item;
    }
  }

  /** One fewer needs it. */
  void lower(Item item) {
    synchronized (shelf) {
      item.holds--;
    }
    worker.soon(this::refresh);
  }
}
