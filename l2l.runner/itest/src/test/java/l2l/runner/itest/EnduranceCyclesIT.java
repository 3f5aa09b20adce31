package l2l.runner.itest;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Measure 2: jars dropped, replaced and deleted again and again under runs that use them leave nothing behind and hurt no step. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "bin/l2l is a POSIX script")
class EnduranceCyclesIT {

  private static final int CYCLES = Sheet.size(50, 1_000);
  private static final int WARM = Sheet.size(10, 100);
  private static final int EVERY = Sheet.size(2, 10);
  private static final int PAUSE_MILLIS = 10;
  private static final int ENDLESS = 100_000_000;
  private static final double VISIBLE_MILLIS = 2_000;
  private static final double PAUSED_MILLIS = 50;

  /** What a generation that stays would cost at least: its loader and a handful of classes take more. */
  private static final double METASPACE_BYTES = 2_048;

  /** What a cycle may leave on the heap: the record of its swaps. */
  private static final double HEAP_BYTES = 8_192;

  /** Whose bundles are cycled, each by a thread of its own with a run of its own. */
  private static final List<Acme.Role> LANES = List.of(Acme.Role.OUTER, Acme.Role.OPTIMIZER);

  @TempDir
  private Path folder;

  private final Sheet sheet = new Sheet("Measure 2: " + CYCLES + " cycles of drop, replace, delete");
  private final Map<Acme.Role, Integer> runs = new EnumMap<>(Acme.Role.class);
  private final Map<String, List<Double>> visible = Collections.synchronizedMap(new java.util.TreeMap<>());
  private final List<Double> pauses = Collections.synchronizedList(new ArrayList<>());
  private final List<Double> steps = Collections.synchronizedList(new ArrayList<>());
  private final List<double[]> metaspace = Collections.synchronizedList(new ArrayList<>());
  private final List<double[]> heap = Collections.synchronizedList(new ArrayList<>());
  private final List<MemoryProbe.Sample> samples = Collections.synchronizedList(new ArrayList<>());

  @Test
  void nothingIsLeftBehindAndNoStepFails() throws Exception {
    try (LiveWorkbench bench = new LiveWorkbench(folder).start()) {
      MemoryProbe probe = new MemoryProbe(bench, folder);
      bench.l2l("queue", "--at-once", Integer.toString(LANES.size() + 1));
      Acme.paced().drop(bench.load());
      bench.awaitPart(Acme.PACED);
      int bystander = bench.run("bystander", Acme.experiment(Map.of(), 9, ENDLESS, PAUSE_MILLIS));
      for (Acme.Role role : LANES) {
        role.plugin.drop(bench.load());
        bench.awaitPart(role.plugin.bundle());
        runs.put(role, bench.run("cycled-" + role, role.experiment(ENDLESS, PAUSE_MILLIS)));
      }
      ExecutorService lanes = Executors.newFixedThreadPool(LANES.size());
      List<Future<?>> ends = LANES.stream().<Future<?>>map(role -> lanes.submit(() -> cycle(bench, role, probe))).toList();
      for (Future<?> end : ends) {
        await(end);
      }
      lanes.shutdown();
      memory(bench, probe);
      records(bench, bystander);
      figures();
      compare(bench, bystander);
      sheet.expectEqual("errors in the workbench's log", "", bench.log());
    }
    sheet.close();
  }

  private static void await(Future<?> end) throws InterruptedException {
    try {
      end.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  private void cycle(LiveWorkbench bench, Acme.Role role, MemoryProbe probe) {
    int id = runs.get(role);
    String name = role.plugin.bundle();
    RunRecord record = bench.record(id);
    byte[] jar = role.plugin.bytes();
    Random random = new Random(role.ordinal());
    try (Growth growth = new Growth(record.directory().resolve("metrics"))) {
      LiveWorkbench.await("first steps", () -> !record.metrics().isEmpty(), bench::doing);
      for (int i = 1; i <= CYCLES / LANES.size(); i++) {
        int swaps = record.events("swap").size();
        byte[] replacement = Acme.salted(jar, role + " " + i + " replaced");
        timed("replaced", bench, id, () -> role.plugin.drop(bench.load(), replacement), () -> swapped(record, swaps));
        LiveWorkbench.rest(100 + random.nextInt(100));
        pause(record, growth);
        timed("deleted", bench, id, () -> delete(bench.load().resolve(role.plugin.bundle() + ".jar")),
            () -> bench.state(id).equals("PAUSED") && bench.said(List.of(), "parts", name).code() == 2);
        byte[] dropped = Acme.salted(jar, role + " " + i + " dropped");
        timed("dropped", bench, id, () -> role.plugin.drop(bench.load(), dropped), () -> bench.state(id).equals("RUNNING"));
        LiveWorkbench.rest(random.nextInt(100));
        if (role == LANES.get(0) && i % EVERY == 0) {
          sample(probe, i * LANES.size());
        }
      }
    }
  }

  private static boolean swapped(RunRecord record, int before) {
    return record.events("swap").size() > before;
  }

  private void timed(String what, LiveWorkbench bench, int id, Runnable act, BooleanSupplier effect) {
    long begin = System.nanoTime();
    act.run();
    LiveWorkbench.await(what, effect, bench::doing);
    visible.computeIfAbsent(what, k -> Collections.synchronizedList(new ArrayList<>())).add((System.nanoTime() - begin) * 1e-6);
  }

  /** How much longer the step after the last swap took than the ten before it. */
  private void pause(RunRecord record, Growth growth) {
    List<RunRecord.Swap> swaps = record.swaps();
    long tick = swaps.get(swaps.size() - 1).tick();
    List<Double> before = new ArrayList<>();
    for (long k = tick - 10; k < tick; k++) {
      before.add(growth.millis(k));
    }
    steps.add(Sheet.median(before));
    pauses.add(growth.millis(tick) - Sheet.median(before));
  }

  private void sample(MemoryProbe probe, int cycle) {
    MemoryProbe.Sample s = probe.sample();
    samples.add(s);
    if (cycle > WARM) {
      metaspace.add(new double[] {cycle, s.metaspace()});
      heap.add(new double[] {cycle, s.heap()});
    }
  }

  private static void delete(Path jar) {
    try {
      Files.delete(jar);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** With every cycled jar gone, every class loader of theirs is gone. */
  private void memory(LiveWorkbench bench, MemoryProbe probe) {
    for (Acme.Role role : LANES) {
      delete(bench.load().resolve(role.plugin.bundle() + ".jar"));
      bench.awaitState(runs.get(role), "PAUSED");
    }
    LiveWorkbench.rest(1_000);
    MemoryProbe.Sample last = probe.sample();
    int least = 2 * CYCLES;
    sheet.expect("class loaders of generations seen", "at least " + least, Integer.toString(last.seen()), last.seen() >= least);
    sheet.expectEqual("class loaders not cleared when the jars are gone", "{acme.paced=1}", last.whose());
    String histogram = bench.tool("jcmd", Long.toString(bench.process()), "GC.class_histogram");
    List<String> classes = histogram.lines().filter(l -> l.matches(".*\\s(acme\\.(outer|optimizer)\\..*)")).toList();
    sheet.expect("objects of the cycled bundles' classes in jcmd's histogram", "none", classes.isEmpty() ? "none" : classes.toString(),
        classes.isEmpty() && histogram.contains("acme.paced.Paced"));
    sheet.tell("threads at the first and the last sample", samples.get(0).threads() + ", " + last.threads());
    sheet.tell("classes loaded at the first and the last sample", samples.get(0).classes() + ", " + last.classes());
  }

  private void records(LiveWorkbench bench, int bystander) {
    for (Acme.Role role : LANES) {
      RunRecord record = bench.record(runs.get(role));
      sheet.expectEqual(role + ": failed steps", 0, record.events("fault").size());
      sheet.expect(role + ": swaps in the record", "at least " + 2 * CYCLES / LANES.size(), Integer.toString(record.events("swap").size()),
          record.events("swap").size() >= 2 * CYCLES / LANES.size());
      sheet.expectNone(role + ": pauses for another reason than the missing jar", record.events("paused").stream()
          .filter(e -> !e.get("reason").asText().equals("MISSING")).map(Object::toString).toList());
      sheet.expectEqual(role + ": gaps and repetitions in the metrics", "", record.gap());
    }
    RunRecord record = bench.record(bystander);
    sheet.expectEqual("swaps, pauses and faults of a run beside them that uses none of them", 0,
        record.events("swap").size() + record.troubles().size());
  }

  private void figures() {
    visible.forEach((what, millis) -> sheet.expectTime("until a jar " + what + " is seen to be, median and maximum of " + millis.size(),
        "under 2,000 ms", Sheet.number("%.0f ms, %.0f ms", Sheet.median(millis), Sheet.most(millis)), Sheet.most(millis) < VISIBLE_MILLIS));
    List<Double> seen = pauses.stream().filter(p -> !p.isNaN()).toList();
    sheet.expect("swaps whose pause was seen", "at least " + CYCLES / 2, Integer.toString(seen.size()),
        seen.size() >= CYCLES / 2);
    sheet.expectTime("pause of a run at a swap beyond its step of " + Sheet.number("%.1f ms", Sheet.median(steps)) + ", median and maximum",
        "median under 50 ms", Sheet.number("%.1f ms, %.1f ms", Sheet.median(seen), Sheet.most(seen)), Sheet.median(seen) < PAUSED_MILLIS);
    slope("metaspace", metaspace, METASPACE_BYTES);
    slope("heap", heap, HEAP_BYTES);
  }

  private void slope(String what, List<double[]> points, double limit) {
    Sheet.Slope slope = Sheet.Slope.of(points);
    String name = what + " after a collection, slope over cycles " + (WARM + 1) + " to " + CYCLES;
    String came = Sheet.number("%.0f ± %.0f bytes a cycle, %.1f MB to %.1f MB", slope.slope(), slope.error(), points.get(0)[1] * 1e-6,
        points.get(points.size() - 1)[1] * 1e-6);
    if (Sheet.FULL) {
      sheet.expect(name, Sheet.number("under %.0f bytes a cycle", limit), came, slope.slope() - 2 * slope.error() < limit);
    } else {
      sheet.tell(name + ", where the JIT compiler still fills it", came);
    }
  }

  /** Every number is that of runs that nobody disturbed. */
  private void compare(LiveWorkbench bench, int bystander) {
    Map<String, RunRecord> cycled = new java.util.TreeMap<>(Map.of(Acme.experiment(Map.of(), 9, ENDLESS, 0), bench.record(bystander)));
    for (Acme.Role role : LANES) {
      role.plugin.drop(bench.load());
      bench.awaitPart(role.plugin.bundle());
      cycled.put(role.experiment(ENDLESS, 0), bench.record(runs.get(role)));
      bench.l2l("stop", Integer.toString(runs.get(role)));
    }
    bench.l2l("stop", Integer.toString(bystander));
    runs.values().forEach(id -> bench.awaitState(id, "STOPPED"));
    cycled.forEach((experiment, record) -> {
      List<String> mine = record.metrics();
      int alone = start(bench, experiment);
      LiveWorkbench.await("as many steps", () -> bench.record(alone).metrics().size() >= mine.size(), bench::doing);
      bench.l2l("stop", Integer.toString(alone));
      sheet.expectEqual(record.directory().getFileName() + ": its " + mine.size() + " meta-steps as those of a run left alone", true,
          bench.record(alone).metrics().subList(0, mine.size()).equals(mine) && mine.size() > CYCLES);
    });
  }

  private static int start(LiveWorkbench bench, String experiment) {
    try {
      return bench.run("alone", experiment);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
