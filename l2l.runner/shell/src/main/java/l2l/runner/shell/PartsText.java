package l2l.runner.shell;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import l2l.runner.experiment.Attribute;
import l2l.runner.experiment.Catalogue;
import l2l.runner.experiment.PartType;
import l2l.runner.load.Generation;
import l2l.runner.load.Status;
import l2l.runner.store.JsonText;

/** The parts in words: a list of all, or one with its settings. */
final class PartsText {

  private PartsText() {}

  /** One line a part: kind, name, bundle, version, paper. */
  static String list(Catalogue catalogue) {
    List<List<String>> lines = new ArrayList<>(List.of(List.of("KIND", "NAME", "BUNDLE", "VERSION", "PAPER")));
    catalogue.parts().forEach(p -> lines.add(List.of(p.kind().word(), p.name(), p.bundle(), p.version(), p.paper())));
    return columns(lines);
  }

  /** Jars that were dropped in, newest first: how each stands, what is in it, where it lies; "" where there are none. */
  static String dropped(List<Generation> generations) {
    List<List<String>> lines = new ArrayList<>(List.of(List.of("DROPPED IN", "BUNDLE", "VERSION", "SHA-256", "PARTS", "FROM")));
    generations.stream().filter(g -> !g.shipped() && g.status() != Status.WITHDRAWN).forEach(g -> lines.add(List.of(state(g),
        g.bundle().isEmpty() ? "-" : g.bundle(), g.version().isEmpty() ? "-" : g.version(),
        g.sha256().substring(0, Math.min(8, g.sha256().length())), g.parts().isEmpty() ? "-" : String.join(", ", g.parts()), from(g))));
    return lines.size() == 1 ? "" : columns(lines);
  }

  private static String state(Generation g) {
    return g.status() + (g.status() == Status.REFUSED ? " " + g.reason().code() : "")
        + (g.faults() == 0 ? "" : ", " + g.faults() + (g.faults() == 1 ? " fault" : " faults"));
  }

  private static String from(Generation g) {
    String kept = g.holds() == 0 ? "" : "in use by " + g.holds() + (g.holds() == 1 ? " run" : " runs");
    String files = String.join(", ", g.files().stream().map(f -> Path.of(f).getFileName().toString()).toList());
    return files + (files.isEmpty() || kept.isEmpty() ? "" : "; ") + kept;
  }

  /** A part's settings, with what is allowed, the default and the meaning. */
  static String one(PartType part) {
    StringBuilder text = new StringBuilder();
    text.append(part.name()).append(": ").append(part.kind().word()).append(part.description().isEmpty() ? "" : ". " + part.description());
    text.append('\n').append(part.bundle()).append(' ').append(part.version()).append(", edition ").append(part.edition());
    text.append(part.paper().isEmpty() ? "\n" : "; " + part.paper() + "\n");
    for (Attribute a : part.attributes()) {
      String fallback = a.defaultText() == null ? "must be given" : "default " + a.defaultText();
      text.append("\n  " + a.id() + "  " + a.allowed() + "; " + fallback + "\n      " + a.description() + "\n");
    }
    for (PartType.Slot s : part.slots()) {
      String key = s.multiple() ? "parts  each at a key of its own: " : s.name() + "  ";
      text.append("\n  " + key + "a part of kind " + s.kind().word() + "; " + (s.required() ? "must be given" : "may be left out") + "\n");
    }
    return text.append(part.attributes().isEmpty() && part.slots().isEmpty() ? "\n  it has no settings\n" : "").toString();
  }

  /** The parts and their settings as JSON. */
  static String json(List<PartType> parts) {
    return JsonText.page(parts.stream().map(PartsText::plain).toList());
  }

  private static Map<String, Object> plain(PartType p) {
    return JsonText.object("kind", p.kind().word(), "name", p.name(), "edition", p.edition(), "paper", p.paper(), "description",
        p.description(), "bundle", p.bundle(), "version", p.version(), "sha256", p.sha256(),
        "settings", p.attributes().stream().map(PartsText::plain).toList(),
        "parts", p.slots().stream().map(PartsText::plain).toList());
  }

  private static Map<String, Object> plain(PartType.Slot s) {
    return JsonText.object("key", s.name(), "kind", s.kind().word(), "several", s.multiple(), "required", s.required());
  }

  private static Map<String, Object> plain(Attribute a) {
    return JsonText.object("key", a.id(), "type", a.type().name().toLowerCase(Locale.ROOT), "list", a.list(), "required", a.required(),
        "min", a.min(), "max", a.max(), "options", a.options(), "default",
        a.list() ? a.defaults() : a.defaults().isEmpty() ? null : a.defaults().get(0), "description", a.description());
  }

  /** Left-aligned columns with two spaces between them. */
  static String columns(List<List<String>> lines) {
    int n = lines.get(0).size();
    int[] widths = new int[n];
    lines.forEach(l -> {
      for (int i = 0; i < n; i++) {
        widths[i] = Math.max(widths[i], l.get(i).length());
      }
    });
    StringBuilder text = new StringBuilder();
    for (List<String> l : lines) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < n; i++) {
        line.append(l.get(i)).append(" ".repeat(widths[i] - l.get(i).length() + 2));
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }
}
