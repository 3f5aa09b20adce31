package l2l.runner.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;

/** Many meta-steps of ND4J's engine in a heap that is touched from the start: what the process holds does not grow. */
class EnduranceMetaStepsIT {
  private static final double MB = 1 << 20;

  @Test
  void memoryIsFlatOverAMillionMetaStepsOfARate() throws Exception {
    flat("sgd", Sheet.size(60_000, 1_000_000));
  }

  @Test
  void memoryIsFlatOverManyMetaStepsOfALearnedOptimizer() throws Exception {
    flat("lstm", Sheet.size(10_000, 200_000));
  }

  private static void flat(String optimizer, int steps) throws IOException, InterruptedException {
    Process child = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xms96m", "-Xmx96m",
        "-XX:+UseSerialGC", "-XX:+AlwaysPreTouch", "-cp",
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")), MetaSteps.class.getName(), optimizer, Integer.toString(steps)).redirectErrorStream(true).start();
    String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, child.waitFor(), said);
    List<MetaSteps.Sample> samples = new ArrayList<>();
    said.lines().filter(line -> line.matches("[0-9]+ [0-9]+ [0-9]+")).forEach(line -> samples.add(MetaSteps.Sample.of(line)));
    assertEquals(10, samples.size(), said);
    Sheet sheet = new Sheet("Meta-steps of " + optimizer);
    sheet.tell("meta-steps", Integer.toString(steps));
    double heap = least(samples.subList(3, 6), MetaSteps.Sample::heap);
    double heapNow = least(samples.subList(7, 10), MetaSteps.Sample::heap);
    sheet.expect("growth of the heap over the second half", "< 0.5 MB", Sheet.number("%.2f of %.1f MB", heapNow - heap, heapNow),
        heapNow - heap < 0.5);
    double process = least(samples.subList(3, 6), MetaSteps.Sample::process);
    double processNow = least(samples.subList(7, 10), MetaSteps.Sample::process);
    sheet.expectTime("growth of the process over the second half, the JIT compiler's code included", "< 8 MB",
        Sheet.number("%.2f of %.0f MB", processNow - process, processNow), processNow - process < 8);
    sheet.close();
  }

  private static double least(List<MetaSteps.Sample> samples, ToLongFunction<MetaSteps.Sample> bytes) {
    return samples.stream().mapToLong(bytes).min().orElseThrow() / MB;
  }
}
