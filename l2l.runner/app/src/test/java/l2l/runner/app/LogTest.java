package l2l.runner.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log that turns over. */
class LogTest {

  @TempDir
  private Path folder;

  @Test
  void isFollowedByANewOneWhereItIsFullAndThreeOlderOnesAreKept() throws IOException {
    Path file = folder.resolve("workbench.log");
    Files.writeString(file, "from before\n");
    try (Log log = new Log(file, 20)) {
      for (int i = 1; i <= 6; i++) {
        log.write(("line " + i + " of six\n").getBytes(StandardCharsets.UTF_8));
      }
    }
    assertEquals("line 6 of six\n", Files.readString(file));
    assertEquals("line 5 of six\n", Files.readString(folder.resolve("workbench.log.1")));
    assertEquals("line 3 of six\n", Files.readString(folder.resolve("workbench.log.3")));
    assertFalse(Files.exists(folder.resolve("workbench.log.4")));
  }

  @Test
  void takesALineThatIsLongerThanItself() throws IOException {
    Path file = folder.resolve("workbench.log");
    try (Log log = new Log(file, 4)) {
      log.write("longer".getBytes(StandardCharsets.UTF_8));
      log.write('!');
    }
    assertEquals("longer", Files.readString(folder.resolve("workbench.log.1")));
    assertEquals("!", Files.readString(file));
  }
}
