package l2l.runner.kit;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import l2l.runner.experiment.Document;
import l2l.runner.experiment.PartType;
import l2l.runner.load.Generation;
import l2l.runner.load.Status;
import l2l.runner.runs.Exchange;
import l2l.runner.runs.Request;
import l2l.runner.runs.Run;
import l2l.runner.runs.Runs;
import l2l.runner.store.Vault;
import org.apache.felix.fileinstall.ArtifactInstaller;

/** One project being watched, and the run that takes its builds. */
final class DevSession {
  private static final long LOOK_MILLIS = 50;
  /** A jar that has not changed for so many looks, and can be opened, is whole. */
  private static final int LOOKS = 2;
  private static final long JUDGED_SECONDS = 10;
  /** Others pass by themselves: one built again is shadowed for a moment. */
  private static final Set<Status> SETTLED = Set.of(Status.READY, Status.REFUSED, Status.QUARANTINED);
  private static final long SWAPPED_SECONDS = 20;
  private static final long MEAN_SECONDS = 5;

  private final Runs runs;
  private final ArtifactInstaller installer;
  private final Path project;
  private final Path folder;
  private final PrintStream out;
  private Path dropped;
  private Run run;
  private Losses losses;
  private Document experiment;
  private int begun;

  /** @param folder private to this session */
  DevSession(Runs runs, ArtifactInstaller installer, Path project, Path folder, PrintStream out) {
    this.runs = runs;
    this.installer = installer;
    this.project = project;
    this.folder = folder;
    this.out = out;
  }

  void watch() throws InterruptedException, IOException {
    BuiltJar taken = null;
    BuiltJar seen = null;
    int looks = 0;
    String told = "";
    if (BuiltJar.in(project).isEmpty()) {
      say("waiting for the first build in " + project.resolve("target") + "; mvn -f " + project + " package makes it");
    }
    while (true) {
      BuiltJar now = BuiltJar.in(project).orElse(null);
      looks = now != null && now.equals(seen) ? looks + 1 : 0;
      seen = now;
      if (now != null && !now.equals(taken) && looks >= LOOKS && now.whole()) {
        taken = now;
        take(now);
      }
      String waits = run == null ? "" : run.pause().map(p -> p.sentence()).orElse(run.state().over() ? run.line() : "");
      if (!waits.equals(told) && !waits.isEmpty()) {
        say("the run waits: " + waits);
      }
      told = waits;
      if (run != null && !run.state().over() && losses.spoilt()) {
        say("the run's " + losses.figure() + " is no number any more; another begins");
        again();
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
  }

  private void take(BuiltJar jar) throws InterruptedException, IOException {
    JarInspection inspection = JarInspection.of(jar.file(), Map.of());
    String name = inspection.bundle().isEmpty() ? jar.file().getFileName().toString() : inspection.bundle();
    Path part = Files.copy(jar.file(), folder.resolve(name + ".part"), StandardCopyOption.REPLACE_EXISTING);
    String sha256 = Vault.sha256(part);
    dropped = Files.move(part, folder.resolve(name + ".jar"), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    int swaps = run == null ? 0 : run.exchanges().size();
    String before = losses == null ? "-" : losses.mean();
    install();
    String where = dropped.toAbsolutePath().normalize().toString();
    boolean judged = await(JUDGED_SECONDS, () -> runs.generations().of(sha256)
        .filter(g -> g.files().contains(where) && SETTLED.contains(g.status())).isPresent());
    Optional<Generation> generation = runs.generations().of(sha256);
    if (!judged || !generation.get().ready()) {
      say("not taken: " + generation.map(g -> g.reason().toString()).orElse("the container did not look at " + jar.file()));
    } else if (run == null || run.state().over()) {
      begin(generation.get());
    } else {
      swapped(jar, generation.get(), swaps, before);
    }
  }

  private void install() throws IOException {
    try {
      installer.install(dropped.toFile());
    } catch (IOException e) {
      throw e;
    } catch (Exception e) { // as File Install's interface declares
      throw new IllegalStateException("the container did not take " + dropped + ": " + e.getMessage(), e);
    }
  }

  private void begin(Generation generation) {
    List<PartType> parts = runs.catalogue().parts().stream().filter(p -> p.bundleId() == generation.bundleId()).toList();
    if (parts.isEmpty()) {
      say(generation.title() + " has no part to try");
      return;
    }
    PartType part = parts.get(0);
    experiment = ToyExperiment.of(project, part.kind(), part.name());
    start();
    say(generation.title() + " is in; a run of " + experiment.name() + " begins with it");
  }

  /** The same experiment from its beginning. */
  private void again() throws InterruptedException {
    run.stop();
    await(SWAPPED_SECONDS, () -> run.state().over());
    start();
  }

  private void start() {
    losses = new Losses();
    run = runs.start(new Request(experiment, project, Optional.of(folder.resolve("run-" + ++begun)), Optional.empty(),
        "l2l dev " + project), losses);
  }

  private void swapped(BuiltJar jar, Generation generation, int swaps, String before) throws InterruptedException {
    losses.count();
    boolean done = await(SWAPPED_SECONDS, () -> run.exchanges().size() > swaps || run.pause().isPresent() || run.state().over());
    double seconds = (System.currentTimeMillis() - jar.modified()) / 1000.0; // since the build, which another process's clock told
    if (run.exchanges().size() > swaps) {
      Exchange last = run.exchanges().get(run.exchanges().size() - 1);
      await(MEAN_SECONDS, losses::counted);
      say(String.format(Locale.ROOT, "swapped %.1f s after the build, at step %d: %s", seconds, last.tick(), last.words()));
      say("  " + losses.figure() + " " + before + " before, " + losses.mean() + " after (means of " + Losses.MEAN_OF + ")");
    } else if (run.pause().isPresent()) {
      say("the run refuses it: " + run.pause().get().sentence());
      say("so another begins");
      again();
    } else {
      say(done ? "the run ended: " + run.line() : "the run does not use " + generation.title() + "; name its part in "
          + project.resolve(ToyExperiment.FILE));
    }
  }

  private boolean await(long seconds, BooleanSupplier what) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (!what.getAsBoolean()) {
      if (System.nanoTime() > end) {
        return false;
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS / 5);
    }
    return true;
  }

  private void say(String sentence) {
    out.println(sentence);
    out.flush();
  }

  /** Ends the run and takes the plugin away again. */
  void end() {
    boolean interrupted = Thread.interrupted();
    try {
      if (run != null && !run.state().over()) {
        run.stop();
        await(SWAPPED_SECONDS, () -> run.state().over());
      }
      if (dropped != null) {
        Files.deleteIfExists(dropped);
        installer.uninstall(dropped.toFile());
      }
    } catch (InterruptedException e) {
      interrupted = true;
    } catch (Exception e) { // as File Install's interface declares; the container may be going down
      say("the plugin stays in until the container ends: " + e.getMessage());
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
