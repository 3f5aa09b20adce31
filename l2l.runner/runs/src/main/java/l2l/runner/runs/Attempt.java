package l2l.runner.runs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Which step a run was in when the JVM ended without a word, and in how many lives of the workbench in a row it was that one: a file in the
 * run's directory, there while the run computes.
 *
 * <p>It is not synced: what ends the JVM alone leaves it as it was written.
 *
 * @param tick steps done before; {@link #BEGIN} for what comes before the first
 * @param times 0 where the last life ended otherwise
 */
record Attempt(long tick, int times) {

  static final long BEGIN = -1;

  /** A run that brought the JVM down so often in the same step is not taken up again by itself. */
  static final int MOST = 4;

  private static final Attempt NONE = new Attempt(BEGIN, 0);
  private static final String FILE = "computing";

  /** What the last life left. */
  static Attempt left(Path run) {
    try {
      String[] words = Files.exists(run.resolve(FILE)) ? Files.readString(run.resolve(FILE)).strip().split(" +") : new String[0];
      return words.length == 2 ? new Attempt(Long.parseLong(words[0]), Integer.parseInt(words[1])) : NONE;
    } catch (IOException | NumberFormatException e) {
      return NONE; // then nothing is known
    }
  }

  /** Why a run is not taken up again; whose fault it was nobody has seen. */
  Pause pause(long run) {
    return new Pause(Pause.Reason.FATAL, "the JVM ended without a word " + times + " times in a row while this run was "
        + (tick == BEGIN ? "about to begin" : "in step " + (tick + 1))
        + "; one of its parts may have ended it, or the machine's memory: l2l resume " + run + " lets it try again, l2l swap takes another part");
  }

  /** Writes down in which step a run is; where that cannot be written nothing is known afterwards, and the run goes on. */
  static final class Trace implements AutoCloseable {

    private final Path file;
    private Attempt before;
    private FileChannel channel;

    /** @param run its directory */
    Trace(Path run) {
      file = run.resolve(FILE);
      before = left(run);
    }

    /** A step begins. */
    void at(long tick) {
      try {
        if (channel == null) {
          channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        }
        int times = before.times > 0 && before.tick == tick ? before.times + 1 : 1;
        channel.write(ByteBuffer.wrap(String.format("%20d %10d%n", tick, times).getBytes(StandardCharsets.US_ASCII)), 0);
      } catch (IOException e) {
        close();
      }
    }

    /** It does not compute any more, or has said why. */
    @Override
    public void close() {
      before = NONE;
      try {
        if (channel != null) {
          channel.close();
        }
        Files.deleteIfExists(file);
      } catch (IOException e) {
        before = NONE; // it is of no use any more either way
      } finally {
        channel = null;
      }
    }
  }
}
