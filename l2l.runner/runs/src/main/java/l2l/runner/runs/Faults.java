package l2l.runner.runs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import l2l.runner.experiment.PartType;
import l2l.runner.load.Generation;
import l2l.runner.loop.Blame;
import l2l.runner.loop.PartFault;
import l2l.runner.loop.Stage;
import l2l.runner.loop.Standing;

/** Whose fault it was, and how often. Keeps texts and numbers only: a throwable would keep a plugin's classes. */
final class Faults {

  /** Frames of a stack that are told. */
  private static final int LINES = 60;
  private static final String LAWS = "l2l.api.contract.";

  private final Map<Long, Integer> counts = new HashMap<>();
  private final Set<Long> leaking = new HashSet<>();

  /** The role whose part threw; empty where no part did. */
  Optional<String> blame(Wiring wiring, Standing standing, Throwable e) {
    if (e instanceof OutOfMemoryError || e instanceof l2l.api.MemoryExceeded || e instanceof l2l.runner.loop.Refusal
        || e instanceof l2l.runner.store.BadInput) {
      return Optional.empty();
    }
    Optional<String> blamed = new Blame(wiring.packages()).of(e);
    return e instanceof PartFault ? blamed.map(path -> role(wiring, standing, path)) : blamed;
  }

  Optional<String> blame(Wiring wiring, StackTraceElement[] where) {
    return new Blame(wiring.packages()).of(where);
  }

  /** A path of the contestant at work as a role of the experiment. */
  private static String role(Wiring wiring, Standing standing, String path) {
    String contestant = standing.stage().map(Stage::contestant)
        .orElseGet(() -> wiring.assembly().contestants().get(standing.concluded().size()).name());
    return Optional.ofNullable(wiring.assembly().paths(contestant).get(path)).map(c -> c.role()).orElse(path);
  }

  /** Counts a fault; how many there are of this part in this run. */
  int count(Wiring.Sources sources, PartType part, String where, String text) {
    dropped(sources, part).ifPresent(g -> sources.generations().fault(g.sha256(), where, text));
    return counts.merge(part.bundleId(), 1, Integer::sum);
  }

  /** Begins to count anew. */
  void forget() {
    counts.clear();
    leaking.clear();
  }

  /** Puts the part away, if it was dropped in; what came with the distribution stays. */
  boolean quarantine(Wiring.Sources sources, PartType part, String sentence) {
    counts.remove(part.bundleId());
    Optional<Generation> dropped = dropped(sources, part);
    dropped.ifPresent(g -> sources.generations().quarantine(g.sha256(), sentence));
    return dropped.isPresent();
  }

  private static Optional<Generation> dropped(Wiring.Sources sources, PartType part) {
    return sources.generations().of(part.bundleId()).filter(g -> !g.shipped());
  }

  /** Threads that parts have started and left running: the role, and where they are; each bundle once. */
  Map<String, String> leaks(Wiring wiring) {
    Blame blame = new Blame(wiring.packages());
    Map<String, String> leaks = new LinkedHashMap<>();
    Thread.getAllStackTraces().forEach((thread, where) -> {
      boolean judged = Arrays.stream(where).anyMatch(f -> f.getClassName().startsWith(LAWS)); // another generation, on probation
      if (!thread.getName().startsWith("l2l-") && !judged) {
        blame.of(where).filter(role -> leaking.add(wiring.used().get(role).bundleId()))
            .ifPresent(role -> leaks.put(role, "left a thread running, " + thread.getName() + "\n" + text(where)));
      }
    });
    return leaks;
  }

  /** What a text says of what was wrong, in its first line, without the names of our own classes. */
  static String headline(String text) {
    return text.lines().findFirst().orElse("?").replaceFirst("^l2l\\.runner\\.loop\\.\\w+: ", "");
  }

  /** A throwable as text, its causes with it. */
  static String text(Throwable e) {
    List<String> text = new ArrayList<>();
    Set<Throwable> told = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Throwable t = e; t != null && told.add(t); t = t.getCause()) {
      int more = t.getStackTrace().length - LINES;
      text.add((t == e ? "" : "Caused by: ") + t);
      text.add(text(t.getStackTrace()));
      text.add(more > 0 ? "\t… " + more + " more" : "");
    }
    return text.stream().filter(line -> !line.isEmpty()).collect(Collectors.joining("\n"));
  }

  /** A stack as text. */
  static String text(StackTraceElement[] where) {
    return Arrays.stream(where).limit(LINES).map(f -> "\tat " + f).collect(Collectors.joining("\n"));
  }
}
