package l2l.runner.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import l2l.runner.store.BadInput;
import l2l.runner.store.Vault;

/** Takes files in once they are whole: a copy in progress is looked at again until it can be read to its end, or no longer grows. */
final class Arrivals {

  private static final long AGAIN_MILLIS = 100;

  /** How long a file that cannot be read must have stayed as it is to be called broken. */
  private static final long STILL_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final long OLD_MILLIS = 10_000;

  /** How a file looks from outside. */
  private record Look(long bytes, long modified) {
    static Look at(Path file) {
      return new Look(file.toFile().length(), file.toFile().lastModified());
    }

    /** Whether nobody can be copying it any more. */
    boolean old() {
      return System.currentTimeMillis() - modified > OLD_MILLIS;
    }
  }

  private final Folders folders;
  private final Path beside;
  private final Vault vault;
  private final Worker worker;
  private final Intake intake;
  private final Map<Path, Look> taken = new HashMap<>();
  private final Map<Path, Integer> early = new HashMap<>();

  Arrivals(Folders folders, Path beside, Vault vault, Worker worker, Intake intake) {
    this.folders = folders;
    this.beside = beside;
    this.vault = vault;
    this.worker = worker;
    this.intake = intake;
    folders.files().forEach(f -> early.put(f, early.size()));
  }

  /** A file's place among those that lay there at the start, the oldest first; -1 when it is asked again, and for all others. */
  private int place(Path file) {
    Integer place = early.remove(file);
    return place == null ? -1 : place;
  }

  Folders folders() {
    return folders;
  }

  /** A file came or changed. */
  void came(Path file) {
    worker.soon(() -> look(file, Look.at(file), System.nanoTime()));
  }

  /** A file was deleted. */
  void went(Path file) {
    worker.soon(() -> {
      if (!Files.exists(file)) {
        synchronized (taken) {
          taken.remove(file);
        }
        intake.removed(file);
      }
    });
  }

  private void look(Path file, Look before, long since) {
    if (!Files.exists(file)) {
      return; // whoever watches says so too
    }
    Look now = Look.at(file);
    long still = now.equals(before) ? since : System.nanoTime();
    if (!take(file, now, System.nanoTime() - still > STILL_NANOS || now.old())) {
      worker.later(() -> look(file, now, still), AGAIN_MILLIS);
    }
  }

  /** @return false to look again later */
  private boolean take(Path file, Look look, boolean patienceIsOver) {
    Path copy = beside.resolve("arriving.jar");
    try {
      Files.createDirectories(beside);
      Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
      Jar jar = Jar.read(copy, file.getFileName().toString());
      if (!Look.at(file).equals(look) || jar.broken() && !patienceIsOver) {
        return false;
      }
      String sha256 = jar.broken() ? Vault.sha256(copy) : vault.keep(copy);
      intake.arrived(file, sha256, jar, place(file));
      synchronized (taken) {
        taken.put(file, look);
      }
      return true;
    } catch (IOException | BadInput e) {
      if (patienceIsOver) {
        unreadable(file, look, e.getMessage());
      }
      return patienceIsOver;
    } finally {
      copy.toFile().delete();
    }
  }

  private void unreadable(Path file, Look look, String why) {
    Reason reason = new Reason(Code.JUNK, file.getFileName() + " cannot be taken in: " + Diagnosis.oneLine(why), "Copy it here again.");
    intake.arrived(file, "unreadable " + file, new Jar("", "", List.of(), true, Optional.of(reason)), place(file));
    synchronized (taken) {
      taken.put(file, look);
    }
  }

  /** Jars that lie in the folders now. */
  Set<Path> lying() {
    Set<Path> lying = new HashSet<>();
    folders.files().stream().filter(Folders::isJar).forEach(lying::add);
    return lying;
  }

  /** Whether each of these has been taken in as it is, or is gone. */
  boolean taken(Set<Path> files) {
    synchronized (taken) {
      return files.stream().allMatch(f -> !Files.exists(f) || Look.at(f).equals(taken.get(f)));
    }
  }
}
