package l2l.runner.load;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** A generation as it changes; guarded by the {@link Shelf} it stands on. Numbers and texts only: nothing of a bundle's own classes. */
final class Item {

  static final long SHIPPED = -1;

  final String sha256;
  String bundle = "";
  String version = "";
  List<String> parts = List.of();
  long bundleId = -1;
  long order;
  final Set<Path> files = new TreeSet<>();
  /** The file that held these bytes until others took their place, while those are not ready; or null. */
  Path replaced;
  /** What came of judging it, READY or a refusal; null before. */
  Reason verdict;
  /** Whether it is being judged now. */
  boolean judging;
  /** Why it was put away, or null. */
  String quarantine;
  int faults;
  int holds;
  /** What a thread left behind is doing in its code, or null. */
  String hung;
  /** Where its last file was, for people. */
  String gone = "";

  Item(String sha256) {
    this.sha256 = sha256;
  }

  /** Whether a verdict depends on what else is there, and so is never remembered. */
  static boolean depends(Code verdict) {
    return verdict == Code.RESOLVE || verdict == Code.REFERENCE;
  }

  /** Whether a file asks for it and nobody knows yet what it is worth. */
  boolean pending() {
    return wanted() && (judging || verdict == null);
  }

  boolean shipped() {
    return order == SHIPPED;
  }

  boolean installed() {
    return bundleId >= 0;
  }

  /** Whether experiments may see it, if nothing newer of its name is there. */
  boolean candidate() {
    return good() && !judging && (shipped() || wanted());
  }

  /** Whether it was admitted and not put away since. */
  boolean good() {
    return verdict != null && verdict.code() == Code.READY && quarantine == null;
  }

  /** Whether a file asks for it. */
  boolean wanted() {
    return !files.isEmpty() || replaced != null;
  }

  /** Whether its bundle must stay where it is. */
  boolean kept() {
    return shipped() || holds > 0 || hung != null || judging || good() && wanted();
  }

  String title() {
    return (bundle.isEmpty() ? "a jar" : bundle + " " + version) + " (" + sha256.substring(0, Math.min(8, sha256.length())) + ")";
  }

  String file() {
    return files.isEmpty() ? gone : files.iterator().next().getFileName().toString();
  }

  /** As it stands while this one of its name is the one that experiments see. */
  Generation seen(Optional<Item> ready) {
    Status status = status(ready);
    return new Generation(sha256, bundle, version, bundleId, files.stream().map(Path::toString).toList(), status, reason(status, ready),
        parts, faults, holds, order);
  }

  private Status status(Optional<Item> ready) {
    if (ready.filter(r -> r == this).isPresent()) {
      return Status.READY;
    }
    if (!shipped() && !wanted()) {
      return holds > 0 || hung != null ? Status.PINNED : Status.WITHDRAWN;
    }
    if (quarantine != null) {
      return Status.QUARANTINED;
    }
    if (judging || verdict == null) {
      return Status.PROBATION;
    }
    if (verdict.code() != Code.READY) {
      return Status.REFUSED;
    }
    boolean another = ready.filter(r -> r.order > order).isPresent();
    return another ? Status.SHADOWED : Status.PROBATION; // good, and about to be the one that is seen
  }

  private Reason reason(Status status, Optional<Item> ready) {
    return switch (status) {
      case READY -> verdict;
      case REFUSED -> ready.filter(r -> !files.isEmpty()).map(r -> new Reason(verdict.code(), verdict.sentence() + " " + r.title()
          + " stays in use.", verdict.next())).orElse(verdict);
      case PROBATION -> new Reason(Code.PROBATION, title() + " is being judged, which takes about a second.", "Ask again in a second.");
      case QUARANTINED -> new Reason(Code.QUARANTINED, title() + " was put away: " + quarantine,
          "Drop a mended jar, or take it back as it is: l2l:release " + (bundle.isEmpty() ? sha256.substring(0, 8) : bundle));
      case SHADOWED -> shadowed(ready.orElseThrow());
      case PINNED -> pinned();
      case WITHDRAWN -> new Reason(Code.WITHDRAWN, title() + (gone.isEmpty() ? " is kept for runs that had it, but no jar of it is there."
          : " was withdrawn: its jar " + gone + " was deleted or replaced."), "Put the jar back to use it again.");
    };
  }

  private Reason shadowed(Item other) {
    return new Reason(Code.SHADOWED, title() + " is good, but " + other.title() + " in " + other.file()
        + ", dropped later, is used in its place.", "Delete " + other.file() + " to use this one.");
  }

  private Reason pinned() {
    if (hung != null) {
      return new Reason(Code.PINNED, title() + " has no jar any more, but a thread hangs in its code (" + hung + ").",
          "Restart the workbench to be rid of it.");
    }
    return new Reason(Code.PINNED, title() + " has no jar any more, but " + (holds == 1 ? "a run keeps" : holds + " runs keep") + " it.",
        "Put the jar back to use it elsewhere too, or wait until " + (holds == 1 ? "that run needs" : "those runs need") + " it no more.");
  }
}
