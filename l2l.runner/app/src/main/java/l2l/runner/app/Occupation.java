package l2l.runner.app;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * The directory of a workbench, held by this process alone: a lock on its file "process", which holds the number of the process.
 *
 * <p>It is let go by the end of the process, whichever way that comes, and by nothing else: whoever finds it free finds nobody there.
 */
final class Occupation {

  private static final String NAME = "process";
  private static final int TRIES = 10;
  private static final int PAUSE_MILLIS = 30;

  private final Path directory;
  private final FileChannel channel; // or it would be collected, and closed

  private Occupation(Path directory, FileChannel channel) {
    this.directory = directory;
    this.channel = channel;
  }

  /**
   * Takes the directory of these words, made if missing.
   *
   * @throws Refused if another process has it
   */
  static Occupation of(Words words) throws IOException, InterruptedException, Refused {
    Path directory = made(words);
    FileChannel channel = FileChannel.open(directory.resolve(NAME), StandardOpenOption.CREATE, StandardOpenOption.READ,
        StandardOpenOption.WRITE);
    for (int i = 0; i < TRIES; i++) { // whoever waits for the end of a workbench has its lock for a moment
      FileLock lock = channel.tryLock();
      if (lock != null) {
        String who = ProcessHandle.current().pid() + ", since " + Instant.now().truncatedTo(ChronoUnit.SECONDS) + "\n";
        channel.truncate(0).write(StandardCharsets.UTF_8.encode(who), 0);
        return new Occupation(directory, channel);
      }
      Thread.sleep(PAUSE_MILLIS);
    }
    channel.close();
    throw new Refused("a workbench is in " + directory + " already (process " + process(directory) + "); " + words.saying("attach")
        + " leads to it, " + words.saying("stop") + " ends it, or choose another --directory");
  }

  /**
   * The directory of these words, made if missing.
   *
   * @throws Refused if it cannot be made or written
   */
  static Path made(Words words) throws Refused {
    Path directory = words.directory();
    try {
      Files.createDirectories(directory);
      if (Files.isWritable(directory)) {
        return directory;
      }
      throw new AccessDeniedException(directory.toString());
    } catch (IOException e) {
      String why = e instanceof FileAlreadyExistsException ? "a file of that name stands in the way"
          : e instanceof AccessDeniedException ? "no permission" : e.getMessage();
      throw new Refused("a workbench cannot be in " + directory + ": " + why + "; choose another --directory");
    }
  }

  /** The process that has the directory, or had it last, and since when: "4711, since 2020-01-01T00:00:00Z"; empty where none ever had. */
  static String process(Path directory) throws IOException {
    Path file = directory.resolve(NAME);
    return Files.exists(file) ? Files.readString(file).strip() : "";
  }

  /** Waits until nobody has the directory. */
  static void awaitEnd(Path directory) throws IOException, InterruptedException {
    try (FileChannel channel = FileChannel.open(directory.resolve(NAME), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      while (channel.tryLock() == null) {
        Thread.sleep(PAUSE_MILLIS);
      }
    }
  }

  Path directory() {
    if (!channel.isOpen()) {
      throw new IllegalStateException("the lock on " + directory + " is lost; start the workbench again");
    }
    return directory;
  }
}
