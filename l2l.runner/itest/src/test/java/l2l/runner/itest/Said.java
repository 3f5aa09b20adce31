package l2l.runner.itest;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * What a process said until it ended.
 *
 * @param output and errors, as one text each
 */
record Said(int code, String output, String errors) {

  /** Runs a process that is given no input; fails where it does not end in time. The files "out" and "err" come to lie in the folder. */
  static Said by(ProcessBuilder builder, Path folder, int seconds) throws IOException, InterruptedException {
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    process.getOutputStream().close();
    boolean ended = process.waitFor(seconds, TimeUnit.SECONDS);
    if (!ended) {
      process.destroyForcibly().waitFor();
    }
    Said said = new Said(process.exitValue(), Files.readString(out), Files.readString(err));
    assertTrue(ended, () -> "no end within " + seconds + " seconds; " + said.all());
    return said;
  }

  String all() {
    return "exit code " + code + "\n" + output + errors;
  }
}
