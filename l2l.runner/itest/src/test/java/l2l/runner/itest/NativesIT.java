package l2l.runner.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** When the built distribution unpacks and loads ND4J's native libraries: it loads none that it did not unpack. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "bin/l2l is a POSIX script")
class NativesIT {

  @TempDir
  private Path folder;

  @Test
  void rulesOnSmallQuadraticsOnNd4jsEngineNeedNone() throws Exception {
    assertEquals(List.of(), unpacked("""
        "sgd": {"part": "sgd", "train": {"objective": {"part": "sum"}, "estimator": {"part": "backprop", "unroll": 5},
          "outer": {"part": "adam", "rate": 0.001}, "steps": 3}},
        "adam": {"part": "adam", "tune": {"rate": {"from": 0.01, "to": 1, "points": 3}}},
        "momentum": {"part": "momentum"}"""));
  }

  @Test
  void aLearnedOptimizersProductsNeedThem() throws Exception {
    List<Path> unpacked = unpacked("\"sgd\": {\"part\": \"sgd\"}, \"lstm\": {\"part\": \"lstm\"}");
    assertTrue(unpacked.stream().anyMatch(file -> file.getFileName().toString().startsWith("libopenblas")
        || file.getFileName().toString().contains("openblas")), unpacked::toString);
  }

  /** The libraries that a run unpacks into an empty folder. */
  private List<Path> unpacked(String optimizers) throws IOException, InterruptedException {
    Path experiment = Files.writeString(folder.resolve("small.json"), """
        {"kind": "compare", "title": "small", "seed": 1, "horizon": 10, "engine": {"part": "nd4j"},
         "optimizee": {"part": "quadratic", "dimension": 10, "problems": 16}, "optimizers": {%s}, "reference": "sgd"}
        """.formatted(optimizers));
    Path natives = Files.createDirectory(folder.resolve("natives"));
    Path said = folder.resolve("said");
    ProcessBuilder builder = new ProcessBuilder(Checkout.DISTRIBUTION.resolve("bin/l2l").toString(), "run", experiment.toString(), "--out",
        folder.resolve("out").toString()).directory(folder.toFile()).redirectErrorStream(true).redirectOutput(said.toFile());
    builder.environment().put("L2L_JAVA_OPTS", "-Dorg.bytedeco.javacpp.cachedir=" + natives);
    Process process = builder.start();
    process.getOutputStream().close();
    assertTrue(process.waitFor(120, TimeUnit.SECONDS), "no end within two minutes");
    assertEquals(0, process.exitValue(), Files.readString(said));
    return Checkout.files(natives, file -> file.getFileName().toString().matches(".*\\.(so|dylib)[.0-9]*"));
  }
}
