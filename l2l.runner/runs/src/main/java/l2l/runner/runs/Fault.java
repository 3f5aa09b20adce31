package l2l.runner.runs;

import java.io.IOException;
import java.io.UncheckedIOException;
import l2l.api.MemoryExceeded;
import l2l.api.state.IncompatibleSnapshot;
import l2l.runner.loop.Refusal;
import l2l.runner.loop.Watch;
import l2l.runner.store.BadInput;

/**
 * Why a command did not do what was asked, in one sentence, with its exit code.
 *
 * @param code 2 for bad input, 1 for a fault of ours, 130 for a stop on request
 */
public record Fault(int code, String sentence) {

  public static final int DONE = 0;
  public static final int OURS = 1;
  public static final int BAD_INPUT = 2;
  public static final int INTERRUPTED = 130;

  public static Fault of(Throwable e) {
    if (e instanceof Watch.Stopped) {
      return new Fault(INTERRUPTED, "stopped");
    } else if (e instanceof BadInput || e instanceof Refusal || e instanceof MemoryExceeded || e instanceof IncompatibleSnapshot) {
      return new Fault(BAD_INPUT, oneLine(e.getMessage()));
    } else if (e instanceof UncheckedIOException u) {
      return new Fault(BAD_INPUT, oneLine(u.getCause().getMessage()));
    } else if (e instanceof IOException) {
      return new Fault(BAD_INPUT, oneLine(e.getMessage()));
    } else if (e instanceof OutOfMemoryError) {
      return new Fault(BAD_INPUT, "the memory of " + (Runtime.getRuntime().maxMemory() >> 20)
          + " MB is full; unroll fewer steps, take fewer problems at once, or give Java more with L2L_JAVA_OPTS=-Xmx…");
    }
    return new Fault(OURS, "a fault of the program, not of the experiment: " + oneLine(e.toString()));
  }

  private static String oneLine(String message) {
    return String.valueOf(message).replaceAll("\\s*\\R\\s*", " ");
  }
}
