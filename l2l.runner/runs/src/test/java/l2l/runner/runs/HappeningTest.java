package l2l.runner.runs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run's events in words. */
class HappeningTest {

  @TempDir Path dir;

  private List<String> words(String... lines) throws IOException {
    Files.write(dir.resolve("events.jsonl"), List.of(lines));
    return Happening.of(dir).stream().map(Happening::words).toList();
  }

  @Test
  void tellsSwapsFaultsAndPauses() throws IOException {
    String parts = "\"parts\":[{\"role\":\"outer\",\"from\":{\"name\":\"adam\",\"version\":\"1.0.0\",\"sha256\":\"5e9f01abcd\"},"
        + "\"to\":{\"name\":\"sgd\",\"version\":\"1.1.0\",\"sha256\":null},\"policy\":\"reset\"}]";
    assertEquals(List.of("meta-training lstm", "before step 8: outer: adam 1.0.0 (5e9f01ab) → sgd 1.1.0, reset, asked for by ada",
        "fault 2, in step 9, outer: java.lang.ArithmeticException: / by zero", "paused: paused by ada", "goes on before step 9",
        "back before step 8; taken back: outer: adam 1.0.0 (5e9f01ab) → sgd 1.1.0, reset"),
        words("{\"what\":\"phase\",\"name\":\"meta-training lstm\"}",
            "{\"what\":\"swap\",\"tick\":7,\"who\":\"ada\",\"cause\":\"asked\"," + parts + "}",
            "{\"what\":\"fault\",\"role\":\"outer\",\"tick\":8,\"count\":2,\"text\":\"java.lang.ArithmeticException: / by zero\\n\\tat x\"}",
            "{\"what\":\"paused\",\"reason\":\"REQUESTED\",\"sentence\":\"paused by ada\"}", "{\"what\":\"resumed\",\"tick\":8}",
            "{\"what\":\"undo\",\"tick\":7," + parts + "}"));
  }

  @Test
  void leavesOutWhatOnlyProgramsReadAndALineThatIsBeingWritten() throws IOException {
    assertEquals(List.of("warning: it is late"), words("{\"what\":\"validated\",\"mean\":1}",
        "{\"what\":\"warning\",\"sentence\":\"it is late\"}", "{\"what\":\"war"));
  }

  @Test
  void aRunThatHasNotBegunHasNone() {
    assertEquals(List.of(), Happening.of(dir.resolve("nowhere")));
  }
}
