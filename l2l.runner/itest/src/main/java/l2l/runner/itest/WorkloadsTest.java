package l2l.runner.itest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import l2l.runner.experiment.Document;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The workloads of the benchmark come to the same bits, whatever the number of threads. */
class WorkloadsTest {

  private static final List<String> SHORT_TRAINING = List.of("horizon=20", "optimizer.train.steps=2");
  private static final List<String> SHORT_TEST = List.of("horizon=20", "test.draws=2", "reference=adam");

  @TempDir
  private Path folder;

  @TestFactory
  Stream<DynamicTest> oneThreadAndTwoAndThree() {
    return Stream.of("W1", "W2", "W3", "W4", "W5", "W6").map(workload -> DynamicTest.dynamicTest(workload, () -> {
      Document document = Document.read(Path.of(Container.CONTEXT.getProperty("l2l.workloads")).resolve(workload + ".json"))
          .with(workload.equals("W6") ? SHORT_TEST : SHORT_TRAINING);
      Path one = run(document, workload, 1);
      for (int threads : new int[] {2, 3}) {
        assertSame(one, run(document, workload, threads));
      }
    }));
  }

  private Path run(Document document, String workload, int threads) {
    Path out = folder.resolve(workload + "-" + threads);
    assertEquals(0, WholeRunTest.run(document.with(List.of("threads=" + threads)), out));
    return out;
  }

  /** What was learned, measured and reached. */
  private static void assertSame(Path one, Path other) throws IOException {
    List<Path> files = numbers(one);
    assertTrue(files.size() >= 3, files::toString);
    assertEquals(files, numbers(other));
    for (Path file : files) {
      byte[] bytes = Files.readAllBytes(one.resolve(file));
      assertTrue(bytes.length > 0, file::toString);
      assertArrayEquals(bytes, Files.readAllBytes(other.resolve(file)), file::toString);
    }
  }

  private static List<Path> numbers(Path run) throws IOException {
    try (Stream<Path> files = Files.walk(run)) {
      return files.map(run::relativize).filter(f -> f.toString().matches("metrics.csv|curves.csv|result.json|(optimizers|outcomes).+safetensors"))
          .sorted().toList();
    }
  }
}
