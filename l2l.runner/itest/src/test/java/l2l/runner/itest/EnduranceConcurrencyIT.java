package l2l.runner.itest;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Measure 4: eight runs at once, whose plugins are replaced at random, all get on, and change hands between two steps.
 *
 * <p>Their objective and outer optimizer come in one bundle, of which each build scales the objective by another power of two and takes it
 * out again in the outer optimizer: exact, so the training is the same to the last bit as long as both of a step are of one build, and the
 * recorded objective shows which build that was.
 */
@EnabledOnOs(value = OS.LINUX, disabledReason = "bin/l2l is a POSIX script")
class EnduranceConcurrencyIT {

  private static final int RUNS = 8;
  private static final int SCALES = 4;
  private static final int SECONDS = Sheet.size(30, 300);
  private static final int STEPS = Sheet.size(1_500, 4_000);
  private static final int PAUSE_MILLIS = 2 * SECONDS * 1000 / STEPS;
  private static final int INTERVAL_SECONDS = 3;

  @TempDir
  private Path folder;

  private final Sheet sheet = new Sheet("Measure 4: " + RUNS + " runs at once, plugins replaced for " + SECONDS + " s");
  private final Random random = new Random(4);
  private final List<byte[]> pairs = new ArrayList<>();
  private final Map<PluginForge, byte[]> others = new LinkedHashMap<>();
  private int dropped;

  @Test
  void eightRunsGetOnAndChangeHandsBetweenSteps() throws Exception {
    for (int scale = 0; scale < SCALES; scale++) {
      pairs.add(Acme.pair(scale).bytes());
    }
    for (PluginForge plugin : List.of(Acme.paced(), Acme.Role.OPTIMIZER.plugin, Acme.Role.OPTIMIZEE.plugin)) {
      others.put(plugin, plugin.bytes());
    }
    try (LiveWorkbench bench = new LiveWorkbench(folder).start()) {
      Acme.pair(0).drop(bench.load(), pairs.get(0));
      others.forEach((plugin, jar) -> plugin.drop(bench.load(), jar));
      bench.awaitPart(Acme.PAIR + ".outer");
      for (PluginForge plugin : others.keySet()) {
        bench.awaitPart(plugin.bundle());
      }
      bench.l2l("queue", "--at-once", Integer.toString(RUNS));
      List<Integer> alone = start(bench, "alone", 0);
      alone.forEach(id -> bench.awaitState(id, "DONE"));
      List<Integer> disturbed = start(bench, "disturbed", PAUSE_MILLIS);
      LiveWorkbench.await("first steps", () -> disturbed.stream().allMatch(id -> bench.record(id).metrics().size() > 2), bench::doing);
      disturb(bench, disturbed);
      for (int i = 0; i < RUNS; i++) {
        judge("run " + (i + 1), bench.hurry(disturbed.get(i), Acme.PACED), bench.record(alone.get(i)));
      }
      sheet.expectEqual("errors in the workbench's log", "", bench.log());
    }
    sheet.close();
  }

  private List<Integer> start(LiveWorkbench bench, String name, int pause) throws Exception {
    List<Integer> runs = new ArrayList<>();
    for (int i = 0; i < RUNS; i++) {
      Map<Acme.Role, String> parts = new EnumMap<>(Map.of(Acme.Role.OBJECTIVE, Acme.PAIR + ".objective", Acme.Role.OUTER,
          Acme.PAIR + ".outer"));
      parts.put(i % 2 == 0 ? Acme.Role.OPTIMIZER : Acme.Role.OPTIMIZEE, i % 2 == 0 ? "acme.optimizer" : "acme.optimizee");
      runs.add(bench.run(name + i, Acme.experiment(parts, i, STEPS, pause)));
    }
    return runs;
  }

  private void disturb(LiveWorkbench bench, List<Integer> runs) {
    List<String> stuck = new ArrayList<>();
    Map<Integer, Integer> steps = new HashMap<>();
    int intervals = 0;
    long begin = System.nanoTime();
    long due = begin;
    while (System.nanoTime() - begin < TimeUnit.SECONDS.toNanos(SECONDS)) {
      drop(bench);
      LiveWorkbench.rest(random.nextInt(600));
      if (System.nanoTime() - due > TimeUnit.SECONDS.toNanos(INTERVAL_SECONDS)) {
        due = System.nanoTime();
        intervals++;
        for (int id : runs) {
          int now = bench.record(id).metrics().size();
          if (now <= steps.getOrDefault(id, 0)) {
            stuck.add("run " + id + " stays at step " + now + ": " + bench.run(id).get("sentence"));
          }
          steps.put(id, now);
        }
      }
    }
    sheet.tell("jars dropped", Integer.toString(dropped));
    sheet.expectNone("runs without a step in one of " + intervals + " intervals of " + INTERVAL_SECONDS + " s", stuck);
    String stacks = bench.stacks();
    sheet.expect("deadlocks that jstack finds", "none", stacks.contains("Found one Java-level deadlock") ? "one" : "none",
        stacks.contains("Full thread dump") && !stacks.contains("Found one Java-level deadlock"));
    if (!stuck.isEmpty()) {
      System.out.println(bench.doing());
    }
  }

  private void drop(LiveWorkbench bench) {
    dropped++;
    if (random.nextBoolean()) {
      int scale = random.nextInt(SCALES);
      Acme.pair(scale).drop(bench.load(), Acme.salted(pairs.get(scale), dropped));
    } else {
      PluginForge plugin = List.copyOf(others.keySet()).get(random.nextInt(others.size()));
      plugin.drop(bench.load(), Acme.salted(others.get(plugin), dropped));
    }
  }

  private void judge(String name, RunRecord run, RunRecord alone) {
    List<RunRecord.Swap> swaps = run.swaps();
    sheet.expect(name + ": changes of hands", "at least " + SECONDS / 10, Integer.toString(run.events("swap").size()),
        run.events("swap").size() >= SECONDS / 10);
    sheet.expectNone(name + ": faults and pauses", run.troubles());
    sheet.expectEqual(name + ": gaps and repetitions in the metrics", "", run.gap());
    List<String> mixed = new ArrayList<>();
    List<String> mine = run.metrics();
    List<String> theirs = alone.metrics();
    int scales = 0;
    int before = 0;
    for (int step = 1; step <= STEPS; step++) {
      int scale = scale(swaps, step);
      scales += scale == before ? 0 : 1;
      before = scale;
      String[] a = mine.get(step - 1).split(",");
      String[] b = theirs.get(step - 1).split(",");
      for (int column = 2; column <= 3; column++) {
        a[column] = Double.toString(Double.parseDouble(a[column]) / Math.scalb(1.0, scale));
        b[column] = Double.toString(Double.parseDouble(b[column]));
      }
      if (!List.of(a).equals(List.of(b))) {
        mixed.add("step " + step + ": " + List.of(a) + " and not " + List.of(b) + " under build " + scale);
      }
    }
    sheet.expectNone(name + ": steps not wholly of the build that the record says (" + scales + " changes of scale)", mixed);
    Map<String, String> numbers = run.numbers();
    Map<String, String> expected = alone.numbers();
    sheet.expectEqual(name + ": trained weights, test curves and result as undisturbed", true,
        numbers.get("curves.csv").equals(expected.get("curves.csv")) && numbers.get("result.json").equals(expected.get("result.json")));
  }

  /** Which build of the pair a step is of, by the run's record. */
  private static int scale(List<RunRecord.Swap> swaps, int step) {
    int scale = 0;
    for (RunRecord.Swap s : swaps) {
      if (s.tick() < step && s.role().equals(Acme.Role.OBJECTIVE.path)) {
        scale = Integer.parseInt(s.version().substring(s.version().lastIndexOf('.') + 1));
      }
    }
    return scale;
  }
}
