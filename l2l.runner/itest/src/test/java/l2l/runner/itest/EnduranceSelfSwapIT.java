package l2l.runner.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Measure 1: the same bundle, built again and dropped in its own place while a run goes on, changes no number; nor does one taken back. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "bin/l2l is a POSIX script")
class EnduranceSelfSwapIT {

  private static final int SWAPS = 20;
  private static final int STEPS = 2_500;
  private static final int PAUSE_MILLIS = 40;

  @TempDir
  private Path folder;

  private final Sheet sheet = new Sheet("Measure 1: self-swap in every role");
  private final Random random = new Random(20261121);
  private final Map<Acme.Role, Integer> disturbed = new EnumMap<>(Acme.Role.class);

  @Test
  void aRunWhosePartsAreReplacedComesToTheNumbersOfOneLeftAlone() throws Exception {
    try (LiveWorkbench bench = new LiveWorkbench(folder).start()) {
      Acme.paced().drop(bench.load());
      for (Acme.Role role : Acme.Role.values()) {
        role.plugin.drop(bench.load());
      }
      bench.awaitPart(Acme.PACED);
      bench.l2l("queue", "--at-once", "6");
      Map<Acme.Role, Integer> undisturbed = new EnumMap<>(Acme.Role.class);
      for (Acme.Role role : Acme.Role.values()) {
        bench.awaitPart("acme." + role.name().toLowerCase(java.util.Locale.ROOT));
        undisturbed.put(role, bench.run("alone-" + role, role.experiment(STEPS, 0)));
      }
      undisturbed.values().forEach(id -> bench.awaitState(id, "DONE"));
      for (Acme.Role role : Acme.Role.values()) {
        disturbed.put(role, bench.run("swapped-" + role, role.experiment(STEPS, PAUSE_MILLIS)));
      }
      disturbed.values().forEach(id -> bench.awaitState(id, "RUNNING"));
      LiveWorkbench.await("first steps", () -> disturbed.values().stream().allMatch(id -> bench.record(id).metrics().size() > 5),
          bench::doing);
      for (int i = 1; i <= SWAPS; i++) {
        LiveWorkbench.rest(random.nextInt(400));
        replaceAll(bench, i);
      }
      thereAndBack(bench);
      for (Acme.Role role : Acme.Role.values()) {
        RunRecord swapped = bench.hurry(disturbed.get(role), role.pace());
        judge(role, swapped, bench.record(undisturbed.get(role)));
      }
      sheet.expectEqual("errors in the workbench's log", "", bench.log());
    }
    sheet.close();
  }

  /** Every role's bundle built anew, dropped at a moment nobody chose, and awaited in its run's record. */
  private void replaceAll(LiveWorkbench bench, int number) {
    for (Acme.Role role : Acme.Role.values()) {
      role.plugin.salted(number).drop(bench.load());
      LiveWorkbench.rest(random.nextInt(100));
    }
    disturbed.forEach((role, id) -> LiveWorkbench.await(role + " swap " + number,
        () -> bench.record(id).events("swap").size() >= number, () -> bench.run(id) + bench.l2l("why", role.plugin.bundle())));
  }

  /** A, then B that computes something else, then A again by undo: what B did is gone. */
  private void thereAndBack(LiveWorkbench bench) {
    List<String> idle = new ArrayList<>();
    disturbed.forEach((role, id) -> {
      role.other().version("1.0.1").drop(bench.load());
      LiveWorkbench.await(role + " going over to B", () -> bench.record(id).swaps().stream().anyMatch(s -> s.version().equals("1.0.1")),
          () -> bench.run(id) + bench.l2l("why", role.plugin.bundle()));
      int at = bench.record(id).metrics().size();
      LiveWorkbench.await(role + " taking steps with B", () -> bench.record(id).metrics().size() > at + 15, bench::doing);
      List<String> with = bench.record(id).metrics();
      bench.l2l("undo", Integer.toString(id));
      LiveWorkbench.await(role + " past where it was", () -> bench.record(id).metrics().size() >= with.size(), bench::doing);
      if (bench.record(id).metrics().subList(0, with.size()).equals(with)) {
        idle.add(role + " computes the same with B");
      }
      int swaps = bench.record(id).events("swap").size();
      role.plugin.salted("last").drop(bench.load());
      LiveWorkbench.await(role + " new in load", () -> bench.l2l("why", role.plugin.bundle()).contains("READY"), () -> "");
      LiveWorkbench.rest(300);
      assertEquals(swaps, bench.record(id).events("swap").size(), role + " keeps to the generation that undo selected");
    });
    sheet.expectNone("roles in which B came to A's numbers (then undo would show nothing)", idle);
  }

  private void judge(Acme.Role role, RunRecord swapped, RunRecord alone) {
    List<RunRecord.Swap> swaps = swapped.swaps().stream().filter(s -> s.role().equals(role.path)).limit(SWAPS).toList();
    List<String> odd = new ArrayList<>();
    Set<String> hashes = new HashSet<>();
    for (int i = 0; i < swaps.size(); i++) {
      RunRecord.Swap s = swaps.get(i);
      hashes.add(s.from());
      hashes.add(s.to());
      boolean follows = i == 0 || swaps.get(i - 1).to().equals(s.from());
      boolean stateless = role == Acme.Role.OBJECTIVE || role == Acme.Role.ESTIMATOR || role == Acme.Role.OPTIMIZEE;
      boolean kept = s.policy().equals("carry") && s.before().matches("[0-9a-f]{64}") || stateless && s.policy().equals("none");
      if (!follows || !kept || !s.before().equals(s.after()) || s.reset() || !s.cause().equals("replaced")) {
        odd.add(s.toString());
      }
    }
    sheet.expectEqual(role + ": swaps in the record, with both SHA-256", SWAPS + " of " + (SWAPS + 1) + " builds",
        swaps.size() + " of " + hashes.size() + " builds");
    sheet.expectNone(role + ": swaps that did not carry, or whose state's hash changed", odd);
    sheet.expectNone(role + ": other roles that changed hands", swapped.swaps().stream()
        .filter(s -> s.cause().equals("replaced")).map(RunRecord.Swap::role)
        .filter(r -> !r.equals(role.path) && !r.endsWith("/" + role.path)).toList());
    sheet.tell(role + ": at steps", swaps.stream().map(s -> Long.toString(s.tick())).toList() + ", policy " + swaps.get(0).policy());
    sheet.expectEqual(role + ": undo in the record", 1, swapped.events("undo").size());
    sheet.expectNone(role + ": faults and pauses", swapped.troubles());
    sheet.expectNone(role + ": numbers unlike the undisturbed run's (" + alone.metrics().size() + " meta-steps, curves, result)",
        List.of(swapped.parting(alone)).stream().filter(s -> !s.isEmpty()).toList());
  }
}
