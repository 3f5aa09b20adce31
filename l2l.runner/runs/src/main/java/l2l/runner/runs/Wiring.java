package l2l.runner.runs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import l2l.runner.experiment.Binder;
import l2l.runner.experiment.Binding;
import l2l.runner.experiment.Catalogue;
import l2l.runner.experiment.Checked;
import l2l.runner.experiment.Choice;
import l2l.runner.experiment.Document;
import l2l.runner.experiment.Experiment;
import l2l.runner.experiment.PartType;
import l2l.runner.experiment.Parts;
import l2l.runner.load.Generations;
import l2l.runner.load.Hold;
import l2l.runner.loop.Contest;
import l2l.runner.loop.MetaTraining;
import l2l.runner.store.PartRecord;

/** A run's parts wired up: chosen, held, bound, and put together to a contest. It stays as it is; a change makes another one beside it. */
final class Wiring implements AutoCloseable {

  /** Where parts come from. */
  record Sources(Parts parts, Binder binder, Generations generations) {

    /** The part of a record, held. */
    private PartType pinned(PartRecord record, List<Hold> holds) {
      if (record.sha256() != null) {
        holds.add(generations.hold(record.sha256()));
      }
      return parts.recorded(record).orElseThrow(() -> new Lack(Pause.Reason.MISSING, record.role() + ": " + record.part() + " "
          + record.version() + " of bundle " + record.bundle() + " with the SHA-256 " + record.sha256() + " is not there"));
    }
  }

  /**
   * What is to be wired.
   *
   * @param run a name no other run of this container has
   * @param pins generations some roles keep to
   * @param bundles symbolic names of the bundles some roles keep to
   * @param through contestants that need no parts any more
   * @param from a snapshot of an earlier run that a contestant's meta-training begins with
   */
  record Plan(String run, Document document, Path data, Map<String, PartRecord> pins, Map<String, String> bundles,
      Set<String> through, Optional<Path> from) {}

  /** How often parts may be replaced while they are being wired. */
  private static final int REPLACED = 20;

  private final Sources sources;
  private final Plan plan;
  private final Experiment experiment;
  private final List<Hold> holds;
  private final List<PartRecord> records;
  private final Binding binding;
  private final Assembly assembly;
  private final Contest contest;
  private final Map<String, Long> from;
  private final Map<String, PartType> used;

  private Wiring(Sources sources, Plan plan, Experiment experiment, List<Hold> holds, Binding binding) {
    this.sources = sources;
    this.plan = plan;
    this.experiment = experiment;
    this.holds = holds;
    this.binding = binding;
    this.records = sources.parts.records(experiment.roots());
    this.assembly = new Assembly(experiment, binding, plan.through);
    Map<String, MetaTraining.State> states = plan.from.map(assembly::restore).orElse(Map.of());
    this.contest = new Contest(assembly.setup(), assembly.contestants(), states);
    this.from = states.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().step()));
    this.used = binding.parts();
  }

  /**
   * Wires the parts that are there now.
   *
   * @param before the same run's, whose unchanged parts serve here too; it stays usable until it is closed
   * @throws l2l.runner.store.BadInput if a part is not there or refuses its settings
   * @throws IllegalStateException if a part does not come up
   */
  static Wiring of(Sources sources, Plan plan, Optional<Wiring> before) {
    Optional<Wiring> wiring = Optional.empty();
    for (int i = 0; wiring.isEmpty(); i++) {
      if (i == REPLACED) {
        throw new Lack(Pause.Reason.MISSING, "its parts come and go too fast: " + REPLACED + " times one was replaced before it was bound");
      }
      wiring = attempt(sources, plan, before);
    }
    return wiring.get();
  }

  /** Empty if a part was taken away between being chosen and being held: what is there now is to be chosen. */
  private static Optional<Wiring> attempt(Sources sources, Plan plan, Optional<Wiring> before) {
    List<Hold> holds = new ArrayList<>();
    try {
      Map<String, PartType> pinned = new HashMap<>();
      plan.pins.forEach((role, record) -> pinned.put(role, sources.pinned(record, holds)));
      before.ifPresent(b -> b.through(plan).forEach(pinned::putIfAbsent));
      Catalogue catalogue = sources.parts.now().pinned(pinned).preferring(plan.bundles);
      Experiment experiment = Checked.experiment(plan.document, catalogue, plan.data);
      List<Choice> roots = needed(experiment, plan.through);
      for (long id : roots.stream().flatMap(r -> r.all().stream()).map(c -> c.part().bundleId()).distinct().toList()) {
        Optional<Hold> hold = sources.generations.hold(id);
        if (hold.isEmpty()) {
          holds.forEach(Hold::close);
          return Optional.empty();
        }
        holds.add(hold.get());
      }
      Binding binding = before.isPresent() ? sources.binder.rebind(before.get().binding, roots) : sources.binder.bind(plan.run, roots);
      try {
        return Optional.of(new Wiring(sources, plan, experiment, holds, binding));
      } catch (RuntimeException e) {
        binding.close();
        throw e;
      }
    } catch (RuntimeException e) {
      holds.forEach(Hold::close);
      throw e;
    }
  }

  /** The trees of parts that contestants which are not through need. */
  private static List<Choice> needed(Experiment experiment, Set<String> through) {
    return experiment.roots().stream().filter(c -> through.stream().noneMatch(name -> of(name, c.role()))).toList();
  }

  private static boolean of(String contestant, String role) {
    return (role + "/").startsWith("optimizers/" + contestant + "/");
  }

  /** The parts of contestants that are through: they need not be there any more. */
  private Map<String, PartType> through(Plan next) {
    Map<String, PartType> parts = new HashMap<>();
    experiment.roots().stream().flatMap(r -> r.all().stream())
        .filter(c -> next.through.stream().anyMatch(name -> of(name, c.role()))).forEach(c -> parts.put(c.role(), c.part()));
    return parts;
  }

  Plan plan() {
    return plan;
  }

  Experiment experiment() {
    return experiment;
  }

  Assembly assembly() {
    return assembly;
  }

  /** Meta-steps that contestants begin with, from an earlier run. */
  Map<String, Long> from() {
    return from;
  }

  Contest contest() {
    return contest;
  }

  /** Which code plays which role, whether it is needed any more or not. */
  List<PartRecord> records() {
    return records;
  }

  /** Whether a service was taken away while it may have been used. */
  boolean spoiled() {
    return binding.spoiled();
  }

  /** Parts in use by role. */
  Map<String, PartType> used() {
    return used;
  }

  /** Roles by the package of the code that plays them, to find out whose a stack trace is. */
  Map<String, String> packages() {
    Map<String, String> packages = new LinkedHashMap<>();
    used.forEach((role, part) -> packages.putIfAbsent(part.pid().substring(0, Math.max(0, part.pid().lastIndexOf('.'))), role));
    return packages;
  }

  /** Whether the parts that are there now would make another wiring: one in use is gone, or a newer generation of it is there. */
  boolean stale() {
    if (spoiled()) {
      return true;
    }
    Catalogue now = sources.parts.now();
    return used.entrySet().stream().filter(e -> !plan.pins.containsKey(e.getKey())).anyMatch(e -> newest(now, e.getValue())
        .map(p -> p.bundleId() != e.getValue().bundleId()).orElse(true));
  }

  /** The first part in use that is not there any more, and its role. */
  Optional<Map.Entry<String, PartType>> missing() {
    Catalogue now = sources.parts.now();
    return used.entrySet().stream().filter(e -> !plan.pins.containsKey(e.getKey()) && newest(now, e.getValue()).isEmpty())
        .map(e -> Map.entry(e.getKey(), e.getValue())).findFirst();
  }

  private static Optional<PartType> newest(Catalogue now, PartType part) {
    return now.named(part.name()).stream().filter(p -> p.kind() == part.kind() && p.bundle().equals(part.bundle()))
        .max(java.util.Comparator.comparingLong(PartType::bundleId));
  }

  /** Says that a thread hangs in the part of a role; that is told until this is closed. */
  void hangs(String role, String where) {
    long bundle = used.get(role).bundleId();
    holds.stream().filter(h -> h.bundleId() == bundle).forEach(h -> h.hangs(where));
  }

  /** Lets go of what no other wiring of the run shares. */
  @Override
  public void close() {
    binding.close();
    holds.forEach(Hold::close);
  }
}
