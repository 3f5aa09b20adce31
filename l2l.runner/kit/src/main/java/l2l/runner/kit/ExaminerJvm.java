package l2l.runner.kit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

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
   * @param settings of its parts, as text, by key
   */
  Process start(Path jar, Path folder, long seconds, Map<String, String> settings) throws IOException;

  /** The distribution in a folder, by a hidden option of "check", with a load folder of its own that is empty. */
  static ExaminerJvm of(Path home) {
    return (jar, folder, seconds, settings) -> {
      List<String> command = new ArrayList<>(List.of(home.resolve("bin/l2l").toString(), "check", jar.toString(),
          "--journal", folder.resolve("journal").toString(), "--seconds", Long.toString(seconds)));
      settings.forEach((key, value) -> command.addAll(List.of("--set", key + "=" + value)));
      ProcessBuilder builder = new ProcessBuilder(command);
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
