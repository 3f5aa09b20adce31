package l2l.runner.kit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Starts a JVM that examines a jar. */
@FunctionalInterface
public interface ExaminerJvm {

  /** Heap of such a JVM. */
  int MEGABYTES = 512;

  /**
   * Starts it.
   *
   * @param folder private to this examination: "journal" is what it writes, "words" what it prints
   * @param seconds one law may take
   */
  Process start(Path jar, Path folder, long seconds) throws IOException;

  /** The distribution in a folder, by a hidden option of "check", with a load folder of its own that is empty. */
  static ExaminerJvm of(Path home) {
    return (jar, folder, seconds) -> {
      ProcessBuilder builder = new ProcessBuilder(home.resolve("bin/l2l").toString(), "check", jar.toString(),
          "--journal", folder.resolve("journal").toString(), "--seconds", Long.toString(seconds));
      var environment = builder.environment();
      environment.remove("L2L_WORKBENCH");
      environment.put("L2L_LOAD", Files.createDirectories(folder.resolve("load")).toString());
      environment.put("JAVA_HOME", System.getProperty("java.home"));
      environment.put("L2L_JAVA_OPTS",
          environment.getOrDefault("L2L_JAVA_OPTS", "") + " -Xmx" + MEGABYTES + "m -XX:+ExitOnOutOfMemoryError");
      return builder.redirectErrorStream(true).redirectOutput(folder.resolve("words").toFile()).start();
    };
  }
}
