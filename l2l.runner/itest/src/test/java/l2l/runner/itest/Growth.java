package l2l.runner.itest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * When each step of a run was written, seen from outside: a thread of its own looks at the length of the metrics' file every half
 * millisecond and reads whose blocks are new.
 *
 * <p>A block is one step: the length of its text in four bytes, four more, the text.
 */
final class Growth implements AutoCloseable {

  private static final int HEAD = 8;
  private static final long LOOK_NANOS = 500_000;

  private final Path folder;
  private final List<Long> nanos = new ArrayList<>();
  private final Thread watch = new Thread(this::watch, "growth");
  private volatile boolean ended;

  /** @param folder "metrics" of a run that is at its beginning; at most one file of it is followed at a time */
  Growth(Path folder) {
    this.folder = folder;
    watch.setDaemon(true);
    watch.start();
  }

  private void watch() {
    try {
      for (int file = 1; !ended; file++) {
        follow(folder.resolve(String.format("%06d.log", file)), folder.resolve(String.format("%06d.log", file + 1)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void follow(Path file, Path next) throws IOException {
    while (!ended && !file.toFile().exists()) {
      java.util.concurrent.locks.LockSupport.parkNanos(LOOK_NANOS);
    }
    if (ended) {
      return;
    }
    try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
      long end = 0;
      while (!ended) {
        boolean last = next.toFile().exists();
        ByteBuffer head = ByteBuffer.allocate(HEAD);
        if (in.size() > end && in.read(head, end) == HEAD && in.size() >= end + HEAD + head.getInt(0)) {
          end += HEAD + head.getInt(0);
          synchronized (nanos) {
            nanos.add(System.nanoTime());
          }
        } else if (last) {
          return;
        } else {
          java.util.concurrent.locks.LockSupport.parkNanos(LOOK_NANOS);
        }
      }
    }
  }

  /** Milliseconds between the end of step k and that of step k + 1, counted from 1; NaN where the two were not both seen. */
  double millis(long k) {
    synchronized (nanos) {
      return k < 1 || k >= nanos.size() ? Double.NaN : (nanos.get((int) k) - nanos.get((int) k - 1)) * 1e-6;
    }
  }

  @Override
  public void close() {
    ended = true;
  }
}
