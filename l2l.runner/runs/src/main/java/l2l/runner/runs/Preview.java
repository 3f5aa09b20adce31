package l2l.runner.runs;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import l2l.runner.experiment.Document;
import l2l.runner.experiment.Swap;
import l2l.runner.loop.MetaTraining;
import l2l.runner.loop.Standing;
import l2l.runner.loop.Watch;
import l2l.runner.store.BadInput;
import l2l.runner.store.PartRecord;
import l2l.runner.store.SnapshotFile;

/**
 * What a swap would do, tried on copies.
 *
 * @param role in full
 * @param steps meta-steps done when the copies were taken
 * @param without the meta-loss of each of the next steps with the parts as they are
 * @param with the same with the part exchanged
 * @param handed what would become of what the parts remember
 */
public record Preview(String role, long steps, List<Double> without, List<Double> with, List<Exchange.Handed> handed) {

  static Preview of(Run run, Host host, Request request, String role, String part, List<String> settings, boolean reset, int steps) {
    try {
      Situation.Copy copy = run.asked((e, s) -> s.here()).join();
      SnapshotFile from = copy.file();
      Ledger ledger = copy.ledger();
      Document now = request.document().saying(ledger.document());
      Swap swap = Swap.of(now, role, part, settings);
      String name = "preview-" + run.id() + "-" + System.nanoTime();
      Set<String> through = Set.copyOf(ledger.outcomes());
      List<Double> without;
      try (Wiring as = Wiring.of(host.sources(), new Wiring.Plan(name + "-a", now, request.data(), ledger.pins(), ledger.bundles(), through,
          Optional.empty()), Optional.empty())) {
        without = course(as, Passage.of(from, ledger.parts(), as, run.execution().situation().outcomes(as), Set.of(), false).standing(), steps);
      }
      Map<String, PartRecord> pins = ledger.pinsBut(swap.role());
      try (Wiring other = Wiring.of(host.sources(), new Wiring.Plan(name + "-b", swap.in(now), request.data(), pins,
          ledger.bundlesBut(swap.role()), through, Optional.empty()), Optional.empty())) {
        Set<String> touched = other.records().stream().map(PartRecord::role).filter(r -> Ledger.within(r, swap.role()))
            .collect(Collectors.toSet());
        Passage passage = Passage.of(from, ledger.parts(), other, run.execution().situation().outcomes(other), touched, reset);
        return new Preview(swap.role(), from.snapshot().metaStep(), without, course(other, passage.standing(), steps), passage.handed());
      }
    } catch (CompletionException e) {
      throw e.getCause() instanceof BadInput b ? b : e;
    } catch (Lack e) {
      throw new BadInput(e.getMessage(), e);
    }
  }

  private static List<Double> course(Wiring wiring, Standing from, int steps) {
    List<Double> losses = new ArrayList<>();
    Watch watch = new Watch() {
      @Override
      public void metaStep(String optimizer, MetaTraining.Metrics metrics) {
        losses.add(metrics.objective());
      }
    };
    Standing standing = from;
    while (losses.size() < steps && !wiring.contest().done(standing)) {
      int before = losses.size();
      standing = wiring.contest().step(standing, watch);
      if (losses.size() == before) {
        break; // meta-training is over
      }
    }
    return losses;
  }
}
