package l2l.runner.report;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Map;
import java.util.Properties;

/**
 * What the place where text is printed can show.
 *
 * @param width columns, at least 40
 * @param unicode whether it shows Unicode; otherwise plain ASCII is printed
 * @param colour whether it obeys ANSI colours
 * @param interactive whether a line may be drawn over: a terminal, not a log file
 */
public record Terminal(int width, boolean unicode, boolean colour, boolean interactive) {

  private static final int WIDTH = 80;
  private static final int LEAST = 40;

  public Terminal {
    width = Math.max(LEAST, width);
  }

  /** A file or a pipe that takes this much. */
  public static Terminal plain(int width, boolean unicode) {
    return new Terminal(width, unicode, false, false);
  }

  /**
   * What the standard output can show, as told by the environment and the JDK's properties.
   *
   * <p>Unicode needs an output in UTF-8; colours need a terminal that is not "dumb" and no NO_COLOR (https://no-color.org). The width is
   * COLUMNS, or 80.
   *
   * @param environment as of {@link System#getenv()}
   * @param system as of {@link System#getProperties()}
   * @param interactive whether the output is a terminal
   */
  public static Terminal of(Map<String, String> environment, Properties system, boolean interactive) {
    boolean dumb = environment.getOrDefault("TERM", "dumb").equals("dumb") && !environment.containsKey("WT_SESSION");
    boolean colour = interactive && !dumb && environment.getOrDefault("NO_COLOR", "").isEmpty();
    int width = interactive && environment.getOrDefault("COLUMNS", "").matches("[1-9]\\d{0,3}")
        ? Integer.parseInt(environment.get("COLUMNS")) : WIDTH;
    return new Terminal(width, utf8(system), colour, interactive);
  }

  /** What encodes the standard output: named by JDK 19 and newer, by older ones for a terminal, and the locale's otherwise. */
  private static boolean utf8(Properties system) {
    for (String property : new String[] {"stdout.encoding", "sun.stdout.encoding", "file.encoding", "native.encoding"}) {
      String name = system.getProperty(property, "");
      if (!name.isEmpty()) {
        try {
          return Charset.forName(name).name().equals("UTF-8");
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
          return false;
        }
      }
    }
    return false;
  }
}
