package l2l.runner.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Measure 3: a workbench that is killed at any moment has its runs again when it starts, and they come to the same numbers. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "bin/l2l is a POSIX script")
class EnduranceKillsIT {

  private static final int KILLS = Sheet.size(5, 200);
  private static final int STEPS = Sheet.size(1_500, 9_000);
  private static final int PAUSE_MILLIS = Sheet.size(30, 60);
  private static final List<Acme.Role> ROLES = List.of(Acme.Role.OPTIMIZER, Acme.Role.OUTER, Acme.Role.NESTED);

  @TempDir
  private Path folder;

  private final Random random = new Random(200);
  private final Map<Acme.Role, byte[]> jars = new EnumMap<>(Acme.Role.class);
  private final Map<Acme.Role, Integer> runs = new EnumMap<>(Acme.Role.class);
  private final Map<Acme.Role, Integer> alone = new EnumMap<>(Acme.Role.class);
  private final List<String> lost = new ArrayList<>();
  private final List<String> unreadable = new ArrayList<>();
  private int dropped;

  @Test
  void runsOutliveKills() throws Exception {
    Sheet sheet = new Sheet("Measure 3: " + KILLS + " times kill -9 during runs with swaps");
    int starting = 0;
    try (LiveWorkbench bench = begun(STEPS)) {
      for (int i = 1; i <= KILLS; i++) {
        for (int drops = random.nextInt(3); drops > 0; drops--) {
          drop(bench);
          LiveWorkbench.rest(random.nextInt(700));
        }
        LiveWorkbench.rest(random.nextInt(3000));
        bench.kill();
        readable(bench, "after kill " + i);
        if (random.nextInt(4) == 0) {
          drop(bench);
        }
        if (random.nextInt(5) == 0) {
          starting += bench.startAndKill(random.nextInt(2500)) ? 1 : 0;
        }
        bench.start();
        there(bench, "after kill " + i);
      }
      sheet.tell("kills of a workbench that answered, and of one just starting", KILLS + ", " + starting);
      sheet.tell("jars dropped, alive or dead", Integer.toString(dropped));
      sheet.expectNone("runs lost, or not going on by themselves", lost);
      sheet.expectNone("records that could not be read", unreadable);
      judge(sheet, bench, false);
    }
    sheet.close();
  }

  @Test
  void whatIsTornIsToldAndRunsGoOn() throws Exception {
    Sheet sheet = new Sheet("Measure 3: torn blocks, half snapshots");
    try (LiveWorkbench bench = begun(2_000)) {
      Map<String, Damage> damages = new LinkedHashMap<>();
      damages.put("its last block was not whole", EnduranceKillsIT::tearMetrics);
      damages.put("its last line was not whole", d -> Files.writeString(d.resolve("events.jsonl"), "{\"what\":\"val",
          StandardOpenOption.APPEND));
      damages.put("latest-", d -> halve(newest(d)));
      damages.put("begins anew", d -> {
        halve(d.resolve("snapshots/latest-a.safetensors"));
        halve(d.resolve("snapshots/latest-b.safetensors"));
      });
      for (Map.Entry<String, Damage> damage : damages.entrySet()) {
        LiveWorkbench.rest(2500); // at least two snapshots
        Map<Acme.Role, Path> directories = new EnumMap<>(Acme.Role.class);
        Map<Acme.Role, Integer> told = new EnumMap<>(Acme.Role.class);
        runs.forEach((role, id) -> {
          directories.put(role, bench.record(id).directory());
          told.put(role, sentences(bench.record(id), damage.getKey()).size());
        });
        bench.kill();
        for (Path directory : directories.values()) {
          damage.getValue().to(directory);
        }
        bench.start();
        there(bench, "after damage");
        List<String> silent = new ArrayList<>();
        String said = "";
        for (Acme.Role role : ROLES) {
          RunRecord record = bench.record(runs.get(role));
          List<String> sentences = said(record, damage.getKey(), told.get(role));
          if (sentences.isEmpty()) {
            silent.add(role + " says nothing of " + damage.getKey());
          } else {
            said = sentences.get(sentences.size() - 1);
          }
        }
        sheet.expectNone("runs that do not tell of the damage (one says: " + said.replace(folder.toString(), "…") + ")", silent);
      }
      sheet.expectNone("runs lost, or not going on by themselves", lost);
      judge(sheet, bench, false);
    }
    sheet.close();
  }

  @Test
  void aFullDiskIsToldAndWaitedFor() throws Exception {
    Sheet sheet = new Sheet("Measure 3: full disk");
    Path small = Files.createDirectories(folder.resolve("small"));
    assumeTrue(new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=192m", "none", small.toString()).redirectErrorStream(true).start()
        .waitFor() == 0, "a small disk can be mounted by root only");
    try (LiveWorkbench bench = begun(new LiveWorkbench(small), 4_000)) {
      runs.values().forEach(bench::awaitStep);
      Path filler = small.resolve("filler");
      fill(filler);
      runs.values().forEach(id -> bench.awaitState(id, "PAUSED"));
      List<String> other = new ArrayList<>();
      for (int id : runs.values()) {
        JsonNode run = bench.run(id);
        if (!run.get("reason").asText().equals("DISK")) {
          other.add(run.toString());
        }
      }
      sheet.expectNone("runs that do not pause with DISK (one says: " + bench.run(runs.get(ROLES.get(0))).get("sentence").asText()
          .replace(folder.toString(), "…") + ")", other);
      Files.delete(filler);
      runs.values().forEach(id -> bench.awaitState(id, "RUNNING"));
      sheet.tell("runs that went on by themselves when there was room", Integer.toString(runs.size()));
      fill(filler);
      runs.values().forEach(id -> bench.awaitState(id, "PAUSED"));
      bench.kill();
      readable(bench, "after a kill on a full disk");
      Files.delete(filler);
      bench.start();
      there(bench, "after a kill on a full disk");
      runs.values().forEach(id -> bench.awaitState(id, "RUNNING"));
      sheet.expectNone("records that could not be read after a kill on the full disk", unreadable);
      judge(sheet, bench, true);
    } finally {
      new ProcessBuilder("umount", "-l", small.toString()).start().waitFor();
    }
    sheet.close();
  }

  private static List<String> sentences(RunRecord record, String words) {
    return record.events("warning").stream().map(e -> e.get("sentence").asText()).filter(s -> s.contains(words)).toList();
  }

  /** Sentences with these words, as soon as there is one more than before; none where none comes. */
  private static List<String> said(RunRecord record, String words, int before) {
    for (int i = 0; i < 200 && sentences(record, words).size() <= before; i++) {
      LiveWorkbench.rest(100);
    }
    List<String> now = sentences(record, words);
    return now.size() > before ? now : List.of();
  }

  private interface Damage {
    void to(Path directory) throws IOException;
  }

  private LiveWorkbench begun(int steps) throws IOException, InterruptedException {
    return begun(new LiveWorkbench(folder), steps);
  }

  /** A workbench with a run for each role that was left alone, and one that is under way. */
  private LiveWorkbench begun(LiveWorkbench bench, int steps) throws IOException, InterruptedException {
    bench.start();
    Acme.paced().drop(bench.load());
    for (Acme.Role role : ROLES) {
      jars.put(role, role.plugin.bytes());
      role.plugin.drop(bench.load(), jars.get(role));
    }
    bench.awaitPart(Acme.PACED);
    for (Acme.Role role : ROLES) {
      bench.awaitPart(role.plugin.bundle());
      alone.put(role, bench.run("alone-" + role, role.experiment(steps, 0)));
    }
    alone.values().forEach(id -> bench.awaitState(id, "DONE"));
    for (Acme.Role role : ROLES) {
      runs.put(role, bench.run("killed-" + role, role.experiment(steps, PAUSE_MILLIS)));
    }
    bench.l2l("queue", "--at-once", Integer.toString(ROLES.size()));
    runs.values().forEach(id -> bench.awaitState(id, "RUNNING"));
    return bench;
  }

  private void drop(LiveWorkbench bench) {
    dropped++;
    Acme.Role role = ROLES.get(random.nextInt(ROLES.size()));
    role.plugin.drop(bench.load(), Acme.salted(jars.get(role), dropped));
  }

  /** Nobody writes now: every whole line can be read, and the steps are 1, 2, 3, …. */
  private void readable(LiveWorkbench bench, String when) {
    runs.forEach((role, id) -> {
      try (Stream<Path> all = Files.list(bench.directory().resolve("runs"))) {
        Path directory = all.filter(d -> d.getFileName().toString().startsWith("killed-" + role)).findFirst().orElseThrow();
        RunRecord record = new RunRecord(directory);
        if (!record.gap().isEmpty() || record.events().isEmpty()) {
          unreadable.add(when + ": " + record.gap());
        }
      } catch (IOException | RuntimeException e) {
        unreadable.add(when + ": " + role + ": " + e);
      }
    });
  }

  /** Every run is there and goes on; how many at once is not remembered. */
  private void there(LiveWorkbench bench, String when) {
    bench.l2l("queue", "--at-once", Integer.toString(ROLES.size()));
    List<JsonNode> all = bench.runs();
    runs.forEach((role, id) -> {
      String state = all.stream().filter(r -> r.get("id").asInt() == id)
          .map(r -> r.get("state").asText() + " " + r.get("sentence").asText()).findFirst().orElse("LOST");
      if (!state.startsWith("RUNNING") && !state.startsWith("QUEUED")) {
        lost.add(when + ": " + role + " is " + state);
      }
    });
  }

  private void judge(Sheet sheet, LiveWorkbench bench, boolean pauses) {
    for (Acme.Role role : ROLES) {
      LiveWorkbench.await(role + " to go on", () -> bench.state(runs.get(role)).equals("RUNNING"),
          () -> bench.run(runs.get(role)) + "\n" + lost);
      RunRecord run = bench.hurry(runs.get(role), Acme.PACED);
      sheet.tell(role + ": restarts and swaps that stand in the record", run.events("restarted").size() + " and "
          + run.events("swap").size() + ", by " + run.swaps().stream().map(RunRecord.Swap::cause).distinct().toList());
      sheet.expectNone(role + ": faults and pauses", pauses ? List.of() : run.troubles());
      sheet.expectEqual(role + ": gaps and repetitions in the metrics", "", run.gap());
      sheet.expectEqual(role + ": numbers unlike those of the run left alone", "", run.parting(bench.record(alone.get(role))));
    }
    sheet.expectEqual("errors in the workbench's log", "", bench.log());
  }

  private static void fill(Path filler) throws IOException {
    try (var out = Files.newOutputStream(filler)) {
      byte[] much = new byte[4096];
      while (true) {
        out.write(much);
      }
    } catch (IOException full) {
      assertEquals(true, Files.size(filler) > 0);
    }
  }

  private static void tearMetrics(Path directory) throws IOException {
    try (Stream<Path> logs = Files.list(directory.resolve("metrics"));
        RandomAccessFile last = new RandomAccessFile(logs.sorted().reduce((a, b) -> b).orElseThrow().toFile(), "rw")) {
      last.setLength(last.length() - 7);
    }
  }

  private static Path newest(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("snapshots"))) {
      return files.filter(f -> f.getFileName().toString().startsWith("latest-"))
          .max(java.util.Comparator.comparingLong(f -> f.toFile().lastModified())).orElseThrow();
    }
  }

  private static void halve(Path file) throws IOException {
    try (RandomAccessFile half = new RandomAccessFile(file.toFile(), "rw")) {
      half.setLength(half.length() / 2);
    }
  }
}
