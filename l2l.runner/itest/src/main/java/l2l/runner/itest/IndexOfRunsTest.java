package l2l.runner.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import l2l.runner.store.RunIndex;
import l2l.runner.store.WorkbenchDirectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkUtil;

/** The index of runs inside the container: SQLite's own bundle, unmodified, and its library. */
class IndexOfRunsTest {

  @Test
  void opensInsideTheContainerAndLeavesNoLibraryBehind(@TempDir Path dir) throws Exception {
    try (WorkbenchDirectory workbench = WorkbenchDirectory.open(dir)) {
      for (int i = 0; i < 2; i++) {
        try (RunIndex index = RunIndex.open(workbench)) {
          index.add("demo", "DONE", workbench.runs().resolve("demo-" + i), OptionalLong.empty());
          assertEquals(i + 1, index.runs().size());
        }
      }
      try (Stream<Path> left = Files.list(workbench.framework())) {
        assertEquals(List.of(), left.toList());
      }
    }
    Bundle store = FrameworkUtil.getBundle(RunIndex.class);
    assertEquals("org.xerial.sqlite-jdbc", FrameworkUtil.getBundle(store.loadClass("org.sqlite.SQLiteDataSource")).getSymbolicName());
    assertFalse(Files.exists(dir.resolve("runs.db-wal")));
  }
}
