package l2l.runner.app;

import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import l2l.runner.control.Client;

/** Starts a workbench that outlives the terminal: in a session of its own, without input, its words in DIR/workbench.log. */
final class Background {

  /** The variable that names the log to a workbench started here. */
  static final String LOG = "L2L_LOG";

  private static final long PATIENCE_SECONDS = 120;
  private static final int PAUSE_MILLIS = 25;

  private final Path home;
  private final Words words;
  private final Path log;

  Background(Path home, Words words) {
    this.home = home;
    this.words = words;
    this.log = words.directory().resolve("workbench.log");
  }

  /**
   * Returns the exit code: 0 once the workbench answers, that of the workbench where it ended at once.
   *
   * @throws Refused if it cannot be in its directory
   */
  int start(PrintStream out, PrintStream err) throws IOException, InterruptedException, Refused {
    Occupation.made(words);
    long said = Files.exists(log) ? Files.size(log) : 0;
    Process process = builder().start();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (process.isAlive() && System.nanoTime() < end) {
      if (answers(process)) {
        out.println("a workbench is in " + words.directory() + " now, process " + process.pid() + "\n  " + words.saying("attach")
            + "  leads to its shell; Ctrl-D leaves it\n  " + words.saying("stop") + "  ends it; what it says is in " + log);
        return 0;
      }
      Thread.sleep(PAUSE_MILLIS);
    }
    if (process.isAlive()) {
      err.println("l2l: the workbench (process " + process.pid() + ") did not answer within " + PATIENCE_SECONDS + " s; look into " + log);
      return 1;
    }
    err.print(since(said));
    return process.exitValue() == 0 ? 1 : process.exitValue();
  }

  private ProcessBuilder builder() {
    List<String> command = new ArrayList<>(detached());
    command.addAll(List.of(home.resolve("bin/l2l").toString(), "workbench", "--directory", words.directory().toString()));
    ProcessBuilder builder = new ProcessBuilder(command).redirectInput(new File("/dev/null")).redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().put(LOG, log.toString());
    return builder;
  }

  /** In a session of its own; without setsid (macOS) deaf to the end of the terminal, which comes to the same. */
  private List<String> detached() {
    boolean setsid = List.of(words.environment().getOrDefault("PATH", "").split(File.pathSeparator)).stream()
        .anyMatch(folder -> !folder.isEmpty() && Files.isExecutable(Path.of(folder, "setsid")));
    return setsid ? List.of("setsid") : List.of("/bin/sh", "-c", "trap '' HUP; exec \"$@\"", "sh");
  }

  private boolean answers(Process process) throws IOException {
    if (!Occupation.process(words.directory()).startsWith(process.pid() + ",")) {
      return false;
    }
    Optional<Client> client = Client.connect(words.directory());
    if (client.isPresent()) {
      client.get().close();
    }
    return client.isPresent();
  }

  private String since(long said) throws IOException {
    byte[] all = Files.readAllBytes(log);
    int from = said <= all.length ? (int) said : 0;
    return new String(all, from, all.length - from, StandardCharsets.UTF_8);
  }
}
