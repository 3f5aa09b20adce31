package l2l.runner.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Other processes are killed in the middle of what they write; nothing is told them before. */
class KilledTest {

  private static final int KILLS = 6;

  @TempDir Path dir;

  private static void kill(Process process, int after) throws IOException, InterruptedException {
    BufferedReader said = process.inputReader();
    assertEquals("begun", said.readLine());
    Thread.sleep(after);
    process.destroyForcibly();
    assertEquals(128 + 9, process.waitFor());
  }

  @Test
  void aFileIsThereWhole() throws Exception {
    Path file = dir.resolve("file");
    Files.write(file, new byte[1 << 18]);
    int halves = 0;
    for (int i = 0; i < KILLS || halves == 0 && i < 10 * KILLS; i++) {
      kill(OtherProcess.start(List.of(), "replace", file.toString()), 100 + 37 * (i % 10));
      byte[] content = Files.readAllBytes(file);
      assertEquals(1 << 18, content.length);
      for (byte b : content) {
        assertEquals(content[0], b);
      }
      halves += Files.exists(dir.resolve(".file.part")) ? 1 : 0;
    }
    assertTrue(halves > 0, "no kill came in the middle of a file");
    dir.resolve(".file.part").toFile().setLastModified(1_000_000_000L);
    WholeFile.sweep(dir);
    assertEquals(List.of("file"), List.of(dir.toFile().list()));
  }

  @Test
  void aRunIsThereUpToItsLatestSnapshot() throws Exception {
    for (int i = 0; i < KILLS; i++) {
      kill(OtherProcess.start(List.of(), "record", dir.toString()), 53 * i);
    }
    List<Long> steps = new ArrayList<>();
    try (WorkbenchDirectory workbench = WorkbenchDirectory.open(dir); RunIndex index = RunIndex.open(workbench)) {
      assertEquals(KILLS, index.runs().size());
      for (RunRow row : index.runs()) {
        assertEquals("RUNNING", row.state());
        try (RunDirectory run = RunDirectory.reopen(row.directory())) {
          SnapshotFile from = run.latest().orElseThrow();
          long step = from.snapshot().metaStep();
          assertEquals(RunReopenedTest.snapshot(step).at(from.position().orElseThrow()), from);
          assertTrue(row.tick() == step || row.tick() == step - 7, row.tick() + " in the index, " + step + " in the snapshot");
          run.cut(from.position().orElseThrow());
          steps.add(step);
          assertEquals(step, run.position().metrics());
        }
        assertEquals(steps.get(steps.size() - 1) + 1, Files.readAllLines(row.directory().resolve("metrics.csv")).size());
        assertEquals((long) steps.get(steps.size() - 1), Files.readAllLines(row.directory().resolve("events.jsonl")).size());
      }
    }
    assertTrue(steps.stream().allMatch(s -> s > 0), steps.toString());
  }

  @Test
  void aFullDiskIsSaidAndLeftAsItWas() throws Exception {
    Process process = OtherProcess.start(List.of("unshare", "-rm", "sh", "-c",
        "mount -t tmpfs -o size=400k tmpfs \"$0\" && exec \"$@\"", dir.toString()), "fill", dir.toString());
    String said = OtherProcess.said(process);
    org.junit.jupiter.api.Assumptions.assumeFalse(said.contains("unshare:") || said.contains("mount:"),
        "no small disk can be mounted here (" + said.strip() + "); SegmentLogTest fills one that is made up");
    assertEquals("cannot add to " + dir.resolve("log") + ": no space is left on its disk; nothing before it is lost: free some space and"
        + " go on\n"
        + "all there\n"
        + "cannot write " + dir.resolve("snapshot") + ": no space is left on its disk; choose another --out\n"
        + "no snapshot\n"
        + "cannot write " + dir.resolve("events.jsonl") + ": no space is left on its disk; choose another --out\n"
        + "whole lines\n"
        + "after\n"
        + "after, torn 0, many{}\n", said);
  }
}
