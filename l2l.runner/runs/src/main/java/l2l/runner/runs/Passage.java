package l2l.runner.runs;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import l2l.api.state.IncompatibleSnapshot;
import l2l.api.state.Schema;
import l2l.runner.experiment.Choice;
import l2l.runner.loop.Contestant;
import l2l.runner.loop.Handover;
import l2l.runner.loop.Saving;
import l2l.runner.loop.Stage;
import l2l.runner.loop.Standing;
import l2l.runner.store.PartRecord;
import l2l.runner.store.SnapshotFile;

/**
 * What stood with one wiring, handed over to another.
 *
 * @param standing to go on from
 * @param handed the roles that changed hands; none where the code is the same
 */
record Passage(Standing standing, List<Exchange.Handed> handed) {

  /**
   * Hands over.
   *
   * @param from what stood
   * @param before which code played which role then
   * @param next the wiring to go on with
   * @param touched roles whose part or settings a user changed
   * @param reset whether what these remember is to begin anew
   * @throws Lack where the hand-over is refused
   */
  static Passage of(SnapshotFile from, List<PartRecord> before, Wiring next, List<Contestant.Outcome> concluded, Set<String> touched,
      boolean reset) {
    try {
      Map<String, Schema> old = Saving.schemas(from.snapshot());
      Standing standing = Saving.restore(next.assembly().setup().engine(), from.snapshot(), old, concluded);
      Map<String, Exchange.Handed> changed = changed(before, next, touched);
      if (standing.stage().isEmpty()) {
        return new Passage(standing, List.copyOf(changed.values()));
      }
      return handedOver(standing, old, next, changed, touched, reset);
    } catch (IncompatibleSnapshot e) {
      throw new Lack(Pause.Reason.REFUSED, e.getMessage());
    }
  }

  /** Roles whose code differs or whose settings were changed; what became of their numbers is not known yet. */
  private static Map<String, Exchange.Handed> changed(List<PartRecord> before, Wiring next, Set<String> touched) {
    Map<String, PartRecord> old = before.stream().collect(Collectors.toMap(PartRecord::role, Function.identity(), (a, b) -> a));
    Map<String, Exchange.Handed> changed = new LinkedHashMap<>();
    for (PartRecord now : next.records()) {
      PartRecord then = old.getOrDefault(now.role(), now);
      if (!then.equals(now) || touched.contains(now.role())) {
        changed.put(now.role(), new Exchange.Handed(now.role(), then, now, "none", "", ""));
      }
    }
    return changed;
  }

  private static Passage handedOver(Standing standing, Map<String, Schema> old, Wiring next, Map<String, Exchange.Handed> changed,
      Set<String> touched, boolean reset) {
    String name = standing.stage().map(Stage::contestant).orElseThrow();
    Assembly assembly = next.assembly();
    Map<String, Handover.Node> to = new LinkedHashMap<>();
    Map<String, String> roles = new LinkedHashMap<>();
    for (Map.Entry<String, Choice> e : assembly.paths(name).entrySet()) {
      if (changed.containsKey(e.getValue().role()) && old.containsKey(e.getKey())) {
        to.put(e.getKey(), assembly.node(e.getValue()));
        roles.put(e.getKey(), e.getValue().role());
      }
    }
    Set<String> anew = reset ? roles.entrySet().stream().filter(e -> touched.contains(e.getValue())).map(Map.Entry::getKey)
        .collect(Collectors.toSet()) : Set.of();
    Contestant contestant = assembly.contestants().stream().filter(c -> c.name().equals(name)).findFirst().orElseThrow();
    Handover.Result result = new Handover(assembly.setup(), contestant, to).of(standing, old, anew);
    if (result instanceof Handover.Refused refused) {
      throw new Lack(refused.code() == Handover.Code.CONTRACT ? Pause.Reason.CONTRACT : Pause.Reason.REFUSED, refused.sentence());
    }
    Handover.Done done = (Handover.Done) result;
    for (Handover.Transfer t : done.transfers()) {
      String role = assembly.paths(name).get(t.path()).role();
      PartRecord same = next.records().stream().filter(r -> r.role().equals(role)).findFirst().orElseThrow();
      changed.compute(role, (r, h) -> new Exchange.Handed(r, h == null ? same : h.from(), h == null ? same : h.to(),
          t.policy().name().toLowerCase(java.util.Locale.ROOT), t.before(), t.after()));
    }
    return new Passage(done.standing(), new ArrayList<>(changed.values()));
  }
}
