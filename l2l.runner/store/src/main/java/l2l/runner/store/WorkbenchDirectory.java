package l2l.runner.store;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * The folder of one workbench, held by one process at a time.
 *
 * <p>lock (who holds it), load/ (jars dropped in), generations/ (every such jar, a {@link Vault}), runs/,
 * runs.db (a {@link RunIndex}), framework/ (the container's own, worth nothing once it has ended).
 */
public final class WorkbenchDirectory implements AutoCloseable {

  private static final String LOCK = "lock";
  private static final String PRUNED = ".pruned";
  private static final long BEYOND = Long.MAX_VALUE - 1; // some systems let nobody read what is locked

  private final Path path;
  private final RandomAccessFile lock;

  private WorkbenchDirectory(Path path, RandomAccessFile lock) {
    this.path = path;
    this.lock = lock;
  }

  /**
   * Makes the folder if need be and takes it for this process, until it is closed or the process ends, however that happens.
   *
   * @throws BadInput if another process holds it, or it cannot be written
   */
  public static WorkbenchDirectory open(Path wanted) {
    Path path = wanted.toAbsolutePath().normalize();
    try {
      for (String folder : new String[] {"load", "generations", "runs", "framework"}) {
        Files.createDirectories(path.resolve(folder));
      }
      path = path.toRealPath();
      if (System.getProperties().putIfAbsent(mark(path), "") != null) { // a second look at the file would undo this process's lock
        throw taken(wanted, Long.toString(ProcessHandle.current().pid()));
      }
      try {
        return hold(path, wanted);
      } catch (IOException | RuntimeException e) {
        System.getProperties().remove(mark(path));
        throw e;
      }
    } catch (IOException e) {
      throw BadInput.writing(wanted, e, "choose another --directory");
    }
  }

  /** A property of the whole process: a lock is the process's own, whichever class loader took it. */
  private static String mark(Path path) {
    return "l2l.holds." + path;
  }

  private static WorkbenchDirectory hold(Path path, Path wanted) throws IOException {
    RandomAccessFile file = new RandomAccessFile(path.resolve(LOCK).toFile(), "rw");
    try {
      FileLock held = file.getChannel().tryLock(BEYOND, 1, false);
      if (held == null) {
        throw taken(wanted, file.readLine());
      }
      file.setLength(0);
      file.write((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.UTF_8));
      WorkbenchDirectory workbench = new WorkbenchDirectory(path, file);
      workbench.sweep();
      return workbench;
    } catch (OverlappingFileLockException e) {
      file.close();
      throw taken(wanted, Long.toString(ProcessHandle.current().pid()));
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private static BadInput taken(Path wanted, String process) {
    String who = process != null && process.matches("[0-9]+") ? "process " + process : "another process";
    return new BadInput("the workbench " + wanted + " is held by " + who + "; talk to it with ./l2l attach --directory " + wanted
        + ", end it with ./l2l stop --directory " + wanted + ", or choose another --directory");
  }

  /** Removes what a process that was killed left: runs it was pruning, jars it was copying. */
  private void sweep() throws IOException {
    try (Stream<Path> runs = Files.list(runs())) {
      for (Path pruned : runs.filter(r -> r.getFileName().toString().endsWith(PRUNED)).toList()) {
        DiskUse.delete(pruned);
      }
    }
    WholeFile.sweep(path.resolve("generations"));
  }

  /** Where a run's directory goes first when it is removed: killed then, the next process removes the rest. */
  static Path pruned(Path run) {
    return run.resolveSibling("." + run.getFileName() + PRUNED);
  }

  /** Where it is: absolute, without links. */
  public Path path() {
    return path;
  }

  /** Jars dropped in. */
  public Path load() {
    return path.resolve("load");
  }

  /** Every jar ever dropped in. */
  public Vault generations() {
    return new Vault(generations(path));
  }

  static Path generations(Path workbench) {
    return workbench.resolve("generations");
  }

  /** The run directories. */
  public Path runs() {
    return runs(path);
  }

  static Path runs(Path workbench) {
    return workbench.resolve("runs");
  }

  /** The index of runs. */
  public Path index() {
    return index(path);
  }

  static Path index(Path workbench) {
    return workbench.resolve("runs.db");
  }

  /** The container's own folder. */
  public Path framework() {
    return path.resolve("framework");
  }

  /** Lets the folder go. */
  @Override
  public void close() {
    try {
      lock.setLength(0);
      lock.close();
    } catch (IOException e) {
      throw BadInput.writing(path, e, "choose another --directory");
    } finally {
      System.getProperties().remove(mark(path));
    }
  }
}
