package l2l.runner.report;

import java.io.PrintStream;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * Shows how far a long task is: share done, pace, time left, and what is being minimised.
 *
 * <p>On a terminal it is one line, drawn over; elsewhere a line of its own about every ten seconds. Time left = time taken, times what is
 * left, over what is done. Safe for several threads.
 */
public final class ProgressBar {

  private static final long REDRAW = 100_000_000L;
  private static final long PLAIN = 10_000_000_000L;
  private static final int SHORTEST = 8;
  private static final int LONGEST = 32;

  /** Characters that pace, time left and objective will need: the bar must not shrink much once they appear. */
  private static final int FIGURES = 34;

  private static final String EIGHTHS = "▏▎▍▌▋▊▉";

  private final PrintStream out;
  private final LongSupplier nanos;
  private final Terminal terminal;
  private String task = "";
  private String objective = "";
  private long total;
  private long done;
  private double value;
  private long began;
  private long drawn;
  private int shown;
  private int room;
  private boolean active;

  /**
   * A bar with nothing to show yet.
   *
   * @param nanos a clock that only goes forward, in nanoseconds, as {@link System#nanoTime}
   */
  public ProgressBar(PrintStream out, LongSupplier nanos, Terminal terminal) {
    this.out = out;
    this.nanos = nanos;
    this.terminal = terminal;
  }

  /**
   * Begins a task, and ends the one before it.
   *
   * @param task its name, as in "training lstm"
   * @param objective what its value is, as in "meta-loss"; empty for none
   * @param total how many steps it has; at least 1
   */
  public synchronized void begin(String task, String objective, long total) {
    end();
    this.task = task;
    this.objective = objective;
    this.total = Math.max(1, total);
    done = 0;
    value = Double.NaN;
    room = LONGEST;
    began = nanos.getAsLong();
    drawn = began;
    active = true;
    if (terminal.interactive()) {
      draw(bar());
    }
  }

  /**
   * So many steps are done.
   *
   * @param value the objective now; NaN where it is not known
   */
  public synchronized void update(long done, double value) {
    this.done = Math.min(done, total);
    this.value = value;
    long now = nanos.getAsLong();
    if (!active || now - drawn < (terminal.interactive() ? REDRAW : PLAIN)) {
      return;
    }
    drawn = now;
    if (terminal.interactive()) {
      draw(bar());
    } else {
      out.println(ascii(task + "  " + percent() + "  " + Figures.count(done) + " of " + Figures.count(total) + figures()));
      out.flush();
    }
  }

  /** Prints a line above the bar. */
  public synchronized void say(String line) {
    boolean redraw = shown > 0;
    clear();
    out.println(line);
    out.flush();
    if (redraw) {
      draw(bar());
    }
  }

  /** Ends the task, done or not, with a line that stays. Without effect where none has begun. */
  public synchronized void end() {
    if (!active) {
      return;
    }
    active = false;
    clear();
    double seconds = seconds();
    String what = done == total ? "done, " + Figures.count(total) : "stopped at " + Figures.count(done) + " of " + Figures.count(total);
    out.println(ascii(fitted(task + "  " + what + " in " + Figures.duration(seconds) + pace() + objective())));
    out.flush();
  }

  private String bar() {
    String lead = task + "  ";
    String tail = "  " + percent() + figures();
    int expected = done > 0 ? tail.length() : tail.length() + FIGURES + objective.length();
    room = Math.min(room, terminal.width() - 1 - lead.length() - expected);
    if (room < SHORTEST) {
      return fitted(lead + tail.strip());
    }
    if (!terminal.unicode()) {
      int full = (int) (done * (room - 2) / total);
      return lead + '[' + "#".repeat(full) + ".".repeat(room - 2 - full) + ']' + tail;
    }
    int eighths = (int) (done * 8 * room / total);
    String bar = "█".repeat(eighths / 8) + (eighths % 8 == 0 ? "" : String.valueOf(EIGHTHS.charAt(eighths % 8 - 1)));
    return lead + bar + "░".repeat(room - bar.length()) + tail;
  }

  private String percent() {
    return String.format(Locale.ROOT, "%3d %%", 100 * done / total);
  }

  private String figures() {
    String left = done == 0 ? "" : "  " + Figures.duration(seconds() / done * (total - done)) + " left";
    return pace() + left + objective();
  }

  private String pace() {
    double seconds = seconds();
    if (done == 0 || !(seconds > 0)) {
      return "";
    }
    return done >= seconds ? "  " + pace(done / seconds) + "/s" : "  " + pace(seconds / done) + " s each";
  }

  private static String pace(double value) {
    return String.format(Locale.ROOT, value < 100 ? "%.1f" : "%,.0f", value);
  }

  private String objective() {
    return objective.isEmpty() || Double.isNaN(value) ? "" : "  " + objective + " " + Figures.padded(value);
  }

  private double seconds() {
    return (nanos.getAsLong() - began) * 1e-9;
  }

  private void draw(String line) {
    String text = ascii(line);
    out.print("\r" + text + " ".repeat(Math.max(0, shown - text.length())));
    out.flush();
    shown = text.length();
  }

  private void clear() {
    if (shown > 0) {
      out.print("\r" + " ".repeat(shown) + "\r");
      shown = 0;
    }
  }

  private String fitted(String line) {
    return terminal.interactive() && line.length() >= terminal.width() ? line.substring(0, terminal.width() - 1) : line;
  }

  private String ascii(String line) {
    return terminal.unicode() ? line : line.replaceAll("[^\\x00-\\x7f]", "?");
  }
}
