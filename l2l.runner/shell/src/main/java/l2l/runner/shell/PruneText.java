package l2l.runner.shell;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import l2l.runner.store.DiskUse;
import l2l.runner.store.Prune;

/** What the workbench takes on the disk, and what of it could go, in words. */
final class PruneText {

  private PruneText() {}

  static String of(Prune prune, DiskUse use, boolean done) {
    List<List<String>> lines = new ArrayList<>(List.of(List.of("WHAT", "SIZE")));
    Map<String, List<Prune.Item>> kinds = new LinkedHashMap<>();
    prune.items().forEach(i -> kinds.computeIfAbsent(kind(i), k -> new ArrayList<>()).add(i));
    kinds.forEach((kind, items) -> lines.add(List.of((items.size() == 1 ? "" : items.size() + " ") + kind,
        size(items.stream().mapToLong(Prune.Item::bytes).sum()))));
    StringBuilder text = new StringBuilder();
    if (!prune.items().isEmpty()) {
      text.append(PartsText.columns(lines));
    }
    prune.kept().forEach(k -> text.append("kept: ").append(k).append('\n'));
    text.append(prune.items().isEmpty() ? "nothing can go"
        : size(prune.bytes()) + (done ? " deleted" : " can go; the same with --yes deletes it"));
    return text.append("; the workbench takes ").append(size(use.total())).append('\n').toString();
  }

  private static String kind(Prune.Item item) {
    return switch (item.kind()) {
      case SNAPSHOT -> "old snapshots of run " + item.what();
      case RUN -> "run " + item.what() + " with all its files";
      case GENERATION -> "jars that no run needs";
    };
  }

  private static String size(long bytes) {
    return bytes < 1_000_000 ? (bytes + 999) / 1000 + " kB" : String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
  }
}
