package l2l.runner.kit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import l2l.runner.store.BadInput;

/**
 * Examines a jar in a JVM of its own, and in another one where the jar ended the first.
 *
 * @param examiner starts such a JVM
 * @param lawSeconds one law may take
 * @param wholeSeconds all may take together
 * @param settings of the jar's parts, as text, by key; others are the defaults
 */
public record Check(ExaminerJvm examiner, long lawSeconds, long wholeSeconds, Map<String, String> settings) {

  private static final int MOST_JVMS = 5;
  private static final int POLL_MILLIS = 20;
  /** Exit code of a JVM that ran out of memory (-XX:+ExitOnOutOfMemoryError). */
  private static final int OUT_OF_MEMORY = 3;
  /** What a JVM needs to start, and to end, on a busy machine. */
  private static final long START_SECONDS = 60;

  /**
   * The verdict.
   *
   * @throws BadInput if there is no such file
   */
  public Judgement judge(Path jar) throws InterruptedException {
    if (!Files.isRegularFile(jar)) {
      throw new BadInput("check: there is no file " + jar + "; build the project first, and name the jar in its target/");
    }
    Path folder = null;
    try {
      folder = Files.createTempDirectory("l2l-check-");
      Journal journal = new Journal(folder.resolve("journal"));
      examine(jar.toAbsolutePath(), journal, folder, System.nanoTime() + TimeUnit.SECONDS.toNanos(wholeSeconds));
      Journal.Content content = journal.read();
      return new Judgement(jar.toString(), content.bundle(), content.version(), content.findings());
    } catch (IOException e) {
      throw new BadInput("check: cannot start a JVM to examine " + jar + " in: " + e.getMessage(), e);
    } finally {
      delete(folder);
    }
  }

  private void examine(Path jar, Journal journal, Path folder, long end) throws IOException, InterruptedException {
    for (int i = 0; i < MOST_JVMS; i++) {
      Path words = folder.resolve("words");
      Process process = examiner.start(jar, folder, lawSeconds, settings);
      String died;
      try {
        died = follow(process, journal, end);
      } finally {
        process.destroyForcibly();
        process.waitFor(START_SECONDS, TimeUnit.SECONDS);
      }
      Journal.Content content = journal.read();
      if (content.over()) {
        return;
      }
      Optional<Journal.Begun> begun = content.begun();
      if (begun.isEmpty()) {
        throw new IllegalStateException("the JVM that examines " + jar + " " + died + " before it had begun"
            + (Files.exists(words) ? ": " + Files.readString(words).strip() : ""));
      }
      Journal.Begun b = begun.get();
      journal.found(Finding.broken(b.code(), b.part(), b.subject(), "there the JVM " + died,
          died.startsWith("ran out") ? "keep less" : "never end the JVM, nor wait without end: it is everybody's"));
      if (System.nanoTime() > end) {
        return;
      }
    }
    journal.found(Finding.broken("CONTRACT", "", "the rest", "not tried, since " + MOST_JVMS + " JVMs ended on the way", ""));
  }

  /** Waits until the examination is over, or says how it ended before. */
  private String follow(Process process, Journal journal, long end) throws InterruptedException {
    long size = 0;
    long grown = System.nanoTime();
    while (true) {
      boolean ended = process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS);
      long now = System.nanoTime();
      if (journal.size() != size) {
        size = journal.size();
        grown = now;
        if (journal.read().over()) {
          return "";
        }
      }
      if (ended) {
        int code = process.exitValue();
        return code == OUT_OF_MEMORY ? "ran out of memory (" + ExaminerJvm.MEGABYTES + " MB)" : "ended with exit code " + code;
      }
      if (now > end) {
        return "was ended, since all together took more than " + wholeSeconds + " s";
      }
      if (now - grown > TimeUnit.SECONDS.toNanos(START_SECONDS + 2 * lawSeconds)) {
        return "hung for " + (now - grown) / 1_000_000_000 + " s";
      }
    }
  }

  private static void delete(Path folder) {
    if (folder != null) {
      try (Stream<Path> files = Files.walk(folder)) {
        List<Path> all = files.sorted(Comparator.reverseOrder()).toList();
        all.forEach(f -> f.toFile().delete());
      } catch (IOException e) {
        return; // a temporary folder that stays harms nobody
      }
    }
  }
}
