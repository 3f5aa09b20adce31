package l2l.runner.store;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Lines that are only ever added, in blocks that are there whole or not at all: what a run measures survives that it is killed.
 *
 * <p>A folder of files 000001.log, 000002.log, …, each a row of checksummed blocks ({@link Segment}). Opening cuts what a killed writer
 * left behind the last whole block. A block that is bad though others follow it is damage, which no kill leaves behind: nothing is cut
 * then, everything before it can be read, {@link #damage} says so, and {@link #cut} to a place before it mends the log.
 */
public final class SegmentLog implements AutoCloseable {

  private static final long SEGMENT = 8L << 20;

  /** Puts bytes at a file's end; on a full disk perhaps only some of them. */
  interface Disk {
    void write(RandomAccessFile file, byte[] bytes) throws IOException;
  }

  /** A file, its whole blocks, and the bytes these take. */
  private record Part(Path file, int blocks, long bytes) {}

  private final Path folder;
  private final long limit;
  private final Disk disk;
  private final List<Part> parts = new ArrayList<>();
  private RandomAccessFile out; // of the last part; never interrupted, as a channel would be
  private long torn;
  private String damage;

  private SegmentLog(Path folder, long limit, Disk disk) {
    this.folder = folder;
    this.limit = limit;
    this.disk = disk;
  }

  /**
   * Opens the log in this folder, or begins one.
   *
   * @throws BadInput if it cannot be read or written
   */
  public static SegmentLog open(Path folder) {
    return open(folder, SEGMENT, RandomAccessFile::write);
  }

  static SegmentLog open(Path folder, long limit, Disk disk) {
    SegmentLog log = new SegmentLog(folder, limit, disk);
    try {
      Files.createDirectories(folder);
      log.scan();
      return log;
    } catch (IOException e) {
      throw BadInput.writing(folder, e);
    }
  }

  private void scan() throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.filter(f -> f.getFileName().toString().matches("[0-9]{6,}\\.log")).sorted().toList();
    }
    for (int i = 0; i < files.size() && damage == null; i++) {
      if (!files.get(i).equals(file(i))) {
        damage = folder + " is damaged: " + file(i).getFileName() + " is missing" + readable();
        return;
      }
      Segment segment = Segment.read(file(i));
      parts.add(new Part(file(i), segment.blocks(), segment.end(segment.blocks())));
      if (segment.rest() > 0 && (i < files.size() - 1 || segment.goesOn())) {
        damage = folder + " is damaged: block " + (segment.blocks() + 1) + " of " + file(i).getFileName() + " is not what was written"
            + readable();
      } else if (segment.rest() > 0) {
        torn = segment.rest();
        truncate();
      }
    }
  }

  private String readable() {
    return "; the " + blocks() + " blocks before it can be read, so go back to a snapshot taken before it";
  }

  private Path file(int index) {
    return folder.resolve(String.format("%06d.log", index + 1));
  }

  /**
   * The lines of a log that somebody may be writing: its whole blocks. Nothing of it is changed.
   *
   * @throws BadInput if it cannot be read
   */
  public static Stream<String> read(Path folder) {
    try (Stream<Path> all = Files.list(folder)) {
      List<String> lines = new ArrayList<>();
      for (Path file : all.filter(f -> f.getFileName().toString().matches("[0-9]{6,}\\.log")).sorted().toList()) {
        Segment segment = Segment.read(file);
        lines.addAll(segment.lines(segment.blocks()));
      }
      return lines.stream();
    } catch (IOException e) {
      throw BadInput.reading(folder, e);
    }
  }

  /** Bytes that opening cut off because they were no whole block. */
  public synchronized long torn() {
    return torn;
  }

  /** What is wrong in the middle, in one sentence, if anything is. */
  public synchronized Optional<String> damage() {
    return Optional.ofNullable(damage);
  }

  /** Whole blocks, up to the damage if there is any. */
  public synchronized long blocks() {
    return parts.stream().mapToLong(Part::blocks).sum();
  }

  /**
   * Adds one block of these lines and hands it to the operating system; no lines are no block. A line with a line end in it comes back as
   * two.
   *
   * @throws BadInput if the disk is full or refuses; then nothing of the block is there and the log can be used again
   */
  public synchronized void append(List<String> lines) {
    if (damage != null) {
      throw new BadInput(damage);
    }
    if (lines.isEmpty()) {
      return;
    }
    byte[] block = Segment.block(lines);
    try {
      if (parts.isEmpty() || last().bytes > 0 && last().bytes + block.length > limit) {
        begin();
      }
      truncate(); // what an append that failed may have left
      disk.write(out, block);
      last(new Part(last().file, last().blocks + 1, last().bytes + block.length));
    } catch (IOException e) {
      try {
        truncate();
      } catch (IOException later) {
        e.addSuppressed(later); // the next append tries again
      }
      throw new BadInput("cannot add to " + folder + ": " + BadInput.reason(folder, e)
          + "; nothing before it is lost: free some space and go on", e);
    }
  }

  private void begin() throws IOException {
    sync();
    close();
    Path next = file(parts.size());
    out = new RandomAccessFile(next.toFile(), "rw");
    parts.add(new Part(next, 0, 0));
    WholeFile.sync(folder);
  }

  private Part last() {
    return parts.get(parts.size() - 1);
  }

  private void last(Part now) {
    parts.set(parts.size() - 1, now);
  }

  /** Makes the last file as long as its whole blocks, and stands at its end. */
  private void truncate() throws IOException {
    if (parts.isEmpty()) {
      return;
    }
    if (out == null) {
      out = new RandomAccessFile(last().file.toFile(), "rw");
    }
    if (out.length() != last().bytes) {
      out.setLength(last().bytes);
    }
    out.seek(last().bytes);
  }

  /**
   * Waits until all blocks are on the disk.
   *
   * @throws BadInput if the disk refuses
   */
  public synchronized void sync() {
    try {
      if (out != null) {
        out.getFD().sync();
      }
    } catch (IOException e) {
      throw BadInput.writing(folder, e);
    }
  }

  /**
   * Takes back everything behind the first so many blocks, damage included.
   *
   * @throws BadInput if fewer can be read, or the disk refuses
   */
  public synchronized void cut(long blocks) {
    if (blocks < 0 || blocks > blocks()) {
      throw new BadInput("cannot go back to block " + blocks + " of " + folder + ": " + blocks() + " can be read"
          + (damage == null ? "" : " (" + damage + ")") + "; go back to an earlier snapshot");
    }
    try {
      close();
      remove(keep(blocks));
      sync();
      WholeFile.sync(folder);
      damage = null;
    } catch (IOException e) {
      throw BadInput.writing(folder, e);
    }
  }

  /** Shortens the list of parts, and the last of them; the number of files that stay. */
  private int keep(long blocks) throws IOException {
    int n = 0;
    long left = blocks;
    while (n < parts.size() && left >= parts.get(n).blocks) {
      left -= parts.get(n++).blocks;
    }
    if (left > 0) {
      Part p = parts.get(n);
      parts.set(n++, new Part(p.file, (int) left, Segment.read(p.file).end((int) left)));
    }
    parts.subList(n, parts.size()).clear();
    return n;
  }

  private void remove(int from) throws IOException {
    List<Path> gone;
    try (Stream<Path> all = Files.list(folder)) {
      gone = all.filter(f -> f.getFileName().toString().compareTo(file(from).getFileName().toString()) >= 0).sorted().toList();
    }
    for (int i = gone.size() - 1; i >= 0; i--) {
      Files.delete(gone.get(i)); // the last first: killed here, no file is missing in the middle
    }
    truncate();
  }

  /**
   * All lines, read file by file.
   *
   * @throws BadInput from the stream, behind its last line, if the log is damaged there
   */
  public synchronized Stream<String> lines() {
    String end = damage;
    Stream<String> whole = List.copyOf(parts).stream().flatMap(p -> lines(p).stream());
    return end == null ? whole : Stream.concat(whole, Stream.of(end).map(sentence -> {
      throw new BadInput(sentence);
    }));
  }

  private static List<String> lines(Part part) {
    try {
      Segment segment = Segment.read(part.file);
      if (segment.blocks() < part.blocks) {
        throw new BadInput("cannot read " + part.file + ": block " + (segment.blocks() + 1) + " of " + part.blocks
            + " is no longer what was written; go back to a snapshot taken before it");
      }
      return segment.lines(part.blocks);
    } catch (IOException e) {
      throw BadInput.reading(part.file, e);
    }
  }

  @Override
  public synchronized void close() {
    try {
      if (out != null) {
        out.close();
        out = null;
      }
    } catch (IOException e) {
      throw BadInput.writing(folder, e);
    }
  }
}
