package l2l.runner.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkbenchDirectoryTest {

  private static final String HERE = Long.toString(ProcessHandle.current().pid());

  @TempDir Path temporary;
  private Path dir;

  @BeforeEach
  void place() throws IOException {
    dir = temporary.toRealPath().resolve("workbench");
  }

  private String taken(String process) {
    return "the workbench " + dir + " is held by process " + process + "; talk to it with ./l2l attach --directory " + dir
        + ", end it with ./l2l stop --directory " + dir + ", or choose another --directory";
  }

  @Test
  void isMadeAndSaysWhoHoldsIt() throws IOException {
    try (WorkbenchDirectory held = WorkbenchDirectory.open(dir)) {
      assertEquals(HERE + "\n", Files.readString(dir.resolve("lock")));
      assertTrue(Files.isDirectory(held.load()) && Files.isDirectory(held.runs()) && Files.isDirectory(held.framework()));
      assertEquals(Set.of(), held.generations().all());
    }
    assertEquals("", Files.readString(dir.resolve("lock")));
  }

  @Test
  void isHeldOnceAlsoInOneProcess() throws Exception {
    try (WorkbenchDirectory held = WorkbenchDirectory.open(dir)) {
      assertEquals(taken(HERE), assertThrows(BadInput.class, () -> WorkbenchDirectory.open(dir)).getMessage());
      assertEquals(taken(HERE) + "\n", OtherProcess.said(OtherProcess.start(List.of(), "hold", dir.toString())), "and is still held then");
      assertEquals(dir, held.path());
    }
    WorkbenchDirectory.open(dir).close();
  }

  @Test
  void isRefusedWhileAnotherProcessHoldsItAndFreeOnceThatIsKilled() throws Exception {
    Process other = OtherProcess.start(List.of(), "hold", dir.toString());
    try {
      assertEquals("held workbench", other.inputReader().readLine());
      assertEquals(taken(Long.toString(other.pid())), assertThrows(BadInput.class, () -> WorkbenchDirectory.open(dir)).getMessage());
    } finally {
      other.destroyForcibly().waitFor();
    }
    assertEquals(other.pid() + "\n", Files.readString(dir.resolve("lock")), "the killed process could not clean up");
    WorkbenchDirectory.open(dir).close();
  }

  @Test
  void refusesAFileInItsPlace() throws IOException {
    Files.writeString(dir, "kept");
    String said = assertThrows(BadInput.class, () -> WorkbenchDirectory.open(dir)).getMessage();
    assertTrue(said.startsWith("cannot write " + dir + ": a file of that name stands in the way"), said);
    assertTrue(said.endsWith("; choose another --directory"), said);
  }

  @Test
  void removesWhatAKilledProcessWasRemoving() throws IOException {
    Path half = Files.createDirectories(dir.resolve("runs/.demo-1.pruned/snapshots"));
    Files.writeString(half.resolve("x"), "x");
    Files.createDirectories(dir.resolve("generations"));
    Files.writeString(dir.resolve("generations/.x.jar.part"), "half").toFile().setLastModified(1_000_000_000L);
    Files.writeString(dir.resolve("generations/.y.jar.part"), "on its way");
    WorkbenchDirectory.open(dir).close();
    assertTrue(Files.exists(dir.resolve("generations/.y.jar.part")));
    assertFalse(Files.exists(half.getParent()));
    assertFalse(Files.exists(dir.resolve("generations/.x.jar.part")));
  }

  /** Run 1 is done and needs a and b, run 2 is paused and needs b; c is used now, d by nobody. */
  @Test
  void prunesWhatNoReplayNeeds() throws IOException {
    try (WorkbenchDirectory workbench = WorkbenchDirectory.open(dir); RunIndex index = RunIndex.open(workbench)) {
      String[] jars = new String[4];
      for (int i = 0; i < 4; i++) {
        jars[i] = workbench.generations().keep(Files.writeString(temporary.resolve("jar" + i), "jar" + i));
      }
      RunRow done = run(workbench, index, "DONE", List.of(jars[0], jars[1]));
      RunRow paused = run(workbench, index, "PAUSED", List.of(jars[1]));
      DiskUse before = DiskUse.of(workbench, index);
      assertEquals(16, before.generations().values().stream().mapToLong(Long::longValue).sum());
      assertEquals(DiskUse.bytes(dir), before.total());
      Files.writeString(workbench.framework().resolve("linked.jar"), "of the distribution");
      assertEquals(before.total(), DiskUse.of(workbench, index).total(), "what the container keeps while it runs does not count");

      Path undo = snapshot(paused, "before-swap");
      Prune plan = Prune.plan(workbench, index, Set.of("DONE"), Set.of(done.id(), paused.id(), 9L), Set.of(jars[2]), Set.of(undo));
      assertEquals(List.of("run 2 stays: it is PAUSED; stop it first", "there is no run 9"), plan.kept());
      assertEquals(Map.of(Prune.Kind.RUN, 1L, Prune.Kind.SNAPSHOT, 1L, Prune.Kind.GENERATION, 2L), plan.items().stream()
          .collect(java.util.stream.Collectors.groupingBy(Prune.Item::kind, java.util.stream.Collectors.counting())));
      assertTrue(Files.exists(done.directory()), "a plan removes nothing");

      index.needs(paused.id(), List.of(jars[3])); // meanwhile
      List<Prune.Item> gone = plan.execute(workbench, index);
      assertEquals(3, gone.size());
      assertFalse(Files.exists(done.directory()));
      assertEquals(List.of(paused.id()), index.runs().stream().map(RunRow::id).toList());
      assertEquals(Set.of(jars[1], jars[2], jars[3]), workbench.generations().all());
      assertFalse(Files.exists(snapshot(paused, "lstm-1")));
      for (String kept : List.of("before-swap", "lstm-2", "latest-a")) {
        assertTrue(Files.exists(snapshot(paused, kept)), kept);
      }
      assertEquals(plan.bytes() - 4, gone.stream().mapToLong(Prune.Item::bytes).sum());
    }
  }

  private static Path snapshot(RunRow row, String name) {
    return row.directory().resolve("snapshots").resolve(name + ".safetensors");
  }

  private static RunRow run(WorkbenchDirectory workbench, RunIndex index, String state, List<String> needs) throws IOException {
    try (RunDirectory made = RunDirectory.numbered(workbench.runs(), "demo", "{}".getBytes())) {
      RunRow row = index.add("demo", state, made.path(), OptionalLong.empty());
      index.needs(row.id(), needs);
      made.save(RunReopenedTest.snapshot(3));
      int age = 9000;
      for (String name : List.of("before-swap", "lstm-1", "lstm-2")) {
        made.snapshot(name, RunReopenedTest.snapshot(1)).toFile().setLastModified(1_000_000_000L - age--);
      }
      return row;
    }
  }
}
