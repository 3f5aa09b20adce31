package l2l.runner.load;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All generations that are known, which files hold them, and which of a name experiments see: the newest good one whose jar is there, or
 * the distribution's own. It knows nothing of the container. Lock it for more than one look.
 */
final class Shelf {

  /** Withdrawn generations remembered, so that weeks of replacing jars do not fill the memory. */
  private static final int REMEMBERED = 200;

  /** Orders below are those of files that were there at the start. */
  private static final long AT_THE_START = 1_000_000;

  private final Map<String, Item> items = new LinkedHashMap<>();
  private final Map<Path, Item> byFile = new HashMap<>();
  private long order;

  synchronized Collection<Item> items() {
    return List.copyOf(items.values());
  }

  synchronized Item of(String sha256) {
    return items.computeIfAbsent(sha256, Item::new);
  }

  synchronized Optional<Item> known(String sha256) {
    return Optional.ofNullable(items.get(sha256));
  }

  synchronized Optional<Item> in(Path file) {
    return Optional.ofNullable(byFile.get(file));
  }

  synchronized Optional<Item> installed(long bundleId) {
    return items.values().stream().filter(i -> i.bundleId == bundleId).findFirst();
  }

  /**
   * A file holds these bytes now.
   *
   * @param early its place among the files that were there at the start, or -1
   * @return false if it did before
   */
  synchronized boolean put(Path file, Item item, int early) {
    Item before = byFile.put(file, item);
    if (before == item) {
      return false;
    }
    item.files.add(file);
    if (!item.shipped()) { // the distribution's own bytes dropped again are the distribution's own
      item.order = early >= 0 ? early : AT_THE_START + order++;
    }
    item.replaced = null;
    if (before != null) {
      before.files.remove(file);
      before.gone = file.getFileName().toString();
      boolean another = !item.bundle.isEmpty() && !item.bundle.equals(before.bundle);
      if (before.files.isEmpty() && before.good() && !another) {
        before.replaced = file;
      }
    }
    return true;
  }

  /** A file is gone. */
  synchronized void remove(Path file) {
    Item item = byFile.remove(file);
    if (item != null) {
      item.files.remove(file);
      item.gone = file.getFileName().toString();
    }
    items.values().stream().filter(i -> file.equals(i.replaced)).forEach(i -> i.replaced = null);
  }

  /** By symbolic name, which of the generations installed experiments are to see. */
  synchronized Map<String, Item> choose() {
    Map<String, Item> chosen = new HashMap<>();
    for (Item i : items.values()) {
      if (i.candidate() && i.installed() && (!chosen.containsKey(i.bundle) || chosen.get(i.bundle).order < i.order)) {
        chosen.put(i.bundle, i);
      }
    }
    for (Item i : chosen.values()) { // what it replaced has done its service
      items.values().stream().filter(o -> o.replaced != null && o != i && i.files.contains(o.replaced)).forEach(o -> o.replaced = null);
    }
    return chosen;
  }

  /** Generations that were good before, have a jar, and are not installed. */
  synchronized List<Item> absent() {
    return items.values().stream().filter(i -> i.candidate() && !i.installed()).toList();
  }

  /** Bundles that experiments must not see, while these are chosen. */
  synchronized Set<Long> hidden(Map<String, Item> chosen) {
    Set<Long> hidden = new HashSet<>();
    items.values().stream().filter(i -> i.installed() && chosen.get(i.bundle) != i).forEach(i -> hidden.add(i.bundleId));
    return hidden;
  }

  /** Every generation as it stands while these are chosen, newest first. */
  synchronized List<Generation> seen(Map<String, Item> chosen) {
    List<Generation> all = new ArrayList<>();
    items.values().forEach(i -> all.add(i.seen(Optional.ofNullable(chosen.get(i.bundle)))));
    all.sort(Comparator.comparingLong(Generation::order).reversed());
    return all;
  }

  /** Forgets junk whose file is gone, and the oldest of many withdrawn generations. */
  synchronized void forget() {
    List<Item> idle = items.values().stream()
        .filter(i -> !i.kept() && !i.wanted() && !i.installed() && i.quarantine == null)
        .sorted(Comparator.comparingLong(i -> i.order)).toList();
    for (int n = 0; n < idle.size(); n++) {
      if (idle.get(n).bundle.isEmpty() || n < idle.size() - REMEMBERED) {
        items.remove(idle.get(n).sha256);
      }
    }
  }
}
